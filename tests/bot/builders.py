"""Things the core's tests are made of."""

from bot.domain.ids import FormToken
from bot.ui.form import Form, FormField


def form_with(*fields: FormField) -> Form:
    """A form of these questions."""
    return Form(
        token=FormToken("t"),
        title="T",
        verb="raise",
        fields=fields,
        submit_label="Send",
        cancel_label="Cancel",
    )
