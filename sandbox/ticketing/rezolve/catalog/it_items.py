"""What the IT team offers: hardware, software, network, accounts and the everything-else item. Data only."""

from typing import Final

from sandbox.ticketing.rezolve.catalog.rows import INCIDENT, SERVICE_REQUEST, Row, field, template, when

LAPTOP: Final = template(
    1,
    "tpl_01HQRST456",
    "New Laptop Request",
    "Request for a new laptop or workstation",
    (
        field(
            "laptop_type",
            "Laptop Type",
            "DROPDOWN",
            required=True,
            options=["Standard", "Developer", "Executive"],
        ),
        field("justification", "Business Justification", "TEXTAREA", required=True),
    ),
    team="it",
    kind=SERVICE_REQUEST,
    category="hardware",
    subcategory=("laptops", "Laptops & Workstations"),
    subcategory_key="laptop",
    teams=("it", "engineering", "global"),
    icon="laptop",
    time="3-5 business days",
    tags=("hardware", "laptop", "equipment"),
    approval="manager",
    meta={"costCenter": "IT-HARDWARE", "budgetCategory": "CAPEX"},
    uuid="a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    created="2024-08-15T10:30:00.000Z",
    updated="2024-12-10T14:22:00.000Z",
)

SOFTWARE: Final = template(
    2,
    "tpl_01HQRST789",
    "Software Installation Request",
    "Request installation of approved software",
    (
        field(
            "software_name",
            "Software Name",
            "LOOKUP",
            required=True,
            lookupSource="approved_software_catalog",
        ),
        field(
            "license_type",
            "License Type",
            "DROPDOWN",
            required=True,
            options=["Single User", "Team", "Enterprise"],
        ),
    ),
    team="it",
    kind=SERVICE_REQUEST,
    category="software",
    subcategory=("install", "Installation"),
    subcategory_key="installation",
    priority="low",
    icon="download",
    color="#27AE60",
    tags=("software", "installation"),
    uuid="b2c3d4e5-f6a7-8901-bcde-f23456789012",
    created="2024-09-01T09:00:00.000Z",
    updated="2024-12-08T11:15:00.000Z",
)

VPN: Final = template(
    3,
    "tpl_vpn_problem",
    "VPN problem",
    "The VPN is slow, drops, or does not connect at all",
    (
        field(
            "vpn_symptom",
            "What happens?",
            "RADIO",
            required=True,
            options=[
                {"value": "no_connection", "label": "It does not connect"},
                {"value": "drops", "label": "It connects and drops"},
                {"value": "slow", "label": "It is slow"},
            ],
        ),
        field(
            "vpn_error",
            "Error code",
            "TEXT",
            placeholder="VPN-1234",
            helpText="Shown at the bottom of the error window",
            validation={"pattern": "^VPN-[0-9]{4}$", "message": "An error code looks like VPN-1234"},
            visibleWhen=when("AND", ("vpn_symptom", "eq", "no_connection")),
        ),
        field("vpn_since", "Since when?", "DATETIME", validation={"maxDate": "today"}),
        field("vpn_others", "Others have it too", "CHECKBOX", defaultValue=False),
        field(
            "vpn_count",
            "How many people?",
            "NUMBER",
            validation={"min": 2, "max": 10000, "decimals": 0},
            visibleWhen=when("AND", ("vpn_others", "eq", True)),
            requiredWhen=when("AND", ("vpn_others", "eq", True)),
        ),
    ),
    team="it",
    kind=INCIDENT,
    category="network",
    subcategory=("vpn", "VPN"),
    priority="high",
    icon="wifi",
    time="4 hours",
    tags=("vpn", "network", "remote"),
)

PASSWORD: Final = template(
    4,
    "tpl_password_reset",
    "Password Reset",
    "You cannot sign in, or your account is locked",
    (
        field(
            "account_name",
            "User name",
            "TEXT",
            required=True,
            placeholder="jsmith",
            validation={
                "minLength": 3,
                "maxLength": 32,
                "pattern": "^[a-z][a-z0-9._-]*$",
                "message": "Small letters, digits, dot, dash and underscore; a letter first",
            },
        ),
        field(
            "account_system", "System", "DROPDOWN", required=True, options=["Windows", "E-mail", "SAP", "VPN"]
        ),
        field("account_locked", "It says the account is locked", "CHECKBOX"),
    ),
    team="it",
    kind=INCIDENT,
    category="account",
    subcategory=("password_reset", "Password Reset"),
    priority="high",
    icon="key",
    time="1 hour",
    tags=("password", "login", "account", "locked"),
)

GENERAL: Final = template(
    5,
    "tpl_general_request",
    "Something else",
    "A general request or problem that fits no other item",
    (
        field(
            "general_files",
            "Screenshots or files",
            "FILE",
            validation={
                "maxFiles": 3,
                "maxSize": 10485760,
                "allowedTypes": ["png", "jpg", "pdf", "txt", "csv"],
            },
        ),
    ),
    team="it",
    kind=INCIDENT,
    category="software",
    subcategory=("bug", "Bug/Issue"),
    icon="help-circle",
    time="1 business day",
    tags=("general", "other", "else", "help"),
    meta={"isGeneral": True},
)

IT_ITEMS: Final[tuple[Row, ...]] = (LAPTOP, SOFTWARE, VPN, PASSWORD, GENERAL)
