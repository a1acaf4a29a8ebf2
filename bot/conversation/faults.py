"""What people are told when something does not go as wished: whose turn it is, and what happens next."""

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from bot.conversation.answer import say_line
from bot.conversation.turn import Reader
from bot.errors import BadInput, CredentialsRevoked, OutsideFault, Refused, UserFault
from bot.ui.action import Button
from bot.ui.form import Form
from bot.ui.inbound import Arrived, Click, Command, Inbound, Submit
from bot.ui.message import Actions, Block, Message, Paragraph, Quote
from bot.ui.replies import Reply, Say
from bot.ui.rich import Plain, plain_text, rich

_LONGEST_QUOTE: Final = 2500


def tell_fault(fault: UserFault, reader: Reader) -> Reply:
    """The person's turn: what they can do about it."""
    return say_line(reader.fill(fault.text_name, **fault.values))


def tell_bad_answers(fault: BadInput, form: Form, reader: Reader) -> Reply:
    """What is wrong with a form that was sent, with a button that opens it with everything typed.

    Shape: what is wrong with something the form did not ask for (who asks, say) stands without a name.
    """
    labels: Mapping[str, str] = {str(field.id): field.label for field in form.fields}
    line = reader.fill(fault.text_name, **fault.values)
    blocks: list[Block] = [Paragraph(text=line)]
    for name, sentence in fault.errors.items():
        label = (Plain(text=labels[name], strong=True), ": ") if name in labels else ()
        blocks.append(Paragraph(text=rich(*label, sentence), tone="attention"))
    button = Button(
        label=reader.say("button.resume"),
        verb="resume",
        args={"form": form.token},
        style="primary",
        opens_form=True,
    )
    blocks.append(Actions(items=(button,)))
    return Say(message=Message(summary=plain_text(line), blocks=tuple(blocks)), lasts=True)


def working_text(reader: Reader) -> str:
    """While it takes a moment."""
    return reader.say("talk.working")


def kept_text(reader: Reader, *, is_kept: bool) -> str:
    """Our turn: the help desk does not answer, and what becomes of the wish."""
    return reader.say("fault.kept" if is_kept else "fault.trying")


def tell_given_up(
    fault: OutsideFault, words: Sequence[tuple[str, str]], reader: Reader, *, was_kept: bool
) -> Reply:
    """The end of trying: what happened, and everything that was typed, to copy."""
    match fault:
        case CredentialsRevoked():
            name = "fault.signed_out"
        case Refused():
            name = "fault.refused"
        case _:
            name = "fault.given_up" if was_kept else "fault.no_answer"
    line = reader.fill(name)
    blocks: list[Block] = [Paragraph(text=line, tone="attention")]
    if words:
        blocks.append(Paragraph(text=reader.fill("fault.your_words")))
    for label, text in words:
        if label:
            blocks.append(Paragraph(text=rich(Plain(text=label, strong=True))))
        blocks.extend(
            Quote(text=text[start : start + _LONGEST_QUOTE]) for start in range(0, len(text), _LONGEST_QUOTE)
        )
    return Say(message=Message(summary=plain_text(line), blocks=tuple(blocks)), lasts=True)


def tell_bug(error_id: str, reader: Reader) -> Reply:
    """A fault of ours, with the id under which it was logged."""
    return say_line(reader.fill("fault.bug", id=error_id))


def words_of(inbound: Inbound, form: Form | None) -> list[tuple[str, str]]:
    """What a person typed, by question: (label, words). Shape: empty where nothing was typed."""
    match inbound:
        case Submit():
            labels = {str(field.id): field.label for field in form.fields} if form else {}
            return [
                (labels.get(name, name), _as_text(answer))
                for name, answer in inbound.raw.items()
                if answer not in (None, "", [], ()) and (not labels or name in labels)
            ]
        case Command():
            return [("", inbound.text)] if inbound.text.strip() else []
        case Click() | Arrived():
            return []
        case _:
            assert_never(inbound)


def _as_text(answer: object) -> str:
    if isinstance(answer, list | tuple):
        return ", ".join(str(one) for one in answer)
    return str(answer)
