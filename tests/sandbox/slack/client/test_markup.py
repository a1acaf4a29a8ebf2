"""Markup is shown as a reader sees it."""

from datetime import UTC, datetime

import pytest

from sandbox.slack.client.markup import Reader, plain

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
READER = Reader("America/New_York", NOON)
EPOCH = int(NOON.timestamp())

SHOWN = [
    ("*bold* _soft_ ~gone~ `code`", "bold soft gone code"),
    ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
    ("`*kept*`", "*kept*"),
    ("&lt;!channel&gt; a &amp; b", "<!channel> a & b"),
    ("<https://x.example/a_b_c|T-1> and <https://x.example>", "T-1 and https://x.example"),
    ("<@U0JANE> <#C0123456789> <!here> <!subteam^S1|@team>", "@Jane Smith #it-support @here @team"),
    ("&gt; quoted", "quoted"),
    (f"due <!date^{EPOCH}^{{date_short_pretty}} {{time}}|later>", "due Today 7:00 AM"),
    (f"<!date^{EPOCH}^{{date_long}}|later>", "Sunday, November 22, 2026"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN, ids=[shown for _, shown in SHOWN])
def test_mrkdwn_is_shown_without_its_marks(text: str, shown: str) -> None:
    """Marks go, escapes are undone, names and dates are filled in for the reader."""
    assert plain(text, READER) == shown
