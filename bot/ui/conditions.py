"""Evaluates the conditions of a form: which questions count for these answers, and which need one. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.domain.catalog import Condition
from bot.domain.ids import FieldId
from bot.ui.form import Answer, Answers, Form, FormField

# Conditions that ask for conditions that ask for ... : what lies behind so many is taken as met.
LONGEST_CHAIN: Final = 150
_COMPARABLE: Final = (int, float, str)


class Standing:
    """Which questions of a form count, given these answers.

    Shape: an answer to a question that does not count is seen by nobody, whoever gave it; what nobody is asked
           for is seen like an answer. Conditions in a circle hide nobody. An operator nobody knows is
           taken as met, so that no question is lost.
    """

    def __init__(self, form: Form, answers: Answers) -> None:
        self._fields = {field.id: field for field in form.fields}
        given = {field.id: field.value for field in form.fields if field.part != "asked"}
        self._answers: Mapping[FieldId, Answer] = {**answers, **given}
        self._known: dict[FieldId, bool] = {}
        self._depth = 0
        for field_id in self._fields:  # in their order, so that a circle always comes out alike
            self.counts(field_id)

    def counts(self, field_id: FieldId) -> bool:
        """Whether this question is to be asked and its answer sent."""
        if field_id in self._known:
            return self._known[field_id]
        field = self._fields.get(field_id)
        if field is None or field.visible_when is None or self._depth >= LONGEST_CHAIN:
            return True
        self._known[field_id] = True  # what it comes back to in a circle
        self._depth += 1
        self._known[field_id] = self._holds(field.visible_when)
        self._depth -= 1
        return self._known[field_id]

    def needs(self, field: FormField) -> bool:
        """Whether this question, if it counts, needs an answer."""
        return field.required or (field.required_when is not None and self._holds(field.required_when))

    def _holds(self, condition: Condition) -> bool:
        if condition.op.upper() in {"AND", "OR"}:
            results = [self._holds(operand) for operand in condition.operands]
            return all(results) if condition.op.upper() == "AND" else any(results)
        answer = None
        if condition.field is not None and self.counts(condition.field):
            answer = self._answers.get(condition.field)
        return _compare(condition.op, answer, condition.value)


def asked_by(condition: Condition | None) -> frozenset[FieldId]:
    """The fields whose answers a condition asks for."""
    if condition is None:
        return frozenset()
    own = frozenset({condition.field}) if condition.field is not None else frozenset()
    return own.union(*(asked_by(operand) for operand in condition.operands))


def depends_on(field: FormField) -> frozenset[FieldId]:
    """The fields whose answers decide whether this one is asked or needed."""
    return asked_by(field.visible_when) | asked_by(field.required_when)


def deciding(form: Form) -> frozenset[FieldId]:
    """The fields of a form on whose answers others depend."""
    return frozenset[FieldId]().union(*(depends_on(field) for field in form.fields))


def circles(conditions: Mapping[FieldId, Condition | None]) -> tuple[tuple[FieldId, ...], ...]:
    """Fields whose being asked depends on itself, each circle once, from the field that comes first."""
    order = {field_id: place for place, field_id in enumerate(conditions)}
    found: set[tuple[FieldId, ...]] = set()
    done: set[FieldId] = set()

    def next_of(field_id: FieldId) -> Iterator[FieldId]:
        return iter(sorted(asked_by(conditions[field_id]) & order.keys(), key=order.__getitem__))

    # Walked with a stack of our own: a chain may be longer than Python's.
    for start in conditions:
        path: list[FieldId] = [start]
        ways: list[Iterator[FieldId]] = [next_of(start)] if start not in done else []
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                done.add(path.pop())
            elif step in path:
                found.add(_turned(path[path.index(step) :], order))
            elif step not in done:
                path.append(step)
                ways.append(next_of(step))
    return tuple(sorted(found, key=lambda circle: order[circle[0]]))


def _turned(circle: Sequence[FieldId], order: Mapping[FieldId, int]) -> tuple[FieldId, ...]:
    first = min(range(len(circle)), key=lambda place: order[circle[place]])
    return (*circle[first:], *circle[:first])


def is_empty(answer: Answer) -> bool:
    """Whether this is no answer. Shape: a box that is not ticked is one where a tick is not needed."""
    return answer is None or answer == () or (isinstance(answer, str) and not answer.strip())


def _compare(op: str, answer: Answer, value: object) -> bool:
    match op:
        case "eq":
            return _same(answer, value)
        case "ne":
            return not _same(answer, value)
        case "contains":
            return str(value) in (answer if isinstance(answer, tuple) else str(answer or ""))
        case "in" | "notIn":
            wanted = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
            return any(_same(answer, one) for one in wanted) == (op == "in")
        case "gt" | "lt" | "gte" | "lte":
            return _ordered(op, answer, value)
        case _:
            return True


def _ordered(op: str, answer: Answer, value: object) -> bool:
    if not isinstance(answer, _COMPARABLE) or not isinstance(value, _COMPARABLE):
        return False
    left, right = _number(answer), _number(value)
    if left is None or right is None:
        return _by_order(op, (str(answer) > str(value)) - (str(answer) < str(value)))
    return _by_order(op, (left > right) - (left < right))


def _by_order(op: str, order: int) -> bool:
    return {"gt": order > 0, "lt": order < 0, "gte": order >= 0, "lte": order <= 0}[op]


def _same(answer: Answer, value: object) -> bool:
    if isinstance(answer, bool):
        return str(answer).casefold() == str(value).casefold()
    if isinstance(answer, tuple):
        return str(value) in answer
    left, right = _number(answer), _number(value)
    if left is not None and right is not None:
        return left == right
    return answer is not None and str(answer) == str(value)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, _COMPARABLE):
        return None
    try:
        return float(value)
    except ValueError:
        return None
    except OverflowError:
        return math.inf if str(value)[0] != "-" else -math.inf
