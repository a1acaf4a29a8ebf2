"""The page that lists every setting, made from the settings themselves so that it is never out of date."""

from typing import Final, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from adapters.entrypoints.configuration.tree import Leaf, as_toml, kinds, variable, walk

HEAD: Final = """\
# Settings

Made from the settings' own descriptions by `make docs`; do not edit it by hand.

They stand in `ticketbot.toml` in the folder the bot is started in (or in the file that `TICKETBOT_FILE` names), in the
environment, or in both; the environment wins. A variable's name is `TICKETBOT_<SECTION>__<NAME>`; lists and tables are
written there as JSON. Everything that is wrong is named at once at start. `ticketbot config` shows what is in effect,
secrets masked; `ticketbot config --schema` prints the JSON schema.
"""
LONGEST: Final = 80


def settings_page(model: type[BaseModel]) -> str:
    """The page, as Markdown. Pure: settings class in, text out."""
    sections: dict[tuple[tuple[str, ...], type[BaseModel]], list[Leaf]] = {}
    for leaf in walk(model):
        sections.setdefault((leaf.path[:-1], leaf.section), []).append(leaf)
    ordered = sorted(sections, key=lambda section: section[0] == ())
    return "\n".join([HEAD, *(_section(*section, sections[section]) for section in ordered)])


def _section(path: tuple[str, ...], model: type[BaseModel], leaves: list[Leaf]) -> str:
    about = (model.__doc__ or "").strip().splitlines()[0]
    lines = [f"## [{'.'.join(path)}]", "", about] if path else ["## Tables of their own"]
    lines += ["", "| setting | what it is | default | example |", "|---|---|---|---|"]
    for leaf in leaves:
        cells = (f"`{leaf.path[-1]}`", _what(leaf.field), _default(leaf.field), _example(leaf.field))
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join([*lines, "", f"The first one in the environment: `{variable(leaves[0].path)}`.", ""])


def _what(field: FieldInfo) -> str:
    choices = [
        f"`{choice}`"
        for kind in kinds(field.annotation)
        if get_origin(kind) is Literal
        for choice in get_args(kind)
    ]
    only = f" One of {', '.join(choices)}." if len(choices) > 1 else ""
    return f"{field.description or ''}{only}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**must be given**"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default in (None, PydanticUndefined, "", (), {}):
        return "none"
    shown = as_toml(default)
    return f"`{shown}`" if len(shown) <= LONGEST else "see `ticketbot config --schema`"


def _example(field: FieldInfo) -> str:
    if not field.examples:
        return ""
    is_secret = SecretStr in kinds(field.annotation)
    return f"`{as_toml(field.examples[0])}`" + (" (a secret)" if is_secret else "")
