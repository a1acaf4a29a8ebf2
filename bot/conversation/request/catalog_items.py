"""Which catalog items a person may have, and which of them are nearest to their words."""

from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from bot.conversation.turn import Turn
from bot.domain.catalog import Template
from bot.domain.ids import TemplateId
from bot.domain.people import Person
from bot.errors import NotFound


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
    """How near an item is: its name and tags count in full, its description a little less."""
    name = utils.default_process(" ".join((item.name, *item.tags, item.category)))
    description = utils.default_process(item.description)
    words = [word for word in wanted.split() if len(word) > 2]
    hits = sum(1 for word in words if fuzz.partial_ratio(word, name) > 85 and len(name) >= len(word))
    by_words = 100 * hits / len(words) if words else 0.0
    by_text = fuzz.token_set_ratio(wanted, name)
    return max(by_words, by_text, 0.8 * fuzz.token_set_ratio(wanted, description))
