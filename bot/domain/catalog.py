"""The service catalog: templates and the fields of their forms, as every connection tells them."""

from enum import StrEnum
from typing import Literal

from bot.domain.ids import FieldId, PriorityKey, TeamKey, TemplateId
from bot.domain.people import Frozen


class FieldType(StrEnum):
    """The field types of catalog templates. Source: docs.rezolve.ai, "List Catalog Templates", form field types."""

    TEXT = "TEXT"
    TEXTAREA = "TEXTAREA"
    DROPDOWN = "DROPDOWN"
    MULTISELECT = "MULTISELECT"
    CHECKBOX = "CHECKBOX"
    RADIO = "RADIO"
    DATE = "DATE"
    DATETIME = "DATETIME"
    NUMBER = "NUMBER"
    FILE = "FILE"
    USER = "USER"
    LOOKUP = "LOOKUP"


class Option(Frozen):
    """One choice. Shape: `value` is sent, `label` is read."""

    value: str
    label: str


class Validation(Frozen):
    """What an answer must be. Shape: dates are ISO, "today" or "today+7d"; sizes in bytes; members may be absent."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    message: str | None = None
    min: float | None = None
    max: float | None = None
    decimals: int | None = None
    min_date: str | None = None
    max_date: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    max_files: int | None = None
    max_size: int | None = None
    allowed_types: tuple[str, ...] | None = None


class Condition(Frozen):
    """When a field is shown or required: a comparison, or AND/OR over others.

    Shape: a comparison has `field`, `op` (eq ne contains in notIn gt lt gte lte) and `value`;
           a group has `op` AND or OR and `operands`.
    """

    op: str
    field: FieldId | None = None
    value: object = None
    operands: tuple["Condition", ...] = ()


class TemplateField(Frozen):
    """One field of a template.

    Shape: `unknown` names members of the vendor's field that we do not understand; `default` in the form its
           type has on the wire (text, bool, number, list of values).
    """

    id: FieldId
    label: str
    type: FieldType
    required: bool = False
    options: tuple[Option, ...] = ()
    default: object = None
    placeholder: str | None = None
    help_text: str | None = None
    read_only: bool = False
    visible_to: frozenset[str] | None = None
    lookup_source: str | None = None
    validation: Validation = Validation()
    visible_when: Condition | None = None
    required_when: Condition | None = None
    unknown: tuple[str, ...] = ()


class Template(Frozen):
    """One catalog item.

    Shape: `teams` None = for everybody; `asks_subject` / `asks_description` = the form starts with these
           standard fields because the template has none of its own for them; `is_general` = the item
           behind "Something else".
    """

    id: TemplateId
    name: str
    description: str = ""
    category: str = ""
    fields: tuple[TemplateField, ...] = ()
    is_published: bool = True
    status: Literal["active", "inactive", "draft"] = "active"
    is_support_request: bool = False
    is_general: bool = False
    teams: frozenset[str] | None = None
    team: TeamKey | None = None
    priority: PriorityKey | None = None
    approval_required: bool = False
    estimated_time: str = ""
    tags: tuple[str, ...] = ()
    order: int = 0
    asks_subject: bool = True
    asks_description: bool = True
