"""The views.* methods. Source: docs.slack.dev/reference/methods (views.*)."""

from sandbox.slack.announce import Platform
from sandbox.slack.api.posting import required, text_arg
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.checks.surfaces import check_view
from sandbox.slack.state.modals import find_view, new_view, open_modal, push_modal, update_view
from sandbox.slack.state.records import Json
from sandbox.slack.state.wire import view_json


def _trigger(args: Json) -> str:
    return text_arg(args, "trigger_id") or required(args, "interactivity_pointer")


def open_view(platform: Platform, args: Json) -> Json:
    """views.open."""
    trigger_id = _trigger(args)
    payload = check_view(args.get("view"), kind="modal")
    trigger = platform.space.exchange(trigger_id)
    return {"view": view_json(platform.space, open_modal(platform.space, trigger.user, payload))}


def push(platform: Platform, args: Json) -> Json:
    """views.push: only with a trigger that came from an open modal."""
    trigger_id = _trigger(args)
    payload = check_view(args.get("view"), kind="modal")
    space = platform.space
    known = space.triggers.get(trigger_id)
    if known is not None and known.view_id is None:
        raise SlackError("invalid_trigger_id")
    trigger = space.exchange(trigger_id)
    return {"view": view_json(space, push_modal(space, trigger.user, payload))}


def update(platform: Platform, args: Json) -> Json:
    """views.update by view_id or external_id, refused when `hash` is stale."""
    space = platform.space
    view_id, external_id = text_arg(args, "view_id"), text_arg(args, "external_id")
    if not view_id and not external_id:
        required(args, "view_id")
    view = find_view(space, view_id=view_id, external_id=external_id)
    payload = check_view(args.get("view"), kind=view.payload["type"])
    stale = args.get("hash")
    if stale and stale != view.hash:
        raise SlackError("hash_conflict", view=view_json(space, view))
    update_view(space, view, payload)
    return {"view": view_json(space, view)}


def publish(platform: Platform, args: Json) -> Json:
    """views.publish: the home tab of one person."""
    space = platform.space
    user_id = required(args, "user_id")
    payload = check_view(args.get("view"), kind="home")
    if user_id not in space.users or space.users[user_id].deleted:
        raise SlackError("user_not_found")
    home = space.homes.get(user_id)
    stale = args.get("hash")
    if stale and (home is None or stale != home.hash):
        raise SlackError("hash_conflict")
    if home is None:
        home = space.homes[user_id] = new_view(space, user_id, payload)
    else:
        update_view(space, home, payload)
    return {"view": view_json(space, home)}
