"""Opening a form that waits behind a button, and putting one away unsent."""

from bot.conversation.answer import say_line
from bot.conversation.turn import Turn
from bot.errors import BadInput
from bot.ui.inbound import Click
from bot.ui.replies import Replace, Reply, ShowForm


async def open_form_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form under its own name, so that sending it from two places is sending it once.

    Raises: BadInput (it is gone, or somebody else's).
    """
    form = await turn.kept(click.args.get("token", ""))
    if form is None:
        raise BadInput("fault.form_gone")
    return [ShowForm(form=form)]


async def cancel_clicked(turn: Turn, click: Click) -> list[Reply]:
    """A form that is put away cannot be sent any more."""
    form = await turn.kept(click.args.get("token", ""))
    if form is not None:
        await turn.storage.forms.close(form.token, owner=turn.account.ref)
    return [Replace(message=say_line(turn.reader.say("form.cancelled")).message)]
