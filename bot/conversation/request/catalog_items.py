"""Which catalog items a person may have, and which of them are nearest to their words."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, utils

from bot.conversation.turn import Turn
from bot.domain.catalog import Template
from bot.domain.ids import TemplateId
from bot.domain.people import Person
from bot.errors import NotFound

# Words of requests that say nothing about what is wanted, in the language catalogs are mostly written in.
_EMPTY_WORDS: Final = frozenset(
    {"the", "and", "for", "not", "with", "need", "want", "does", "please", "every"}
)
_SAME_WORD: Final = 80


def is_for(template: Template, person: Person) -> bool:
    """Whether this person may ask for this item: published, active, and for one of their teams."""
    if not template.is_published or template.status != "active":
        return False
    return template.teams is None or bool(template.teams & {str(team) for team in person.teams})


async def items_for(turn: Turn) -> tuple[Template, ...]:
    """Everything this person may ask for, in catalog order."""
    if not turn.backend.capabilities.has_catalog:
        return ()
    return tuple(item for item in await turn.backend.templates() if is_for(item, turn.person))


async def item_for(turn: Turn, template_id: str) -> Template:
    """One item. Raises: NotFound, the same for one that is not for this person."""
    for item in await items_for(turn):
        if item.id == TemplateId(template_id):
            return item
    raise NotFound("fault.no_such_item")


def closest(items: Sequence[Template], text: str, *, limit: int = 3) -> tuple[Template, ...]:
    """The items nearest to somebody's words, best first; the general one is behind a button of its own."""
    particular = [item for item in items if not item.is_general]
    return tuple(item for _, item in _ranked(particular, text)[:limit])


def is_any_near(items: Sequence[Template], text: str) -> bool:
    """Whether any item shares a word with somebody's words."""
    return any(found > 1 for found, item in _ranked(items, text) if not item.is_general)


async def general_item(turn: Turn) -> Template | None:
    """The item behind "Something else", if the catalog has one for this person."""
    return next((item for item in await items_for(turn) if item.is_general), None)


def matching(items: Sequence[Template], text: str, *, score: float = 60) -> tuple[Template, ...]:
    """The items that fit a search, best first; none when nothing fits."""
    return tuple(item for found, item in _ranked(items, text) if found >= score)


def _ranked(items: Sequence[Template], text: str) -> list[tuple[float, Template]]:
    wanted = utils.default_process(text)
    scored = [(_score(wanted, item), item) for item in items]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].order))


def _score(wanted: str, item: Template) -> float:
    """How near an item is: the share of the words that are in its name and tags, or a little less in its description.

    Shape: 0 to 101; up to 1 is mere likeness of the letters, which only orders what is else alike.
    """
    words = [word for word in wanted.split() if len(word) > 2 and word not in _EMPTY_WORDS]
    name = utils.default_process(" ".join((item.name, *item.tags, item.category)))
    named, described = name.split(), utils.default_process(item.description).split()
    in_name = sum(1 for word in words if _is_among(word, named))
    in_all = sum(
        1 for word in words if _is_among(word, named) or (len(word) > 3 and _is_among(word, described))
    )
    share = max(100 * in_name, 80 * in_all) / len(words) if words else 0.0
    return share + fuzz.token_set_ratio(wanted, name) / 100


def _is_among(word: str, words: Sequence[str]) -> bool:
    """Whether a word is there, begun, in another form, or slightly mistyped."""
    return any(
        one.startswith(word) or (len(one) > 3 and word.startswith(one)) or fuzz.ratio(word, one) > _SAME_WORD
        for one in words
    )
