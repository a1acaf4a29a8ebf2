"""Reads the fixed parts of the documents, which are kept as JSON beside this module."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _text(name: str) -> str:
    return files("sandbox.ticketing.rezolve.documents").joinpath("data", name).read_text(encoding="utf-8")


def document(name: str) -> Any:
    """A fresh copy of the document with this file name, so that nobody can change another's."""
    return json.loads(_text(name))
