"""English sentences: notices."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {}
