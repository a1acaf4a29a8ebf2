"""People picked in a form: an account of the chat becomes the e-mail by which the help desk knows the person."""

from bot.conversation.turn import Turn
from bot.domain.catalog import FieldType
from bot.domain.ids import AccountId, FieldId
from bot.domain.people import AccountRef
from bot.errors import BadInput, NotFound
from bot.ui.form import Answer, Answers, Form


async def with_people(turn: Turn, form: Form, answers: Answers) -> Answers:
    """The answers with every picked account as its e-mail.

    Raises: BadInput at the fields whose account has none that the chat vouches for; OutsideFault.
    """
    named: dict[FieldId, Answer] = dict(answers)
    errors: dict[str, str] = {}
    for field in form.fields:
        picked = answers.get(field.id)
        if field.type is not FieldType.USER or not isinstance(picked, str) or not picked:
            continue
        email = await _email_of(turn, picked)
        if email is None:
            errors[str(field.id)] = turn.reader.say("fault.no_email_of_pick")
        named[field.id] = email
    if errors:
        raise BadInput(errors=errors)
    return named


async def _email_of(turn: Turn, picked: str) -> str | None:
    try:
        account = await turn.directory.account(
            AccountRef(
                channel=turn.account.ref.channel, workspace=turn.account.ref.workspace, id=AccountId(picked)
            )
        )
    except NotFound:
        return None
    return account.email
