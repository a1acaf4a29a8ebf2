"""What the other teams offer, the support requests, and what ordinary people must never see. Data only."""

from typing import Final

from sandbox.ticketing.rezolve.catalog.rows import (
    INCIDENT,
    PROBLEM,
    SERVICE_REQUEST,
    Row,
    field,
    template,
    when,
)

_DESKS: Final = [
    f"Building {building}, floor {floor}, desk {desk:02d}"
    for building in "ABC"
    for floor in range(1, 6)
    for desk in range(1, 21)
]
"""Three hundred options: more than either chat platform shows in one menu."""

ONBOARDING: Final = template(
    9,
    "tpl_hr_onboarding",
    "Employee Onboarding",
    "Everything a new colleague needs on the first day",
    (
        field("employee_name", "New Employee Name", "TEXT", required=True, validation={"minLength": 2}),
        field("start_date", "Start Date", "DATE", required=True, validation={"minDate": "today"}),
        field(
            "department",
            "Department",
            "DROPDOWN",
            required=True,
            options=["Engineering", "Sales", "Marketing", "Finance", "HR", "Operations"],
        ),
        field("manager", "Manager", "USER", required=True),
        field("first_meeting", "First meeting", "DATETIME", validation={"minDate": "today"}),
    ),
    team="hr",
    kind=SERVICE_REQUEST,
    category="account",
    subcategory=("new_account", "New Account"),
    priority="high",
    icon="user-plus",
    time="3-5 business days",
    tags=("hr", "onboarding", "employee"),
    approval="hr",
)

DESK_MOVE: Final = template(
    10,
    "tpl_ops_desk_move",
    "Move to another desk",
    "Moves you and your equipment",
    (
        field("desk_new", "New desk", "DROPDOWN", required=True, options=_DESKS),
        field("desk_day", "Moving day", "DATE", required=True, validation={"minDate": "today+1d"}),
        field(
            "desk_boxes", "Boxes", "NUMBER", defaultValue=2, validation={"min": 0, "max": 20, "decimals": 0}
        ),
    ),
    team="operation",
    kind=SERVICE_REQUEST,
    category="hardware",
    subcategory=("desktop", "Desktop"),
    priority="low",
    icon="map-pin",
    tags=("desk", "move", "facilities"),
)

ROOM_BROKEN: Final = template(
    11,
    "tpl_ops_room",
    "Meeting room is broken",
    "Screen, camera, light or furniture in a meeting room",
    (
        field("room_name", "Room", "TEXT", required=True, placeholder="4.12 Everest"),
        field(
            "room_parts",
            "What is broken?",
            "MULTISELECT",
            required=True,
            options=["Screen", "Camera", "Light"],
        ),
        field(
            "room_detail",
            "Tell us more",
            "TEXTAREA",
            visibleWhen=when(
                "OR", ("room_parts", "contains", "Camera"), ("room_parts", "contains", "Screen")
            ),
        ),
    ),
    team="operation",
    kind=INCIDENT,
    category="hardware",
    subcategory=("peripherals", "Peripherals"),
    icon="tool",
    tags=("room", "meeting", "facilities"),
)

SUPPORT: Final = template(
    12,
    "tpl_support_question",
    "Ask the support team",
    "A question that needs a person and no form",
    (field("support_topic", "Topic", "DROPDOWN", options=["How do I...", "It does not work", "Feedback"]),),
    team="global",
    kind=INCIDENT,
    category="software",
    subcategory=("bug", "Bug/Issue"),
    icon="message-circle",
    tags=("support", "question"),
    support=True,
)

RECURRING: Final = template(
    13,
    "tpl_problem_record",
    "Recurring fault",
    "For agents: open a problem record for a fault that keeps coming back",
    (field("problem_hint", "Suspected cause", "TEXTAREA"),),
    team="it",
    kind=PROBLEM,
    category="network",
    subcategory=("connectivity", "Connectivity"),
    teams=("it",),
    icon="search",
    tags=("problem", "root cause"),
)

PHONE_DRAFT: Final = template(
    14,
    "tpl_draft_phone",
    "Company phone",
    "Not ready yet",
    (field("phone_model", "Model", "DROPDOWN", required=True, options=["Small", "Large"]),),
    team="it",
    kind=SERVICE_REQUEST,
    category="hardware",
    subcategory=("peripherals", "Peripherals"),
    status="draft",
    published=False,
    tags=("phone",),
)

TONER_UNPUBLISHED: Final = template(
    15,
    "tpl_unpublished_toner",
    "Printer toner",
    "Was replaced by automatic delivery",
    (field("toner_printer", "Printer", "TEXT", required=True),),
    team="operation",
    kind=SERVICE_REQUEST,
    category="hardware",
    subcategory=("peripherals", "Peripherals"),
    published=False,
    tags=("printer", "toner"),
)

FAX_INACTIVE: Final = template(
    16,
    "tpl_inactive_fax",
    "Fax line",
    "No longer offered",
    (field("fax_number", "Number", "TEXT"),),
    team="operation",
    kind=SERVICE_REQUEST,
    category="network",
    subcategory=("access", "Access"),
    status="inactive",
    tags=("fax",),
)

OTHER_ITEMS: Final[tuple[Row, ...]] = (
    ONBOARDING, DESK_MOVE, ROOM_BROKEN, SUPPORT, RECURRING, PHONE_DRAFT, TONER_UNPUBLISHED, FAX_INACTIVE,
)  # fmt: skip
