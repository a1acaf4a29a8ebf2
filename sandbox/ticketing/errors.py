"""What the ticket store may answer instead of doing what it was asked; each vendor face words it its own way."""


class TicketingFault(Exception):
    """Any refusal of the ticket store.

    Shape: NotFound | Stale(current_version) | Refused(code, message).
    """


class NotFound(TicketingFault):
    """There is no such ticket, comment or attachment."""


class Stale(TicketingFault):
    """The writer had read an older version of the ticket than the one that is stored."""

    def __init__(self, current_version: int) -> None:
        """Name the version that is stored now."""
        super().__init__(f"the ticket is at version {current_version}")
        self.current_version = current_version


class Refused(TicketingFault):
    """The rules of the help desk do not allow it.

    Shape: `code` is one of UNKNOWN_VALUE, UNKNOWN_FIELD, ILLEGAL_MOVE, REOPEN_WINDOW_PASSED, ROLE_NOT_ALLOWED,
           FIELD_REQUIRED; `message` is a sentence for people; `field` is the field it is about, where there is one.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        """Name the rule, and say it in words."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
