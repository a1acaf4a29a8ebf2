"""The sentences of talk: all there, all used, all filled."""

import ast
import re
from pathlib import Path

import bot
from bot.texts.en import talk
from bot.texts.say import LANGUAGES

CORE = Path(bot.__path__[0])
_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_PLACE = re.compile(r"\{(\w+)\}")


def _strings() -> dict[str, bool]:
    """Every dotted name in the core's code, and whether it is only the beginning of one."""
    found: dict[str, bool] = {}
    for path in (*CORE.glob("conversation/**/*.py"), CORE / "service.py", CORE / "errors.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        inside = {id(part) for node in joined for part in node.values}
        for shape in joined:
            found["".join(_literal(part) or "*" for part in shape.values)] = True
        for node in nodes:
            if id(node) not in inside and _NAME.fullmatch(_literal(node)):
                found[_literal(node)] = False
    return found


def _literal(node: ast.AST) -> str:
    """The text that this node is, or nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_named(sentence: str, strings: dict[str, bool]) -> bool:
    plain = sentence.removesuffix(".one").removesuffix(".other")
    if plain in strings or sentence in strings:
        return True
    shapes = [re.escape(shape).replace(r"\*", "[a-z_]+") for shape, is_open in strings.items() if is_open]
    return any(re.fullmatch(shape, plain) for shape in shapes if "\\." in shape)


def test_every_sentence_is_used() -> None:
    """No sentence is left over in the texts."""
    strings = _strings()
    assert [name for name in talk.SENTENCES if not _is_named(name, strings)] == []


def test_every_name_exists() -> None:
    """Every name the code says by is in the texts."""
    parts = {name.split(".")[0] for name in talk.SENTENCES}
    named = [name for name, is_open in _strings().items() if not is_open and name.split(".")[0] in parts]
    known = LANGUAGES["en"]
    assert [name for name in named if name not in known and f"{name}.one" not in known] == []


def test_every_place_is_filled() -> None:
    """Each call that names a sentence gives exactly the values its places ask for."""
    wrong = []
    for path in CORE.glob("conversation/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if called not in {"say", "fill"} or name not in talk.SENTENCES:
                continue
            given = {keyword.arg for keyword in node.keywords}
            if set(_PLACE.findall(talk.SENTENCES[str(name)])) - given:
                wrong.append((path.name, name))
    assert wrong == []


def test_faults_name_their_values() -> None:
    """Each fault raised with a sentence carries the values the sentence's places ask for."""
    wrong = []
    for path in CORE.glob("conversation/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.args[0].value
            is_fault = isinstance(node.func, ast.Name) and node.func.id[:1].isupper()
            if not is_fault or name not in talk.SENTENCES:
                continue
            if set(_PLACE.findall(talk.SENTENCES[str(name)])) - {keyword.arg for keyword in node.keywords}:
                wrong.append((path.name, name))
    assert wrong == []


def test_no_sentence_is_too_long_for_a_glance() -> None:
    """Sentences stay short, examples and the greeting included."""
    assert [name for name, text in talk.SENTENCES.items() if len(text) > 200] == []
