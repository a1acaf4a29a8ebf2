"""Decides whether a text fits a template's pattern, without letting a bad pattern stop the bot.

A template's author may write a pattern that takes exponential time. So the ways in which a pattern can match a
text of this length are counted first, and a pattern with too many is not applied here: the ticketing system
still checks the answer. Must not be given a pattern from anybody but a template's author.
"""

import re
from functools import lru_cache
from typing import Final

MAX_PATTERN_LENGTH: Final = 500
MAX_WAYS: Final = 200_000
_NEVER: Final = MAX_WAYS + 1
_QUANTIFIER: Final = re.compile(r"([*+?])|\{(?=[\d,])(\d*)(,(\d*))?\}")


def matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text fits the pattern; None when the pattern cannot be applied safely."""
    compiled = _compiled(pattern)
    if compiled is None or _ways(pattern, len(text)) > MAX_WAYS:
        return None
    return compiled.fullmatch(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if len(pattern) > MAX_PATTERN_LENGTH:
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _ways(pattern: str, length: int) -> int:
    """An upper bound of the paths a backtracking matcher can take; everything above MAX_WAYS is one value."""
    try:
        return _Counter(pattern, length).alternatives()
    except (RecursionError, IndexError):
        return _NEVER


class _Counter:
    """Reads a pattern once, left to right, and multiplies the choices it leaves open."""

    def __init__(self, pattern: str, length: int) -> None:
        self._pattern = pattern
        self._length = max(length, 1)
        self._at = 0

    def alternatives(self) -> int:
        total = self._sequence()
        while self._peek() == "|":
            self._at += 1
            total += self._sequence()
        return min(total, _NEVER)

    def _sequence(self) -> int:
        product = 1
        while self._peek() not in {"", "|", ")"}:
            product = min(product * self._repeated(self._item()), _NEVER)
        return product

    def _item(self) -> int:
        sign = self._pattern[self._at]
        self._at += 1
        if sign == "\\":
            follows = self._pattern[self._at]
            self._at += 1
            # A back-reference matches a text of unknown length: not counted, so not applied.
            return _NEVER if follows in "123456789" else 1
        if sign == "[":
            self._skip_class()
        if sign == "(":
            return self._group()
        return 1

    def _group(self) -> int:
        prefix = re.compile(r"\?(?:P<\w+>|<[=!]|[:=!>]|[aimsux]*(?:-[imsx]+)?:)").match(
            self._pattern, self._at
        )
        if prefix:
            self._at = prefix.end()
        elif self._peek() == "?":
            return _NEVER
        ways = self.alternatives()
        if self._peek() == ")":
            self._at += 1
        return ways

    def _skip_class(self) -> None:
        self._at += 1 if self._peek() == "^" else 0
        self._at += 1 if self._peek() == "]" else 0
        while self._pattern[self._at] != "]":
            self._at += 2 if self._pattern[self._at] == "\\" else 1
        self._at += 1

    def _repeated(self, ways: int) -> int:
        found = _QUANTIFIER.match(self._pattern, self._at)
        if not found:
            return ways
        self._at = found.end()
        if self._peek() in {"?", "+"}:
            self._at += 1
        low, high = self._bounds(found)
        if ways == 1:
            return high - low + 1
        total = 0
        for times in range(low, high + 1):
            total += ways ** min(times, 64)
            if total > MAX_WAYS:
                return _NEVER
        return max(total, 1)

    def _bounds(self, found: re.Match[str]) -> tuple[int, int]:
        sign, low, has_high, high = found.groups()
        if sign:
            lowest, highest = {"*": (0, self._length), "+": (1, self._length), "?": (0, 1)}[sign]
        else:
            lowest = int(low or 0)
            highest = self._length if has_high and not high else int(high or low)
        highest = min(highest, self._length)
        return min(lowest, highest), highest

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]
