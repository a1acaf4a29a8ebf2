"""The three filter dialects of the Rezolve pages, compiled to one predicate form.

"List Tickets" says id/op/column/operand, "List Catalog Templates" says field/op/value in lower case, and
"List Ticket Notifications" sends a bare array of field/op/value in upper case. This module compares; it does not
know what a ticket is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from sandbox.ticketing.rezolve.wire.envelope import Fault, parse_iso

Comparison = Literal["eq", "ne", "gt", "ge", "lt", "le", "like", "in", "not_in"]
MAX_DEPTH = 20

Reader = Callable[[Any, str], tuple[Any, ...]]
"""All values a row offers for a column; several when a column has aliases (a key and a name)."""

Predicate = Callable[[Any], bool]


class Complaint(Protocol):
    """Makes the fault a dialect answers with."""

    def __call__(self, problem: str, /, *, operator: str | None = None, column: str | None = None) -> Fault:
        """The fault for one problem."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one page writes a condition.

    Shape: `operators` maps the page's word to the comparison; `columns` None accepts any name; `dates` are the
           columns whose values must be ISO 8601.
    """

    column_key: str
    value_key: str
    operators: Mapping[str, Comparison]
    columns: frozenset[str] | None
    dates: frozenset[str]
    complain: Complaint


_UPPER: dict[str, Comparison] = {
    "EQ": "eq", "NE": "ne", "GT": "gt", "GE": "ge", "LT": "lt", "LE": "le", "LIKE": "like", "IN": "in",
}  # fmt: skip
_LOWER: dict[str, Comparison] = {
    "eq": "eq", "ne": "ne", "contains": "like", "in": "in", "notIn": "not_in",
    "gt": "gt", "lt": "lt", "gte": "ge", "lte": "le",
}  # fmt: skip


def _ticket_fault(problem: str, /, *, operator: str | None = None, column: str | None = None) -> Fault:
    details = problem
    if operator is not None:
        supported = ", ".join(_UPPER)
        details = f"The operator '{operator}' is not supported. Supported operators: {supported}"
    elif column is not None:
        details = f"The column '{column}' is not supported."
    return Fault(422, "INVALID_FILTER", "Invalid filter configuration", details=details)


def _template_fault(problem: str, /, *, operator: str | None = None, column: str | None = None) -> Fault:
    del problem, operator, column  # the page's 400 names neither
    return Fault(400, "INVALID_REQUEST", "Invalid filter operand structure", timed=False)


def _notification_fault(problem: str, /, *, operator: str | None = None, column: str | None = None) -> Fault:
    message = problem if operator is None else f"Invalid filter operator '{operator}' for field '{column}'"
    return Fault(
        422, "INVALID_FILTER", message, details="Supported operators: EQ, NE, GT, GE, LT, LE, IN, LIKE"
    )


def ticket_dialect(columns: frozenset[str], dates: frozenset[str]) -> Dialect:
    """The dialect of "List Tickets"."""
    return Dialect("column", "operand", _UPPER, columns, dates, _ticket_fault)


def template_dialect(dates: frozenset[str]) -> Dialect:
    """The dialect of "List Catalog Templates"; field names are dotted paths and never unknown."""
    return Dialect("field", "value", _LOWER, None, dates, _template_fault)


def notification_dialect(columns: frozenset[str], dates: frozenset[str]) -> Dialect:
    """The dialect of "List Ticket Notifications"."""
    return Dialect("field", "value", _UPPER, columns, dates, _notification_fault)


def compile_tree(tree: Any, dialect: Dialect, read: Reader) -> Predicate:
    """The predicate of an AND/OR tree; an absent or empty tree accepts every row. Raises: Fault of the dialect."""
    if tree is None or tree == {}:
        return lambda _row: True
    return _node(tree, dialect, read, 0)


def compile_all(conditions: Any, dialect: Dialect, read: Reader) -> Predicate:
    """The predicate of a bare array, whose entries must all hold. Raises: Fault of the dialect."""
    if not isinstance(conditions, list):
        raise dialect.complain("The filter must be an array of conditions")
    return _join("AND", [_leaf(entry, dialect, read) for entry in conditions])


def _join(op: str, parts: Sequence[Predicate]) -> Predicate:
    if not parts:
        return lambda _row: True
    if op == "AND":
        return lambda row: all(part(row) for part in parts)
    return lambda row: any(part(row) for part in parts)


def _node(tree: Any, dialect: Dialect, read: Reader, depth: int) -> Predicate:
    if depth > MAX_DEPTH:
        raise dialect.complain("The filter is nested too deeply")
    if not isinstance(tree, Mapping):
        raise dialect.complain("Every filter condition must be an object")
    if dialect.column_key in tree:
        return _leaf(tree, dialect, read)
    op = tree.get("op")
    if op not in ("AND", "OR"):
        raise dialect.complain("A group needs AND or OR", operator=str(op))
    operand = tree.get("operand")
    if not isinstance(operand, list):
        raise dialect.complain("The operand of AND and OR must be an array")
    return _join(op, [_node(part, dialect, read, depth + 1) for part in operand])


def _leaf(entry: Any, dialect: Dialect, read: Reader) -> Predicate:
    if not isinstance(entry, Mapping):
        raise dialect.complain("Every filter condition must be an object")
    column, op = entry.get(dialect.column_key), entry.get("op")
    if not isinstance(column, str) or dialect.value_key not in entry:
        raise dialect.complain(f"Every condition needs {dialect.column_key}, op and {dialect.value_key}")
    if dialect.columns is not None and column not in dialect.columns:
        raise dialect.complain(f"Unknown field '{column}'", column=column)
    comparison = dialect.operators.get(op) if isinstance(op, str) else None
    if comparison is None:
        raise dialect.complain("Unknown operator", operator=str(op), column=column)
    expected = entry[dialect.value_key]
    if isinstance(expected, list) != (comparison in ("in", "not_in")) or isinstance(expected, Mapping):
        raise dialect.complain(f"The operator '{op}' cannot take this value for '{column}'")
    if column in dialect.dates:
        expected = _dated(expected, comparison, dialect, column)

    def holds(row: Any) -> bool:
        return _holds(comparison, read(row, column), expected)

    return holds


def _dated(expected: Any, comparison: Comparison, dialect: Dialect, column: str) -> Any:
    """The operand of a date column as instants. Raises: Fault of the dialect."""
    if isinstance(expected, list):
        return [_dated(one, comparison, dialect, column) for one in expected]
    at = None if expected is None else parse_iso(expected)
    if comparison == "like" or (at is None and expected is not None):
        raise dialect.complain(f"The value for '{column}' must be an ISO 8601 date with time")
    return at


def _holds(comparison: Comparison, actual: tuple[Any, ...], expected: Any) -> bool:
    match comparison:
        case "eq":
            return any(_same(value, expected) for value in actual)
        case "ne":
            return not any(_same(value, expected) for value in actual)
        case "in":
            return any(_same(value, one) for value in actual for one in expected)
        case "not_in":
            return not any(_same(value, one) for value in actual for one in expected)
        case "like":
            needle = str(expected).strip("%").lower()
            return any(value is not None and needle in str(value).lower() for value in actual)
        case "gt" | "ge" | "lt" | "le":
            return any(_ordered(comparison, value, expected) for value in actual)


def _same(value: Any, expected: Any) -> bool:
    if isinstance(value, datetime) and isinstance(expected, datetime):
        return _milliseconds(value) == _milliseconds(expected)
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    return bool(value == expected)


def _milliseconds(at: datetime) -> datetime:
    # Answers show milliseconds, so filters compare in milliseconds: a cursor read from an answer has to match.
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _ordered(op: Literal["gt", "ge", "lt", "le"], value: Any, expected: Any) -> bool:
    left, right = value, expected
    if isinstance(value, datetime) and isinstance(expected, datetime):
        left, right = _milliseconds(value), _milliseconds(expected)
    elif not _comparable(value, expected):
        return False
    match op:
        case "gt":
            return bool(left > right)
        case "ge":
            return bool(left >= right)
        case "lt":
            return bool(left < right)
        case "le":
            return bool(left <= right)


def _comparable(value: Any, expected: Any) -> bool:
    if isinstance(value, bool) or isinstance(expected, bool):
        return False
    numbers = isinstance(value, int | float) and isinstance(expected, int | float)
    return numbers or (isinstance(value, str) and isinstance(expected, str))
