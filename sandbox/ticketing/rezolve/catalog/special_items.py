"""The IT team's longer forms: one with every field type, and two that only one department sees. Data only."""

from typing import Final

from sandbox.ticketing.rezolve.catalog.rows import SERVICE_REQUEST, Row, field, template, when

EVENT_KIT: Final = template(
    6,
    "tpl_event_kit",
    "Equipment for an event",
    "Laptops, projectors and helpers for a meeting or fair",
    (
        field(
            "event_name",
            "Name of the event",
            "TEXT",
            required=True,
            validation={"minLength": 3, "maxLength": 80},
        ),
        field("event_about", "What is it about?", "TEXTAREA", validation={"maxLength": 2000}),
        field(
            "event_place",
            "Place",
            "DROPDOWN",
            required=True,
            options=["Berlin", "Boston", "Pune", "Elsewhere"],
        ),
        field(
            "event_address",
            "Address",
            "TEXT",
            visibleWhen=when("AND", ("event_place", "eq", "Elsewhere")),
            requiredWhen=when("AND", ("event_place", "eq", "Elsewhere")),
        ),
        field(
            "event_devices",
            "Devices",
            "MULTISELECT",
            required=True,
            options=["Laptop", "Projector", "Screen", "Microphone", "Camera", "Badge printer"],
            validation={"minItems": 1, "maxItems": 4},
        ),
        field("event_power", "Needs extra power", "CHECKBOX", defaultValue=False),
        field(
            "event_help",
            "Helper on site",
            "RADIO",
            options=["No", "Half a day", "All day"],
            defaultValue="No",
        ),
        field(
            "event_day",
            "Day",
            "DATE",
            required=True,
            validation={"minDate": "today", "maxDate": "today+365d"},
        ),
        field("event_setup", "Set up by", "DATETIME", validation={"minDate": "today"}),
        field(
            "event_guests",
            "Guests",
            "NUMBER",
            required=True,
            validation={"min": 1, "max": 5000, "decimals": 0},
        ),
        field("event_plan", "Floor plan", "FILE", validation={"maxFiles": 2, "allowedTypes": ["pdf", "png"]}),
        field("event_owner", "Responsible person", "USER", required=True),
        field(
            "event_software", "Software on the laptops", "LOOKUP", lookupSource="approved_software_catalog"
        ),
    ),
    team="it",
    kind=SERVICE_REQUEST,
    category="hardware",
    subcategory=("peripherals", "Peripherals"),
    icon="monitor",
    time="5 business days",
    tags=("event", "fair", "loan", "equipment"),
)

CLOUD: Final = template(
    7,
    "tpl_cloud_account",
    "Cloud account for development",
    "A cloud project with a monthly budget",
    (
        field("cloud_name", "Project name", "TEXT", required=True, validation={"pattern": "^[a-z][a-z0-9-]{2,29}$"}),
        field(
            "cloud_budget", "Budget a month (USD)", "NUMBER", required=True,
            validation={"min": 10, "max": 5000, "decimals": 2},
        ),
        field("cloud_reason", "Why so much?", "TEXTAREA", requiredWhen=when("AND", ("cloud_budget", "gt", 1000))),
        field("cloud_quota", "Quota class", "TEXT", readOnly=True, defaultValue="standard"),
        field("cloud_note", "Note for the platform team", "TEXTAREA", visibleTo=["ticket_agent", "ticket_admin"]),
    ),
    team="it",
    kind=SERVICE_REQUEST,
    category="account",
    subcategory=("new_account", "New Account"),
    teams=("engineering",),
    icon="cloud",
    tags=("cloud", "development", "engineering"),
    approval="security",
)  # fmt: skip

FINANCE: Final = template(
    8,
    "tpl_finance_ledger",
    "Access to the ledger",
    "Read or write access to the finance ledger",
    (
        field(
            "ledger_books",
            "Books",
            "MULTISELECT",
            required=True,
            options=["Accounts payable", "Payroll", "Tax"],
        ),
        field("ledger_access", "Access", "RADIO", required=True, options=["Read", "Write"]),
        field("ledger_until", "Until", "DATE", validation={"minDate": "today+1d"}),
        field("ledger_agree", "I know the four-eyes rule", "CHECKBOX", required=True),
    ),
    team="it",
    kind=SERVICE_REQUEST,
    category="account",
    subcategory=("permissions", "Permissions"),
    teams=("finance",),
    icon="lock",
    tags=("finance", "ledger", "access"),
    approval="manager",
)

SPECIAL_ITEMS: Final[tuple[Row, ...]] = (EVENT_KIT, CLOUD, FINANCE)
