"""What people who want something do: arrive, pick a row of a list, fill in forms, see what is wrong with them."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from sandbox.ticketing.rezolve.catalog.shelf import TEMPLATES
from sandbox.user import ChatUser, Screen
from tests.e2e.stage import Stage, until

Json = dict[str, Any]

DESCRIPTION: Final = "What happened, or what do you need?"
# Every name that stands in the help desk's catalog, whoever may see it.
CATALOG: Final = {str(row["name"]): row for row in TEMPLATES}


async def arrive(stage: Stage, person: str) -> None:
    """Somebody looks at the direct chat for the first time, or again (Teams: the app is added to it)."""
    url, order = {
        "slack": (stage.world.slack.url, ("home", {"user": person, "tab": "messages"})),
        "teams": (stage.world.teams.url, ("install", {"person": person})),
    }[stage.channel]
    async with stage.session.post(f"{url}/_sandbox/{order[0]}", json=order[1]) as answer:
        assert answer.status == 200, await answer.text()


def shown_items(screen: Screen) -> list[str]:
    """The catalog items that this screen lists, top to bottom."""
    return [line for line in screen.lines if line in CATALOG]


def row(screen: Screen, title: str) -> Screen:
    """The screen with nothing to click but the button beside this row."""
    line = screen.lines.index(title)
    return replace(screen, buttons=(next(one for one in screen.buttons if (one.above or 0) > line),))


async def pick(user: ChatUser, screen: Screen, title: str) -> None:
    """Click the button beside this row of a list."""
    beside = row(screen, title)
    await user.click(beside, beside.buttons[0].label)


async def item_form(stage: Stage, user: ChatUser, name: str) -> Screen:
    """The form of a catalog item, found by its name."""
    await user.command(f"catalog {name}")
    await pick(user, await stage.see(user, lambda screen: name in shown_items(screen)), name)
    return await stage.form(user)


async def fill_in(user: ChatUser, form: Screen, answers: Mapping[str, Any]) -> list[Screen]:
    """Fill a form in, page after page and question after question as they come up, and send it.

    Shape: the pages as they were met, the last one as it was sent. Raises: AssertionError for answers nobody asks for.
    """
    left, pages = dict(answers), [form]
    while (now := await next_page(user, pages[-1], left)) is not None:
        pages.append(now)
    assert left == {}, f"nobody asks for {left}; there is {pages[-1].text!r}"
    return pages


async def next_page(user: ChatUser, form: Screen, left: dict[str, Any]) -> Screen | None:
    """What comes after this page, answered with those of the answers it asks for, which are taken out of `left`.

    Shape: None when the form went away, or stays as it is.
    """
    here: dict[str, Any] = {}
    if user.channel == "slack":
        form = await _typed_in(user, form, left)
    else:
        here = {shown: left.pop(label) for label in list(left) if (shown := _called(form, label))}
    await user.submit(form, here)
    now = await at_now(user, form)
    if now is None or now.submit is None or (now.inputs == form.inputs and now.text == form.text):
        return None
    return now


async def _typed_in(user: ChatUser, form: Screen, left: dict[str, Any]) -> Screen:
    """The modal with its questions answered one after the other, as they come up; what is answered leaves `left`."""
    for label in list(left):
        form = await at_now(user, form) or form
        if _called(form, label):
            await user.click(form, label, choice=left.pop(label))
    return await at_now(user, form) or form


async def to_the_summary(user: ChatUser, form: Screen, answers: Mapping[str, Any]) -> Screen:
    """Fill a long form in as far as the look at all answers, which is left unsent."""
    left, page = dict(answers), form
    while page.inputs:
        now = await next_page(user, page, left)
        assert now is not None, page.text
        page = now
    assert left == {}, f"nobody asks for {left}"
    return page


async def go_back_to(user: ChatUser, label: str) -> None:
    """Go back through the pages of the open form to the one that asks this."""
    while True:
        form = await user.dialog()
        assert form is not None
        if _called(form, label):
            return
        await user.click(form, "Back")


async def at_now(user: ChatUser, form: Screen) -> Screen | None:
    """The form where it stood: the open modal or dialog, or the card in the chat."""
    dialog = await user.dialog()
    if dialog is not None:
        return dialog
    return next((one for one in await user.messages(place=form.place) if one.ref == form.ref), None)


def _called(form: Screen, label: str) -> str | None:
    """How a question is called on this page: a page with a way back says in words what is needed."""
    names = (label, f"{label} (needed)")
    return next((entry.label for entry in form.inputs if entry.label in names), None)


async def refused_form(stage: Stage, user: ChatUser, words: str) -> Screen:
    """The form as it comes back with these words about a mistake."""

    async def look() -> Screen | None:
        form = await stage.form(user)
        errors = [entry.error for entry in form.inputs if entry.error]
        return form if words in "\n".join((form.text, *errors)) else None

    return await until(look)


def typed(form: Screen) -> dict[str, Any]:
    """What stands in a form's inputs, by label; a choice by its value."""
    return {entry.label: _value(entry.value) for entry in form.inputs}


def mistakes(form: Screen) -> dict[str, str]:
    """What is said to be wrong, by the label of the input at which it stands."""
    shown = {entry.label: entry.error for entry in form.inputs if entry.error}
    return shown or _above_inputs(form.payload)


def links(screen: Screen) -> str:
    """Everything a message holds, addresses behind words included."""
    return str(dict(screen.payload))


def _value(value: Any) -> Any:
    return value["value"] if isinstance(value, Mapping) else value


def _above_inputs(node: Any) -> dict[str, str]:
    """A card shows a mistake as the line right above its input."""
    found: dict[str, str] = {}
    if isinstance(node, Mapping):
        for part in node.values():
            found |= _above_inputs(part)
    if isinstance(node, list | tuple):
        for above, below in pairwise(node):
            if str(_member(below, "type")).startswith("Input.") and "⚠️" in _words(above):
                found[str(_member(below, "label"))] = _words(above).removeprefix("⚠️ ")
        for part in node:
            found |= _above_inputs(part)
    return found


def _member(node: Any, name: str) -> Any:
    return node.get(name) if isinstance(node, Mapping) else None


def _words(node: Any) -> str:
    runs = _member(node, "inlines") or []
    return "".join(str(_member(run, "text")) for run in runs) or str(_member(node, "text") or "")
