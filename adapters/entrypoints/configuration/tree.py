"""The settings as a tree: finds a setting by its path, and the names there are beside it. Pure; reads classes only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

PREFIX: Final = "TICKETBOT_"
ITEM: Final = "<name>"
Part = str | int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting with a value of its own. Shape: `section` is the class it stands in."""

    path: tuple[str, ...]
    field: FieldInfo
    section: type[BaseModel]


def find(model: type[BaseModel], path: Sequence[Part]) -> FieldInfo | None:
    """The setting at this path; None for a name of the operator's choice, a list's item, or no setting at all."""
    field: FieldInfo | None = None
    places: list[Any] = [model]
    for part in path:
        found = [next_ for place in places for next_ in _step(place, part)]
        field = next((next_ for next_ in found if isinstance(next_, FieldInfo)), None)
        places = [next_.annotation if isinstance(next_, FieldInfo) else next_ for next_ in found]
    return field


def names_beside(model: type[BaseModel], path: Sequence[Part]) -> list[str]:
    """The names that would be right in place of the last part of this path."""
    places: list[Any] = [model]
    for part in path[:-1]:
        found = [next_ for place in places for next_ in _step(place, part)]
        places = [next_.annotation if isinstance(next_, FieldInfo) else next_ for next_ in found]
    return [name for place in places for kind in kinds(place) if is_model(kind) for name in kind.model_fields]


def every_variable(model: type[BaseModel]) -> list[str]:
    """The environment variable of every setting; a name of the operator's choice is `<NAME>`."""
    return sorted({variable(leaf.path) for leaf in walk(model)})


def walk(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every setting that has a value of its own; a connection of each kind under `<name>`."""
    for name, field in model.model_fields.items():
        here = (*path, name)
        inner = [kind for kind in kinds(field.annotation) if is_model(kind)]
        items = [
            kind
            for outer in kinds(field.annotation)
            if get_origin(outer) is dict
            for kind in kinds(get_args(outer)[1])
            if is_model(kind)
        ]
        for kind in inner:
            yield from walk(kind, here)
        for kind in items:
            yield from walk(kind, (*here, ITEM))
        if not inner and not items:
            yield Leaf(here, field, model)


def variable(path: Sequence[Part]) -> str:
    """The environment variable that sets it; what cannot stand in a variable's name is given as JSON above it."""
    parts = []
    for part in path:
        if isinstance(part, int) or ":" in part:
            break
        parts.append(part.upper())
    return PREFIX + "__".join(parts)


def example(field: FieldInfo | None) -> Any:
    """A value that would do, or None."""
    if field is None:
        return None
    if field.examples:
        return field.examples[0]
    default = field.get_default(call_default_factory=True, validated_data={})
    return None if default in (None, PydanticUndefined, "", (), {}) or is_model(type(default)) else default


def as_toml(value: Any) -> str:
    """A value as it is written in the settings file. Shape: never a secret: those are shown as stars."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case list() | tuple():
            return f"[{', '.join(as_toml(item) for item in value)}]"
        case BaseModel():
            return as_toml(value.model_dump())
        case dict():
            items = ", ".join(f"{_key(str(key))} = {as_toml(item)}" for key, item in value.items())
            return f"{{ {items} }}" if items else "{}"
        case SecretStr() | Path() | str():
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case _:
            return str(value)


def kinds(annotation: Any) -> list[Any]:
    """The types a setting may have, without None and annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [kind for part in get_args(annotation) for kind in kinds(part)]
    return [] if annotation is NoneType else [annotation]


def is_model(kind: Any) -> bool:
    """Whether this type is a section of settings."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _step(place: Any, part: Part) -> Iterator[Any]:
    for kind in kinds(place):
        if is_model(kind):
            if part in kind.model_fields:
                yield kind.model_fields[part]
        elif get_origin(kind) is dict:
            yield get_args(kind)[1]
        elif get_origin(kind) in (tuple, list) and isinstance(part, int):
            yield get_args(kind)[0]


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'
