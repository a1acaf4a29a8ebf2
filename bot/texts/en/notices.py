"""English sentences: notices.

The first line of a notice is all a phone shows: who did what to which ticket.
"""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "notice.assigned.you": "{number} is now yours: {subject}",
    "notice.assigned.you.by": "{actor} assigned {number} to you: {subject}",
    "notice.assigned.team": "{number} is now assigned to {assignee}: {subject}",
    "notice.assigned.team.by": "{actor} assigned {number} to {assignee}: {subject}",
    "notice.assigned.team.self": "{assignee} took {number}: {subject}",
    "notice.breach.resolution": "{number} was not resolved in time: {subject}",
    "notice.breach.response": "{number} got no first answer in time: {subject}",
    "notice.before": "It was with {name} before.",
    "notice.why.assignee": "You get this because you are the assignee.",
    "notice.why.team": "This goes here because the conversation belongs to {team}.",
    "notice.late.minutes.one": "This happened 1 minute ago; I could not tell you sooner.",
    "notice.late.minutes.other": "This happened {count} minutes ago; I could not tell you sooner.",
    "notice.late.hours.one": "This happened 1 hour ago; I could not tell you sooner.",
    "notice.late.hours.other": "This happened {count} hours ago; I could not tell you sooner.",
    "notice.late.days.one": "This happened 1 day ago; I could not tell you sooner.",
    "notice.late.days.other": "This happened {count} days ago; I could not tell you sooner.",
    "notice.repeat": "I may have told you this already: the first answer got lost.",
    "notice.status": "Status",
    "notice.priority": "Priority",
    "notice.assignee": "Assigned to",
    "notice.team": "Team",
    "notice.due": "Due",
    "notice.nobody": "nobody yet",
    "notice.show": "Show",
    "notice.claim": "Take it",
}
