"""The views of each person: opening, updating, stacking and closing, as Slack's server keeps them."""

import secrets
import time
from typing import Final

from sandbox.slack.checks.problem import Json, SlackError
from sandbox.slack.state.inputs import values_of, with_ids
from sandbox.slack.state.records import View
from sandbox.slack.state.workspace import Workspace, random_id

STACK_MOST: Final = 3


def _fresh_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"


def _check_external_id(space: Workspace, payload: Json, *, besides: View | None) -> None:
    external_id = payload.get("external_id")
    if external_id and any(
        view is not besides and view.payload.get("external_id") == external_id for view in space.open_views()
    ):
        raise SlackError("duplicate_external_id")


def new_view(space: Workspace, user_id: str, payload: Json, *, below: View | None = None) -> View:
    """A view from a checked payload, its ids invented where missing. Raises: SlackError (duplicate_external_id)."""
    _check_external_id(space, payload, besides=None)
    payload = payload | {"blocks": with_ids(payload["blocks"])}
    view_id = random_id("V0")
    return View(
        id=view_id,
        user=user_id,
        payload=payload,
        hash=_fresh_hash(),
        root_id=below.root_id if below else view_id,
        previous_id=below.id if below else None,
        values=values_of(payload["blocks"], {}),
    )


def open_modal(space: Workspace, user_id: str, payload: Json) -> View:
    """Show a modal in place of whatever modal the person had open."""
    view = new_view(space, user_id, payload)
    space.stacks[user_id] = [view]
    return view


def push_modal(space: Workspace, user_id: str, payload: Json) -> View:
    """Put a modal on top of the open one. Raises: SlackError (not_found, push_limit_reached)."""
    stack = space.stacks.get(user_id, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_MOST:
        raise SlackError("push_limit_reached")
    view = new_view(space, user_id, payload, below=stack[-1])
    stack.append(view)
    return view


def update_view(space: Workspace, view: View, payload: Json) -> None:
    """Replace a view's content; what was typed stays where block_id and action_id stay."""
    _check_external_id(space, payload, besides=view)
    view.payload = payload | {"blocks": with_ids(payload["blocks"])}
    view.values = values_of(view.payload["blocks"], view.values)
    view.hash = _fresh_hash()
    view.errors = {}


def find_view(space: Workspace, *, view_id: str = "", external_id: str = "") -> View:
    """An open view. Raises: SlackError (not_found)."""
    for view in space.open_views():
        if (view_id and view.id == view_id) or (
            external_id and view.payload.get("external_id") == external_id
        ):
            return view
    raise SlackError("not_found")


def top(space: Workspace, user_id: str) -> View | None:
    """The modal a person sees."""
    stack = space.stacks.get(user_id, [])
    return stack[-1] if stack else None
