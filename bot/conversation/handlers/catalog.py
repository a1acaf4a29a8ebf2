"""The catalog: what this person can ask for, by category and by search; anything else does not exist for them."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.request.catalog_items import items_for, matching
from bot.conversation.turn import Reader, Turn
from bot.domain.catalog import Template
from bot.errors import BadInput
from bot.texts.say import say_count
from bot.ui.action import Action, Button
from bot.ui.inbound import Click
from bot.ui.message import Actions, Block, Heading, Message, Paragraph, Row, Rows
from bot.ui.replies import Replace, Reply, Say
from bot.ui.rich import Plain, rich

_PAGE: Final = 8
_DETAIL_LENGTH: Final = 200


async def catalog_command(turn: Turn, rest: str) -> list[Reply]:
    """`catalog`: categories, or everything when it is little; `catalog laptop`: a search."""
    if not turn.backend.capabilities.has_catalog:
        return [Say(message=_no_catalog(turn.reader))]
    items = await items_for(turn)
    if not items:
        return [Say(message=_nothing(turn.reader, "catalog.empty"))]
    text = rest.strip()
    if not text:
        return [Say(message=_overview(items, turn.reader))]
    for category in _categories(items):
        if category.casefold() == text.casefold():
            return [Say(message=_of_category(items, category, turn.reader, offset=0))]
    found = matching(items, text)
    if not found:
        return [Say(message=_nothing(turn.reader, "catalog.nothing_found", text=text))]
    title = turn.reader.say("catalog.found", text=text)
    return [Say(message=_items_message(found[:_PAGE], title, turn.reader))]


async def catalog_clicked(turn: Turn, click: Click) -> list[Reply]:
    """A category was opened, or a page turned. Raises: BadInput (an edited button)."""
    items = await items_for(turn)
    category, offset = click.args.get("category"), click.args.get("offset", "0")
    if not offset.isdigit():
        raise BadInput("fault.stale_button")
    if category is None:
        message = _overview(items, turn.reader) if items else _nothing(turn.reader, "catalog.empty")
    else:
        message = _of_category(items, category, turn.reader, offset=int(offset))
    if turn.inbound.place.kind == "direct" and click.message is not None:
        return [Replace(message=message)]
    return [Say(message=message)]


def item_row(item: Template, reader: Reader, *, draft: str | None = None) -> Row:
    """One item of a list, with the button that opens its form."""
    details = [_cut(item.description), item.estimated_time]
    return Row(
        title=rich(Plain(text=item.name, strong=True)),
        detail=rich(" · ".join(detail for detail in details if detail)),
        action=Button(
            label=reader.say("button.choose"),
            verb="raise",
            args={"template": str(item.id), **({"draft": draft} if draft else {})},
            opens_form=True,
        ),
    )


def _overview(items: Sequence[Template], reader: Reader) -> Message:
    if len(items) <= _PAGE:
        return _items_message(items, reader.say("catalog.title"), reader)
    rows = tuple(
        Row(
            title=rich(Plain(text=category or reader.say("catalog.other"), strong=True)),
            detail=rich(say_count("catalog.count", _count(items, category), reader.locale)),
            action=Button(label=reader.say("button.open"), verb="catalog", args={"category": category}),
        )
        for category in _categories(items)
    )
    title = reader.say("catalog.title")
    blocks: tuple[Block, ...] = (
        Heading(text=rich(title)),
        Paragraph(text=reader.fill("catalog.by_category")),
        Rows(items=rows),
        Actions(items=(_something_else(reader),)),
    )
    return Message(summary=title, blocks=blocks)


def _of_category(items: Sequence[Template], category: str, reader: Reader, *, offset: int) -> Message:
    found = [item for item in items if item.category == category]
    if not found:
        return _nothing(reader, "catalog.empty")
    args = {"category": category}
    pages: list[Action] = []
    if offset > 0:
        earlier = {**args, "offset": str(max(offset - _PAGE, 0))}
        pages.append(Button(label=reader.say("button.previous"), verb="catalog", args=earlier))
    if offset + _PAGE < len(found):
        later = {**args, "offset": str(offset + _PAGE)}
        pages.append(Button(label=reader.say("button.next"), verb="catalog", args=later))
    pages.append(Button(label=reader.say("button.all_categories"), verb="catalog"))
    title = category or reader.say("catalog.other")
    return _items_message(found[offset : offset + _PAGE], title, reader, pages=pages)


def _items_message(
    items: Sequence[Template], title: str, reader: Reader, *, pages: Sequence[Action] = ()
) -> Message:
    rows = Rows(items=tuple(item_row(item, reader) for item in items))
    actions = Actions(items=(*pages, _something_else(reader)))
    return Message(summary=title, blocks=(Heading(text=rich(title)), rows, actions))


def _nothing(reader: Reader, name: str, **values: str) -> Message:
    line = reader.fill(name, **values)
    actions = Actions(items=(_something_else(reader),))
    return Message(summary=reader.say(name, **values), blocks=(Paragraph(text=line), actions))


def _no_catalog(reader: Reader) -> Message:
    button = Button(label=reader.say("button.new"), verb="new", style="primary", opens_form=True)
    text = reader.say("catalog.none")
    return Message(summary=text, blocks=(Paragraph(text=rich(text)), Actions(items=(button,))))


def _something_else(reader: Reader) -> Button:
    return Button(
        label=reader.say("button.something_else"), verb="raise", args={"template": ""}, opens_form=True
    )


def _categories(items: Sequence[Template]) -> list[str]:
    return list(dict.fromkeys(item.category for item in items))


def _count(items: Sequence[Template], category: str) -> int:
    return sum(1 for item in items if item.category == category)


def _cut(text: str) -> str:
    return text if len(text) <= _DETAIL_LENGTH else text[: _DETAIL_LENGTH - 1].rstrip() + "…"
