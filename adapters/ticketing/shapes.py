"""Reads a vendor's JSON into a wire model, and says clearly which needed member is missing.

The fault names members, never their values: they are people's texts.
"""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from bot.errors import Unreachable


class Wire(BaseModel):
    """The root of all wire models: camelCase outside, members we do not know ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


W = TypeVar("W", bound=Wire)


def read_shape(model: type[W], data: Any, *, name: str, may_have_happened: bool = False) -> W:
    """The wire model of an answer. Raises: Unreachable naming the members that do not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as bad:
        faults = bad.errors(include_url=False, include_input=False, include_context=False)
        members = ", ".join(
            ".".join(str(part) for part in fault["loc"]) or "everything" for fault in faults[:5]
        )
        message = f"{name}: the answer changed shape at {members}"
    raise Unreachable(message, may_have_happened=may_have_happened)
