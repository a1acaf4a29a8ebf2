"""The instance's custom fields, one of each kind and a hidden one, and the check of values written to them.

Source: www.teamswork.app/ticketingapi, "Create a ticket", second example (ids, kinds and value forms).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

FieldKind = Literal["peoplepicker", "items", "item", "textarea", "text", "toggle", "date"]
_TYPE_KEYS: Final[Mapping[FieldKind, tuple[str, str]]] = {
    "peoplepicker": ("peoplepicker", "People Picker"),
    "items": ("list", "List"),
    "item": ("list", "List"),
    "textarea": ("textarea", "Text Area"),
    "text": ("text", "Text Field"),
    "toggle": ("toggle", "Toggle"),
    "date": ("date", "Date Picker"),
}


@dataclass(frozen=True, slots=True)
class CustomField:
    """One custom field. Shape: `options` are (key, text) of item pickers."""

    id: str
    title: str
    kind: FieldKind
    is_left: bool
    options: tuple[tuple[str, str], ...] = ()
    is_hidden: bool = False

    def to_wire(self) -> dict[str, Any]:
        """The field as /instance shows it."""
        key, text = _TYPE_KEYS[self.kind]
        options = (
            {"options": [{"key": key_, "text": text_} for key_, text_ in self.options]}
            if self.options
            else {}
        )
        return {
            "id": self.id,
            "title": self.title,
            "type": {"key": key, "text": text},
            "isMandatory": False,
            "isMultiple": self.kind in ("items", "peoplepicker"),
            "status": "hidden" if self.is_hidden else "visible",
        } | options


CUSTOM_FIELDS: Final = (
    CustomField("146db0c4-de24-4818-a131-a27161bb7ad0", "Approver", "peoplepicker", True),
    CustomField(
        "fef751d6-067d-431b-8a6d-667056eff6ee", "Affected services", "items", True,
        (
            ("70d42d78-899a-4d5e-8cf0-79a0e4a6b0b1", "E-mail"),
            ("fe68df23-432e-4c0f-9841-a018b7f46d0b", "VPN"),
            ("0c9a7f2b-5b0f-4e0e-8d6c-1f5d3b7a2e44", "Printing"),
        ),
    ),
    CustomField("4aad4ef9-3242-4bb6-87f7-29428567429f", "Steps to reproduce", "textarea", True),
    CustomField("7670050a-cf1a-4d3d-8179-5eba888dea5f", "Asset tag", "text", True),
    CustomField("862bd88d-f691-4a7b-a89a-f6f48550fc27", "Work is blocked", "toggle", False),
    CustomField(
        "5b9f56bc-ec6a-45a3-b7ce-c25e1d8cfd69", "Building", "item", False,
        (
            ("f72541a9-c964-4c81-bc1a-4f1f2d948416", "Head office"),
            ("3d0e5a16-77d2-4a5f-9a0e-2b8f4c6d1e03", "Warehouse"),
        ),
    ),
    CustomField("7ee98e41-c4d0-4d4c-beb9-2b7f8f8c35c8", "Needed by", "date", False),
    CustomField("c3f1a2b4-0d5e-4f6a-8b7c-9d0e1f2a3b4c", "Cost centre (retired)", "text", False, is_hidden=True),
)  # fmt: skip
_BY_ID: Final = {field.id: field for field in CUSTOM_FIELDS}
FIELD_IDS: Final = frozenset(_BY_ID)


def problem_with(values: object) -> str | None:
    """What is wrong with these customFields, in a sentence, or None. Shape: null clears a field."""
    if not isinstance(values, dict):
        return "customFields must be an object."
    for field_id, value in values.items():
        field = _BY_ID.get(field_id)
        if field is None:
            return f"Custom field {field_id} does not exist."
        if field.is_hidden:
            return f"Custom field {field.title} is hidden."
        if value is not None and not _CHECKS[field.kind](field, value):
            return f"Custom field {field.title} has a wrong value."
    return None


def _is_people(_: CustomField, value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and all(isinstance(item.get(name), str) for name in ("id", "name", "email"))
        for item in value
    )


def _is_items(field: CustomField, value: object) -> bool:
    keys = {key for key, _ in field.options}
    return isinstance(value, list) and all(isinstance(item, str) and item in keys for item in value)


def _is_item(field: CustomField, value: object) -> bool:
    return isinstance(value, list) and len(value) <= 1 and _is_items(field, value)


def _is_text(_: CustomField, value: object) -> bool:
    return isinstance(value, str)


def _is_line(_: CustomField, value: object) -> bool:
    return isinstance(value, str) and "\n" not in value


def _is_toggle(_: CustomField, value: object) -> bool:
    return isinstance(value, bool)


def _is_date(_: CustomField, value: object) -> bool:
    return isinstance(value, str) and parse_date(value) is not None


def parse_date(text: str) -> datetime | date | None:
    """A date or a date-time in ISO form, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


_CHECKS: Final[Mapping[FieldKind, Callable[[CustomField, object], bool]]] = {
    "peoplepicker": _is_people,
    "items": _is_items,
    "item": _is_item,
    "textarea": _is_text,
    "text": _is_line,
    "toggle": _is_toggle,
    "date": _is_date,
}
