"""Ticket numbers from a tenant's pattern; no counting here, the store owns the counter.

Source: docs.rezolve.ai "Get Tenant Metadata", uiSettings.ticketNumberFormat (PREFIX-YYYY-NNNNNN).
"""

import re
from datetime import datetime

_PLACEHOLDER = re.compile(r"PREFIX|YYYY|MM|DD|N+")


def format_number(pattern: str, *, prefix: str, seq: int, at: datetime) -> str:
    """The number of the ticket with running number `seq` created at `at`.

    Shape: PREFIX, YYYY, MM and DD are replaced; a run of N is the running number, padded to the run's length and
           longer where it does not fit; everything else stays.
    """

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        if word.startswith("N"):
            return str(seq).zfill(len(word))
        fixed = {"PREFIX": prefix, "YYYY": f"{at:%Y}", "MM": f"{at:%m}", "DD": f"{at:%d}"}
        return fixed[word]

    return _PLACEHOLDER.sub(replace, pattern)
