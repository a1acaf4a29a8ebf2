"""What drawing and reading cards can fail with.

Exception
 + NotDrawable . CardTooLarge   ours to mend: a bug or a template that the platform cannot show
BotError
 + BadPayload                   what came in is not something that we drew: forged or from another version
"""

from bot.errors import BotError


class NotDrawable(Exception):
    """The platform cannot show this. Shape: `where` names the block or field, `reason` says why; no answers in it."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


class CardTooLarge(NotDrawable):
    """It could be shown if there were less of it."""


class BadPayload(BotError):
    """A payload that no card of ours sends. Shape: the text says what is wrong, without its content."""
