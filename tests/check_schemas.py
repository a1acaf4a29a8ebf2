"""Validates every golden file against the vendors' JSON schemas, which are not part of this project.

Run by `make check-schemas` with SCHEMAS_DIR naming a folder that holds `adaptive-card-1.5.0.schema.json` (from
github.com/microsoft/AdaptiveCards) and `slack-blocks.schema.json` (made from the types of npm @slack/types, with
a definition StrictModal whose blocks are KnownBlock). Only reads; prints what is wrong; exit code 1 if anything is.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft6Validator, Draft7Validator, ValidationError
from jsonschema.protocols import Validator

GOLDEN: Final = Path(__file__).parent / "cards" / "golden"
ADAPTIVE: Final = "adaptive-card-1.5.0.schema.json"
SLACK: Final = "slack-blocks.schema.json"
# What Teams adds to 1.5 and the published schema does not know.
# Source: learn.microsoft.com/.../cards/cards-format (msteams), .../cards/dynamic-search (choices.data).
TEAMS_ADDS: Final[dict[str, dict[str, Any]]] = {
    "AdaptiveCard": {
        "msteams": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"width": {"enum": ["full", "Full"]}, "entities": {"type": "array"}},
        }
    },
    "Input.ChoiceSet": {
        "choices.data": {
            "type": "object",
            "required": ["type", "dataset"],
            "properties": {"type": {"const": "Data.Query"}, "dataset": {"type": "string"}},
        }
    },
}


def _load(folder: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return loaded


def _validators(folder: Path) -> dict[str, Validator]:
    adaptive = _load(folder, ADAPTIVE)
    for name, added in TEAMS_ADDS.items():
        adaptive["definitions"][name]["properties"].update(added)
    # The style of a type-ahead is documented by Teams and is not in the schema's list.
    adaptive["definitions"]["ChoiceInputStyle"]["anyOf"].append({"const": "filtered"})
    slack = _load(folder, SLACK)
    return {
        "adaptive": Draft6Validator(adaptive),
        "view": Draft7Validator({**slack, "$ref": "#/definitions/StrictModal"}),
        "message": Draft7Validator({**slack, "$ref": "#/definitions/Message"}),
    }


def _subject(path: Path) -> tuple[str, Any]:
    drawn = json.loads(path.read_text(encoding="utf-8"))
    renderer = path.parent.name
    if renderer.startswith("adaptive_"):
        return "adaptive", drawn
    return ("message", {"channel": "C1", **drawn}) if renderer == "blockkit_message" else ("view", drawn)


def _deepest(error: ValidationError) -> ValidationError:
    """Of the many alternatives that did not fit, the one that came furthest says what is wrong."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error


def faults(folder: Path) -> Iterator[str]:
    """One line for each golden file that a schema refuses."""
    validators = _validators(folder)
    for path in sorted(GOLDEN.glob("*/*.json")):
        if path.parent.name == "plain":
            continue
        kind, drawn = _subject(path)
        for error in validators[kind].iter_errors(drawn):
            deepest = _deepest(error)
            yield f"{path.parent.name}/{path.name}: {deepest.json_path}: {deepest.message[:200]}"


def main() -> int:
    """The command. Shape: 0 all fit, 1 something does not, 2 there is nothing to check against or with."""
    folder = Path(os.environ.get("SCHEMAS_DIR", ""))
    missing = [name for name in (ADAPTIVE, SLACK) if not (folder / name).is_file()]
    if not os.environ.get("SCHEMAS_DIR") or missing:
        sys.stderr.write(f"set SCHEMAS_DIR to a folder with {ADAPTIVE} and {SLACK}\n")
        return 2
    checked = len(list(GOLDEN.glob("*/*.json")))
    found = list(faults(folder))
    for line in found:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{checked} golden files, {len(found)} faults\n")
    return 1 if found or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
