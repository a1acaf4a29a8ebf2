"""Ticket numbers follow the tenant's pattern."""

from datetime import UTC, datetime

import pytest

from sandbox.ticketing.numbers import format_number

AT = datetime(2025, 7, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "seq", "expected"),
    [
        ("PREFIX-YYYY-NNNNNN", 1234, "TKT-2025-001234"),
        ("PREFIX-YYYY-NNNNNN", 12345678, "TKT-2025-12345678"),
        ("PREFIXYYYYMMDDNNN", 7, "TKT20250709007"),
        ("NN/PREFIX", 5, "05/TKT"),
        ("fixed", 5, "fixed"),
    ],
)
def test_placeholders_are_replaced_and_the_rest_stays(pattern: str, seq: int, expected: str) -> None:
    """Every placeholder of the vendor page works, in any order."""
    assert format_number(pattern, prefix="TKT", seq=seq, at=AT) == expected
