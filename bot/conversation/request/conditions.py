"""Evaluates the conditions of template fields: which questions count for these answers. Pure."""

from collections.abc import Callable, Sequence
from typing import Final

from bot.conversation.turn import Reader
from bot.domain.catalog import Condition, Template, TemplateField
from bot.domain.ids import FieldId
from bot.ui.form import Answer, Answers

_COMPARABLE: Final = (int, float, str)


def fields_that_count(template: Template, answers: Answers) -> frozenset[FieldId]:
    """The fields whose condition holds; an answer given to any other is not sent."""
    by_id = {field.id: field for field in template.fields}
    known: dict[FieldId, bool] = {}

    def counts(field_id: FieldId) -> bool:
        if field_id in known:
            return known[field_id]
        known[field_id] = True  # conditions in a circle: nobody hides anybody
        field = by_id.get(field_id)
        if field is not None and field.visible_when is not None:
            known[field_id] = holds(field.visible_when, seen())
        return known[field_id]

    def seen() -> "_Seen":
        return _Seen(answers, counts)

    return frozenset(field_id for field_id in by_id if counts(field_id))


def unanswered(template: Template, answers: Answers, reader: Reader) -> dict[FieldId, str]:
    """What these answers make necessary and leave out, by field."""
    counting = fields_that_count(template, answers)
    lookup = _Seen(answers, lambda field_id: field_id in counting)
    missing: dict[FieldId, str] = {}
    for field in template.fields:
        if field.id not in counting or field.read_only or field.id not in answers:
            continue
        is_needed = field.required or (field.required_when is not None and holds(field.required_when, lookup))
        if is_needed and _is_empty(answers[field.id]):
            missing[field.id] = reader.say("fault.needed_here")
    return missing


def hint(field: TemplateField, template: Template, reader: Reader) -> str | None:
    """When a conditional question is meant, in words."""
    condition = field.visible_when or field.required_when
    if condition is None:
        return None
    while len(condition.operands) == 1:  # a group of one says what its one says
        condition = condition.operands[0]
    other = next((one for one in template.fields if one.id == condition.field), None)
    value = _words_for(condition.value, other, reader) if other and condition.op in {"eq", "contains"} else ""
    if other is not None and value:
        name = "form.raise.only_if" if field.visible_when else "form.raise.needed_if"
        return reader.say(name, field=other.label, value=value)
    return reader.say("form.raise.if_it_applies" if field.visible_when else "form.raise.may_be_needed")


def _words_for(value: object, field: TemplateField, reader: Reader) -> str:
    """The answer that a condition waits for, as it is read in the form; empty where it has no words."""
    if isinstance(value, bool):
        return reader.say("form.tick") if value else ""
    labels = {option.value: option.label for option in field.options}
    return labels.get(str(value), str(value))


def holds(condition: Condition, seen: "_Seen") -> bool:
    """Whether a condition is met. An operator nobody knows is taken as met, so that no question is lost."""
    if condition.op.upper() in {"AND", "OR"}:
        results = [holds(operand, seen) for operand in condition.operands]
        return all(results) if condition.op.upper() == "AND" else any(results)
    return _compare(condition.op, seen.answer(condition.field), condition.value)


class _Seen:
    """Answers as conditions see them: those of hidden questions are empty."""

    def __init__(self, answers: Answers, counts: Callable[[FieldId], bool]) -> None:
        self._answers = answers
        self._counts = counts

    def answer(self, field_id: FieldId | None) -> Answer:
        """What was answered there."""
        if field_id is None or not self._counts(field_id):
            return None
        return self._answers.get(field_id)


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


def _is_empty(answer: Answer) -> bool:
    return answer is None or answer == () or (isinstance(answer, str) and not answer.strip())
