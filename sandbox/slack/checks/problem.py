"""Collects what is wrong with a payload in Slack's words; must not decide which error code that becomes.

Source: error texts as returned by the Web API in `response_metadata.messages`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Rule = Callable[[Any, str, "Problems"], None]


class SlackError(Exception):
    """A Web API refusal.

    Shape: `code` is the answer's `error`; `extra` are further members of the answer.
    """

    def __init__(self, code: str, **extra: Any) -> None:
        """Keep the code and the extra members."""
        super().__init__(code)
        self.code = code
        self.extra = extra


@dataclass(slots=True)
class Problems:
    """The findings about one payload, each with a JSON pointer to its place."""

    found: list[str] = field(default_factory=list)

    def add(self, text: str, pointer: str) -> None:
        """Note one finding."""
        self.found.append(f"{text} [json-pointer:{pointer}]")

    def refuse(self, code: str) -> None:
        """Turn findings into a refusal. Raises: SlackError when there are any."""
        if self.found:
            messages = [f"[ERROR] {text}" for text in self.found]
            raise SlackError(code, errors=list(self.found), response_metadata={"messages": messages})


@dataclass(frozen=True, slots=True)
class Field:
    """One member of an object: its rule and whether it has to be there."""

    rule: Rule
    required: bool = False


def string(*, most: int, least: int = 0) -> Rule:
    """A rule: a string of `least` to `most` code points."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must provide a string", pointer)
        elif len(value) > most:
            problems.add(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", pointer)

    return check


def integer(least: int, most: int) -> Rule:
    """A rule: a whole number within bounds."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must provide an integer", pointer)
        elif value < least:
            problems.add(f"must be greater than or equal to {least}", pointer)
        elif value > most:
            problems.add(f"must be less than or equal to {most}", pointer)

    return check


def one_of(*values: Any) -> Rule:
    """A rule: one of a closed set."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in values:
            problems.add(f"must be one of: {', '.join(str(entry) for entry in values)}", pointer)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    """The rule for a true or false."""
    if not isinstance(value, bool):
        problems.add("must provide a boolean", pointer)


def anything(value: Any, pointer: str, problems: Problems) -> None:
    """The rule for a member that is checked elsewhere or not at all."""


def array(rule: Rule, *, most: int, least: int = 0) -> Rule:
    """A rule: a list of `least` to `most` items that each keep `rule`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must provide an array", pointer)
            return
        if len(value) > most:
            problems.add(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            problems.add(f"no less than {least} items allowed", pointer)
        for index, item in enumerate(value):
            rule(item, f"{pointer}/{index}", problems)

    return check


def check_members(value: Any, fields: Mapping[str, Field], pointer: str, problems: Problems) -> bool:
    """Hold an object against its members' rules; unknown members are refused, as Slack does."""
    if not isinstance(value, dict):
        problems.add("must provide an object", pointer)
        return False
    for name, entry in fields.items():
        if name in value:
            entry.rule(value[name], f"{pointer}/{name}", problems)
        elif entry.required:
            problems.add(f"missing required field: {name}", pointer)
    for name in value:
        if name not in fields:
            problems.add(f"invalid additional property: {name}", pointer)
    return True


def of(fields: Mapping[str, Field]) -> Rule:
    """A rule: an object with these members."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        check_members(value, fields, pointer, problems)

    return check


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """A rule: an object whose `type` chooses the rule."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", pointer)
            return
        kind = value.get("type")
        rule = kinds.get(kind) if isinstance(kind, str) else None
        if kind is None:
            problems.add("missing required field: type", pointer)
        elif rule is None:
            problems.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            rule(value, pointer, problems)

    return check


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal, whatever the order of their members."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
