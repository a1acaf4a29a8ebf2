"""What people do in many stories, the same on both channels and both ticketing systems."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.user import ChatUser, Screen
from tests.e2e.stage import Stage, until

SUBJECT: Final = "In one line"
# What stands between a wish and its form: picking no catalog item, and on Slack the button that brings a modal.
ON_THE_WAY: Final = ("Something else", "Fill in the form")
NUMBER: Final = re.compile(r"(\S*\d+) is raised\.")


async def open_request(stage: Stage, user: ChatUser, words: str) -> Screen:
    """The form for a new ticket that fits no catalog item, with these words filled in."""
    return await open_form(user, f"new {words}")


async def open_form(user: ChatUser, command: str) -> Screen:
    """The form that this command brings, at once or by the buttons on the way; not what an earlier one left."""
    seen = {screen.ref for screen in await user.messages()}
    await user.command(command)
    clicked: set[str] = set()

    async def look() -> Screen | None:
        dialog = await user.dialog()
        if dialog is not None and dialog.inputs:
            return dialog
        for screen in reversed([one for one in await user.messages() if one.ref not in seen]):
            if screen.inputs and screen.submit:
                return screen
            labels = [button.label for button in screen.buttons if button.label in ON_THE_WAY]
            if labels and screen.ref not in clicked:
                clicked.add(screen.ref)
                await user.click(screen, labels[0])
                return None
        return None

    return await until(look)


async def send_request(
    stage: Stage, user: ChatUser, words: str, *, answers: Mapping[str, Any] | None = None
) -> None:
    """Ask for a new ticket in these words, and send the form."""
    await send(user, await open_request(stage, user, words), answers)


async def send(user: ChatUser, form: Screen, answers: Mapping[str, Any] | None = None) -> None:
    """Send a form; what must be chosen and is not is the first there is."""
    must = [entry for entry in form.inputs if entry.required and entry.options and not entry.value]
    await user.submit(form, {entry.label: entry.options[0][0] for entry in must} | dict(answers or {}))


async def raise_ticket(
    stage: Stage, user: ChatUser, words: str, *, answers: Mapping[str, Any] | None = None
) -> str:
    """Raise a ticket in these words; its number, as the person was told it."""
    before = {number_in(screen) for screen in await user.messages()}
    await send_request(stage, user, words, answers=answers)

    async def look() -> str | None:
        dialog = await user.dialog()
        for screen in [*reversed(await user.messages()), *([dialog] if dialog else [])]:
            number = number_in(screen)
            if number is not None and number not in before:
                return number
        return None

    return await until(look)


def number_in(screen: Screen) -> str | None:
    """The number of the ticket that this screen says is raised."""
    found = NUMBER.search(screen.text)
    return found.group(1) if found else None


# The one call that creates a ticket, for faults that are to hit it alone.
CREATE: Final[Mapping[str, Mapping[str, str]]] = {
    "rezolve": {"vendor": "rezolve", "method": "POST", "path": "/ticketing/ticket/create/"},
    "teamswork": {"vendor": "teamswork", "method": "POST", "path": "/v1/tickets"},
}


async def mend(stage: Stage) -> None:
    """The ticketing side is well again; what was held up goes on."""
    await stage.control("DELETE", "faults")


async def at(user: ChatUser, place: Screen) -> Screen:
    """What stands now where this screen stood: the same message, modal or dialog."""
    dialog = await user.dialog()
    for screen in [*await user.messages(place=place.place), *([dialog] if dialog else [])]:
        if screen.ref == place.ref:
            return screen
    raise AssertionError(f"{place.ref} is gone; it was {place.text!r}")


async def becomes(user: ChatUser, place: Screen, words: str, *, within_s: float = 15.0) -> Screen:
    """What stands where this screen stood, as soon as it says these words."""

    async def look() -> Screen | None:
        screen = await at(user, place)
        return screen if words in screen.text else None

    try:
        return await until(look, within_s=within_s)
    except TimeoutError:
        raise AssertionError(f"{words!r} does not come; there is {(await at(user, place)).text!r}") from None


async def answer_to(user: ChatUser, command: str, *, place: str = "direct") -> Screen:
    """What the bot says to this command, as soon as it is more than a working state; a greeting is none."""
    seen = {screen.ref for screen in await user.messages(place=place)}
    await user.command(command, place=place)

    async def look() -> Screen | None:
        new = [screen for screen in await user.messages(place=place) if screen.ref not in seen]
        said = [screen for screen in new if _is_answer(screen, command)]
        return said[-1] if said else None

    return await until(look)


def _is_answer(screen: Screen, command: str) -> bool:
    return screen.text not in (command, "One moment…") and not screen.text.startswith("Hello ")


async def told(user: ChatUser, *, place: str = "direct") -> str:
    """Everything this person has before them: messages and an open modal or dialog."""
    dialog = await user.dialog()
    screens = [*await user.messages(place=place), *([dialog] if dialog else [])]
    return "\n".join(screen.text for screen in screens)


async def no_longer_told(user: ChatUser, words: str) -> None:
    """These words go away."""

    async def look() -> bool | None:
        return None if words in await told(user) else True

    await until(look)


async def raised(stage: Stage, subject: str) -> list[str]:
    """The numbers of the tickets with this subject, as this story's ticketing system says them."""
    return [shown_number(stage, one) for one in await stage.tickets() if one["subject"] == subject]


def shown_number(stage: Stage, ticket: Mapping[str, Any]) -> str:
    """A ticket's number as this story's ticketing system says it."""
    return str(ticket["number"] if stage.vendor == "rezolve" else ticket["seq"])
