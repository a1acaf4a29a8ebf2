"""Between the store's keys and the names the pages show. Pure."""

from sandbox.ticketing.rezolve.documents.ticket_types import ITEM_TYPES
from sandbox.ticketing.rules import Rules


def category_name(rules: Rules, key: str | None) -> str | None:
    """The category's display name; the key itself where it is not configured."""
    return next((one.name for one in rules.categories if one.key == key), key)


def subcategory_name(rules: Rules, category: str | None, key: str | None) -> str | None:
    """The subcategory's display name within its category; the key itself where it is not configured."""
    for one in rules.categories:
        if one.key == category:
            return next((name for _, sub_key, name in one.subcategories if sub_key == key), key)
    return key


def category_key(rules: Rules, text: str) -> str | None:
    """The key of the category with this key, id or name."""
    wanted = text.casefold()
    return next(
        (one.key for one in rules.categories if wanted in (one.key, one.id, one.name.casefold())), None
    )


def subcategory_key(rules: Rules, category: str | None, text: str) -> str | None:
    """The key of the subcategory with this key, id or name within the category."""
    wanted = text.casefold()
    for one in rules.categories:
        if one.key == category:
            return next(
                (key for sub, key, name in one.subcategories if wanted in (key, sub, name.casefold())), None
            )
    return None


def priority_key(rules: Rules, text: str) -> str | None:
    """The key of the priority with this key, id or name."""
    wanted = text.casefold()
    return next(
        (one.key for one in rules.priorities if wanted in (one.key, one.id, one.name.casefold())), None
    )


def status_key(rules: Rules, text: str) -> str | None:
    """The key of the status with this key, id or name."""
    wanted = text.casefold()
    return next((one.key for one in rules.statuses if wanted in (one.key, one.id, one.name.casefold())), None)


def team_key(rules: Rules, text: str) -> str | None:
    """The key of the team with this key or id."""
    return next((one.key for one in rules.teams if text in (one.key, one.id)), None)


def item_type_id(ticket_type: str) -> str | None:
    """The ticket type's id as paths carry it."""
    return ITEM_TYPES.get(ticket_type)
