"""Everything that can go wrong on purpose.

    BotError
     + UserFault      BadInput . NotAllowed . NotLinked . NotFound . Conflict . NotOffered   told to the person
     + OutsideFault   Busy . Unreachable . Refused . CredentialsRevoked                      retried or reported

Anything else is a bug: logged once with an id, and the person is shown that id. Adapters translate their
library's errors into these at the edge; the core never sees another kind.
"""

from collections.abc import Mapping


class BotError(Exception):
    """The root of every fault that is expected to happen."""


class UserFault(BotError):
    """The person can do something about it: it is said to them by the sentence `text_name` of `texts.py`."""

    text_name = "fault.user"

    def __init__(self, text_name: str | None = None, /, **values: str) -> None:
        super().__init__(text_name or self.text_name)
        self.text_name = text_name or self.text_name
        self.values: Mapping[str, str] = values


class BadInput(UserFault):
    """An answer does not fit. Shape: `errors` maps a field id to a sentence, ready to be shown at that field."""

    text_name = "fault.bad_input"

    def __init__(
        self, text_name: str | None = None, /, *, errors: Mapping[str, str] | None = None, **values: str
    ):
        super().__init__(text_name, **values)
        self.errors: Mapping[str, str] = errors or {}


class NotAllowed(UserFault):
    """The person may know the thing but not do this with it."""

    text_name = "fault.not_allowed"


class NotLinked(UserFault):
    """The help desk does not know this account, or the account's word is not to be trusted."""

    text_name = "fault.not_linked"


class NotFound(UserFault):
    """There is no such thing, or this person may not know of it: one answer for both."""

    text_name = "fault.not_found"


class Conflict(UserFault):
    """The thing changed meanwhile, so nothing was written."""

    text_name = "fault.conflict"


class NotOffered(UserFault):
    """This ticketing system cannot do that. Values: `what`."""

    text_name = "fault.not_offered"


class OutsideFault(BotError):
    """Something outside did not do its part.

    Shape: `may_have_happened` is True when a write could have taken effect although no answer came: look it
           up before trying again; `may_still_happen` when it could even do so later, so that not finding it yet
           proves nothing.
    """

    def __init__(
        self, message: str = "", *, may_have_happened: bool = False, may_still_happen: bool = False
    ) -> None:
        super().__init__(message)
        self.may_have_happened = may_have_happened or may_still_happen
        self.may_still_happen = may_still_happen


class Busy(OutsideFault):
    """Asked to slow down. Units: `retry_after_s` in seconds."""

    def __init__(self, message: str = "", *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unreachable(OutsideFault):
    """No usable answer: refused connection, time-out, 5xx, or an answer that could not be understood."""


class Refused(OutsideFault):
    """A clear no that trying again will not change. Shape: `code` is the other side's own word for it."""

    def __init__(self, code: str, message: str = "", *, details: Mapping[str, str] | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.details: Mapping[str, str] = details or {}


class CredentialsRevoked(OutsideFault):
    """Our own credentials are no longer accepted: an admin must act; retries stop."""
