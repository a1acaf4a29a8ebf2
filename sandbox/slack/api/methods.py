"""Every Web API method of the sandbox: its scopes, its rate limit tier, whether it reads JSON bodies.

Source: the page of each method below docs.slack.dev/reference/methods.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sandbox.slack.announce import Platform
from sandbox.slack.api import chat, conversations, files, people, views
from sandbox.slack.state.records import Json


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    Shape: `scopes`: any one of them is enough; `tier` None = special limit; `reads_json` False = form or query only.
    """

    run: Callable[[Platform, Json], Json]
    tier: int | None
    scopes: tuple[str, ...] = ()
    reads_json: bool = True


_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY: Final = ("channels:history", "groups:history", "im:history")

METHODS: Final[dict[str, Method]] = {
    "auth.test": Method(people.auth_test, None),
    "chat.postMessage": Method(chat.post_message, None, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, ("chat:write",)),
    "chat.update": Method(chat.update, 3, ("chat:write",)),
    "chat.delete": Method(chat.delete, 3, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink, None, reads_json=False),
    "chat.unfurl": Method(chat.unfurl, 3, ("links:write",)),
    "reactions.add": Method(chat.add_reaction, 3, ("reactions:write",)),
    "views.open": Method(views.open_view, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
    "views.publish": Method(views.publish, 4),
    "users.info": Method(people.info, 4, ("users:read",), reads_json=False),
    "users.lookupByEmail": Method(people.lookup_by_email, 3, ("users:read.email",), reads_json=False),
    "users.list": Method(people.list_all, 2, ("users:read",), reads_json=False),
    "conversations.open": Method(conversations.open_direct, 3, ("im:write",)),
    "conversations.info": Method(conversations.info, 3, _READ, reads_json=False),
    "conversations.members": Method(conversations.members, 4, _READ, reads_json=False),
    "conversations.list": Method(conversations.list_all, 2, _READ, reads_json=False),
    "conversations.replies": Method(conversations.replies, 3, _HISTORY, reads_json=False),
    "conversations.history": Method(conversations.history, 3, _HISTORY, reads_json=False),
    "files.info": Method(files.info, 4, ("files:read",), reads_json=False),
    "files.getUploadURLExternal": Method(files.get_upload_url, 4, ("files:write",), reads_json=False),
    "files.completeUploadExternal": Method(files.complete_upload, 4, ("files:write",)),
}
