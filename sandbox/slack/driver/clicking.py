"""What people do on messages and modals: fill in, click, submit, close, search in a type-ahead menu."""

from typing import Any, Final

from sandbox.slack.announce import Platform
from sandbox.slack.checks.elements import offered
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.checks.surfaces import check_options, check_view
from sandbox.slack.deliver import Answer
from sandbox.slack.driver.surface import ClientRefused, Surface, interaction, is_stateful, surface_of
from sandbox.slack.driver.validation import problem_of, problems_of
from sandbox.slack.state.inputs import STATEFUL
from sandbox.slack.state.modals import push_modal, update_view
from sandbox.slack.state.records import Json, View
from sandbox.slack.state.wire import view_json

TROUBLE: Final = "We had some trouble connecting. Try again?"


async def _send_action(surface: Surface, block: Json, element: Json, extra: Json) -> Json:
    platform = surface.platform
    payload = interaction(
        platform, "block_actions", surface.user, view_id=surface.view.id if surface.view else None
    )
    action = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": platform.space.next_ts(),
    } | extra
    payload |= surface.description() | {"actions": [action]}
    answer = await platform.deliver.interaction(payload)
    if not answer.ok:
        raise ClientRefused("This app did not respond to your click")
    return {"trigger_id": payload["trigger_id"], "dispatched": True}


async def fill(platform: Platform, body: Json) -> Json:
    """Put a value into an input; elements that act on change tell the bot at once.

    Raises: ClientRefused when the client does not take the value or the bot did not answer.
    """
    surface = surface_of(platform, body)
    block, element = surface.element(str(body["block_id"]), str(body["action_id"]))
    if not is_stateful(element):
        raise ClientRefused("nothing can be filled in there")
    value: Any = body.get("value")
    is_empty = value is None or value in ("", [])
    problem = None if is_empty else problem_of(element, value)
    if problem:
        raise ClientRefused(problem, problems={block["block_id"]: problem})
    member = STATEFUL[element["type"]][0]
    empty: Any = [] if isinstance(value, list) else None
    entry = {"type": element["type"], member: empty if is_empty else value}
    if "timezone" in element:
        entry["timezone"] = element["timezone"]
    surface.put(block["block_id"], element["action_id"], entry)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {"dispatched": False}
    return await _send_action(surface, block, element, {member: entry[member]})


async def click(platform: Platform, body: Json) -> Json:
    """Click a button, or choose from an overflow menu by `choice` (an option's value).

    Raises: ClientRefused when it is not there or the bot did not answer.
    """
    surface = surface_of(platform, body)
    block, element = surface.element(str(body["block_id"]), str(body["action_id"]))
    if element["type"] == "button":
        extra: Json = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return await _send_action(surface, block, element, extra)
    if element["type"] != "overflow":
        raise ClientRefused("that is not a button")
    for option in offered(element):
        if option["value"] == body.get("choice"):
            return await _send_action(surface, block, element, {"selected_option": option})
    raise ClientRefused("that is not one of the options")


async def options(platform: Platform, body: Json) -> Json:
    """Type `query` into a type-ahead menu and see what the bot offers.

    Raises: ClientRefused (too short a query, no answer in time, an answer over the limits).
    """
    surface = surface_of(platform, body)
    block, element = surface.element(str(body["block_id"]), str(body["action_id"]))
    query = str(body.get("query", ""))
    if "external_select" not in element["type"]:
        raise ClientRefused("that is not a type-ahead menu")
    if len(query) < element.get("min_query_length", 3):
        raise ClientRefused("type more to search")
    payload = interaction(platform, "block_suggestion", surface.user)
    payload.pop("trigger_id")
    described = surface.description()
    described.pop("response_url", None)
    payload |= described | {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
    }
    answer = await platform.deliver.interaction(payload)
    if not answer.ok:
        raise ClientRefused("No results: the app did not answer")
    try:
        return {"options": check_options(answer.json())}
    except SlackError as refusal:
        raise ClientRefused(f"No results: {refusal.code} {refusal.extra.get('errors', '')}") from None


async def submit(platform: Platform, body: Json) -> Json:
    """Submit the open modal and apply the bot's answer to it.

    Raises: ClientRefused (the client's own field errors; no usable answer: the modal then stays open).
    """
    surface = surface_of(platform, body)
    view = surface.view
    if view is None or view.payload["type"] != "modal" or "submit" not in view.payload:
        raise ClientRefused("there is nothing to submit")
    problems = problems_of(surface.blocks, view.values)
    if problems:
        raise ClientRefused("; ".join(problems.values()), problems=problems)
    payload = interaction(platform, "view_submission", surface.user, view_id=view.id)
    payload |= {"view": view_json(platform.space, view), "response_urls": []}
    answer = await platform.deliver.interaction(payload)
    try:
        return {"result": _apply(platform, view, answer), "trigger_id": payload["trigger_id"]}
    except SlackError as refusal:
        raise ClientRefused(f"{TROUBLE} ({refusal.code}: {refusal.extra.get('errors', '')})") from None


def _apply(platform: Platform, view: View, answer: Answer) -> str:
    """Apply the answer to a view_submission and say what it did. Raises: ClientRefused, SlackError."""
    reply = answer.json()
    if not answer.ok or (answer.body.strip() and not isinstance(reply, dict)):
        raise ClientRefused(f"{TROUBLE} ({answer.failure or answer.status})")
    stack = platform.space.stacks.get(view.user, [])
    action = (reply or {}).get("response_action")
    if action is None:
        platform.space.stacks[view.user] = [entry for entry in stack if entry is not view]
        return "closed"
    if action == "clear":
        platform.space.stacks[view.user] = []
        return "cleared"
    if action == "errors":
        _show_errors(view, reply["errors"] if isinstance(reply.get("errors"), dict) else {})
        return "errors"
    if action not in {"update", "push"}:
        raise ClientRefused(f"{TROUBLE} (unknown response_action {action!r})")
    checked = check_view(reply.get("view"), kind="modal")
    if action == "push":
        push_modal(platform.space, view.user, checked)
        return "pushed"
    update_view(platform.space, view, checked)
    return "updated"


def _show_errors(view: View, errors: Json) -> None:
    inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    unknown = sorted(set(errors) - inputs)
    if not errors or unknown:
        raise ClientRefused(f"{TROUBLE} (errors for no input block: {unknown})")
    view.errors = {block_id: str(text) for block_id, text in errors.items()}


async def close(platform: Platform, body: Json) -> Json:
    """Close the top modal, or all with `clear`; the bot hears of it only if it asked to."""
    space = platform.space
    user = space.person(str(body["user"]))
    stack = space.stacks.get(user.id, [])
    if not stack:
        raise ClientRefused("no modal is open")
    cleared = bool(body.get("clear")) or bool(stack[-1].payload.get("clear_on_close"))
    closing = list(reversed(stack)) if cleared else [stack[-1]]
    space.stacks[user.id] = [] if cleared else stack[:-1]
    for view in closing:
        if view.payload.get("notify_on_close"):
            payload = interaction(platform, "view_closed", user)
            payload.pop("trigger_id")
            payload |= {"view": view_json(space, view), "is_cleared": cleared}
            await platform.deliver.interaction(payload)
    return {}
