"""The texts and dates of the seeded tickets; data only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sandbox.ticketing.model import Source

_MIN = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of a seeded ticket. Units: `after` since the ticket's creation."""

    author: str
    text: str
    after: timedelta
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class SeedTicket:
    """One seeded ticket. Shape: people by world key; `moves` are (status, time since creation), in order."""

    subject: str
    description: str
    team: str
    priority: str
    requester: str
    age: timedelta
    assignee: str | None = None
    category: str | None = None
    subcategory: str | None = None
    ticket_type: str = "incident"
    moves: tuple[tuple[str, timedelta], ...] = ()
    remarks: tuple[Remark, ...] = ()
    tags: tuple[dict[str, str], ...] = ()
    resolution: str | None = None
    sla_key: str = "standard"
    source: Source = "rezolve"


SITE_TAGS: Final = "2283653a-8d36-40eb-9a68-73eb3b331811"
CAUSE_TAGS: Final = "5d1f0a0e-6c1b-4b7e-9a55-3f1c2b7a9d10"

SEEDS: Final = (
    SeedTicket(
        "Laptop does not wake from sleep",
        "Since this morning's update the screen stays black until I hold the power button.",
        "it", "medium", "jane", 3 * _HOUR, category="hardware", subcategory="laptop",
        tags=({"tagCategoryId": SITE_TAGS, "text": "Boston"},),
    ),
    SeedTicket(
        "Cannot print to the third-floor printer",
        "Jobs stay in the queue and then vanish.\nThe colour printer next to it works.",
        "it", "low", "alice", 26 * _HOUR, category="hardware", subcategory="peripherals",
    ),
    SeedTicket(
        "VPN drops every hour",
        "The connection is lost on the hour, sometimes twice.",
        "it", "high", "jane", 5 * _HOUR, assignee="sam", category="network", subcategory="vpn",
        moves=(("in_progress", 20 * _MIN),),
        remarks=(
            Remark("sam", "Thanks, I am looking at the gateway's log.", 25 * _MIN),
            Remark("sam", "Gateway 2 again, see last month. Do not promise a date.", 30 * _MIN, is_private=True),
            Remark("jane", "It just happened again at 10:00.", 70 * _MIN),
        ),
        tags=({"tagCategoryId": CAUSE_TAGS, "text": "Network"},),
    ),
    SeedTicket(
        "Board room display is dead before the board meeting",
        "No picture from any input. The meeting starts soon.",
        "it", "critical", "deepak", 114 * _MIN, assignee="mike", category="hardware", subcategory="peripherals",
        moves=(("in_progress", 5 * _MIN),), sla_key="premium", source="teamswork",
    ),
    SeedTicket(
        "Licence for the drawing program",
        "I need one seat for the new project, until the end of the quarter.",
        "it", "low", "jane", 2 * _DAY, assignee="sam", category="software", subcategory="license",
        ticket_type="service_request", moves=(("in_progress", 2 * _HOUR), ("pending", 3 * _HOUR)),
        remarks=(Remark("sam", "Waiting for your cost centre.", 3 * _HOUR),), source="teamswork",
    ),
    SeedTicket(
        "Password reset for the expense tool",
        "The reset mail never arrives.",
        "it", "medium", "jane", 3 * _DAY, assignee="sam", category="account", subcategory="password_reset",
        moves=(("in_progress", _HOUR), ("resolved", _DAY)), resolution="fixed",
        remarks=(Remark("sam", "The mail filter held it back. It is in your inbox now.", _DAY - 5 * _MIN),),
    ),
    SeedTicket(
        "Old docking station makes a noise",
        "A high whistle when a screen is attached.",
        "it", "low", "jane", 34 * _DAY, assignee="mike", category="hardware", subcategory="peripherals",
        moves=(("in_progress", _DAY), ("resolved", 2 * _DAY), ("closed", 4 * _DAY)), resolution="fixed",
    ),
    SeedTicket(
        "Wi-Fi is slow in the east wing",
        "Calls break up since Monday.",
        "it", "high", "alice", 4 * _DAY, category="network", subcategory="connectivity", source="teamswork",
    ),
    SeedTicket(
        "Parental leave: which form?",
        "I found two forms and do not know which one is right.",
        "hr", "medium", "jane", 6 * _HOUR, ticket_type="service_request",
    ),
    SeedTicket(
        "Payslip shows the wrong tax class",
        "October's payslip. The letter from the tax office is attached to my personnel file.",
        "hr", "high", "alice", 2 * _DAY, assignee="sarah", moves=(("in_progress", 4 * _HOUR),),
        remarks=(
            Remark("sarah", "We are correcting it with the next run.", 5 * _HOUR),
            Remark("sarah", "Payroll provider confirmed the mistake.", 6 * _HOUR, is_private=True),
        ),
    ),
    SeedTicket(
        "Onboarding of three trainees on the first of the month",
        "Contracts are signed; accounts, desks and badges are missing.",
        "hr", "low", "deepak", 8 * _DAY, assignee="tom", ticket_type="service_request",
        moves=(("in_progress", _DAY), ("pending", 2 * _DAY)),
    ),
    SeedTicket(
        "Badge does not open the loading dock",
        "It works on all other doors.",
        "operation", "medium", "jane", 20 * _HOUR, assignee="deepak", moves=(("in_progress", _HOUR),),
    ),
    SeedTicket(
        "Water under the vending machine",
        "A small puddle, growing.",
        "operation", "critical", "alice", 40 * _MIN,
    ),
    SeedTicket(
        "Which tool for the customer survey?",
        "Is there one we already pay for?",
        "global", "low", "alice", 5 * _DAY, category="software", subcategory="license",
        ticket_type="service_request",
    ),
)  # fmt: skip
