"""All items of the catalog, who may see which, and how to find one by the id a client sends."""

from collections.abc import Iterable
from typing import Final

from sandbox.ticketing.rezolve.catalog.it_items import IT_ITEMS
from sandbox.ticketing.rezolve.catalog.offers import PAGE_OFFERS, as_template
from sandbox.ticketing.rezolve.catalog.other_items import OTHER_ITEMS
from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.catalog.special_items import SPECIAL_ITEMS

TEMPLATES: Final[tuple[Row, ...]] = (*IT_ITEMS, *SPECIAL_ITEMS, *OTHER_ITEMS)
"""Every template, drafts included, in catalog order."""

CATALOG_ADMINS: Final = frozenset({"catalog_admin", "ticket_admin"})

_FILEABLE: Final = {
    **{row["uuid"]: row for row in TEMPLATES},
    **{row["id"]: row for row in TEMPLATES},
    **{offer["id"]: as_template(offer) for offer in PAGE_OFFERS},
}


def is_live(row: Row) -> bool:
    """Whether the item can be filed at all."""
    return row["isPublished"] is True and row["status"] == "active"


def is_for(row: Row, teams: Iterable[str]) -> bool:
    """Whether the item is offered to a member of these teams."""
    allowed = row["availableForTeams"]
    return "*" in allowed or not set(allowed).isdisjoint(teams)


def visible(row: Row, *, roles: Iterable[str], teams: Iterable[str]) -> bool:
    """Whether a person with these roles and teams sees the item; catalog administrators see drafts too."""
    return not CATALOG_ADMINS.isdisjoint(roles) or (is_live(row) and is_for(row, teams))


def fileable(offer_id: str, *, roles: Iterable[str], teams: Iterable[str]) -> Row | None:
    """The live item with this template id, template UUID or offer id, if this person may ask for it."""
    row = _FILEABLE.get(offer_id)
    if row is None or not is_live(row) or not visible(row, roles=roles, teams=teams):
        return None
    return row


def item(offer_id: str | None) -> Row | None:
    """The item with this id, whoever may see it."""
    return _FILEABLE.get(offer_id) if offer_id else None
