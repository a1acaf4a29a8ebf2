"""Every message and form that all renderers must draw, once. Add a case here and every renderer is tested with it."""

from datetime import UTC, datetime
from typing import Final

from bot.domain.catalog import FieldType, Option, Validation
from bot.domain.ids import AccountId, FieldId, FormToken
from bot.ui.action import Button, Menu, OpenUrl
from bot.ui.form import Answer, Form, FormField
from bot.ui.message import Actions, Divider, Facts, Heading, Message, Paragraph, Quote, Row, Rows
from bot.ui.rich import Link, Mention, Plain, When, rich

DUE: Final = When(at=datetime(2026, 11, 23, 15, 40, tzinfo=UTC), fallback="23 Nov 2026, 15:40 UTC")
HOSTILE: Final = (
    "**bold** *b* _i_ ~s~ `code` [x](javascript:alert(1)) <!channel> <@U123ABC> <at>Ann</at> & &amp; "
    "{{DATE(2026-01-01T00:00:00Z)}} {{ time(2026-01-01T00:00:00Z) }} ${name} :fire: <b>html</b> # 1. - > |"
)
URL: Final = "https://help.example.com/tickets/4711"
OPEN: Final = Button(label="Show", verb="show", args={"ticket": "4711"})
MORE: Final = Menu(
    label="More",
    verb="more",
    args={"ticket": "4711"},
    options=(("priority", "Change priority"), ("note", "Add a private note"), ("close", "Close")),
)


def ticket_card() -> Message:
    """One ticket, as stories tell it."""
    return Message(
        summary="#4711 VPN drops every hour: assigned to Ann Lee",
        blocks=(
            Heading(text=rich(Link(text="#4711", url=URL), " VPN drops every hour")),
            Facts(
                items=(
                    ("Status", rich("In progress")),
                    ("Priority", rich(Plain(text="High", strong=True))),
                    ("Assignee", rich(Mention(account=AccountId("U0ANNLEE"), name="Ann Lee"))),
                    ("Due", (DUE,)),
                )
            ),
            Paragraph(text=rich("Due in 2 h 10 min, ", DUE), tone="warning"),
            Quote(text="It drops at the full hour.\nAlways."),
            Divider(),
            Actions(
                items=(
                    Button(label="Comment", verb="comment", args={"ticket": "4711"}, opens_form=True),
                    Button(label="Close", verb="close", args={"ticket": "4711"}, style="danger"),
                    Button(label="Claim", verb="claim", args={"ticket": "4711"}, style="primary"),
                    OpenUrl(label="Open in the browser", url=URL),
                    MORE,
                )
            ),
        ),
    )


def _rows(count: int, *, with_links: bool = False) -> Rows:
    title = rich(Link(text="#4711", url=URL), " VPN") if with_links else rich("#4711 VPN")
    return Rows(items=(Row(title=title, detail=rich("High, due ", DUE), action=OPEN),) * count)


MESSAGES: Final[dict[str, Message]] = {
    "ticket_card": ticket_card(),
    "notice": Message(
        summary="Ann Lee assigned #4711 to you",
        blocks=(
            Paragraph(
                text=rich(
                    Mention(account=AccountId("U0ANNLEE"), name="Ann Lee"),
                    " assigned ",
                    Link(text="#4711", url=URL),
                    " to you, due ",
                    DUE,
                )
            ),
            Paragraph(text=rich("You get this because you are the assignee."), tone="subtle"),
        ),
    ),
    "list": Message(
        summary="You have 3 open tickets",
        blocks=(Heading(text=rich("Your open tickets")), _rows(2), _rows(1, with_links=True)),
    ),
    "long_list": Message(summary="You have 60 open tickets", blocks=(_rows(60, with_links=True),)),
    "plain_list": Message(
        summary="Commands",
        blocks=(
            Rows(items=(Row(title=rich("new"), detail=rich("Raise a ticket")), Row(title=rich("mine")))),
            Paragraph(text=rich("Type help new to read more."), tone="good"),
        ),
    ),
    "catalog": Message(
        summary="What do you need?",
        blocks=(
            Paragraph(text=rich("What do you need?")),
            Actions(
                items=(
                    Menu(
                        label="Choose a form",
                        verb="open",
                        opens_form=True,
                        options=tuple((f"t{n}", f"Form {n}") for n in range(12)),
                    ),
                    Menu(label="Category", verb="category", options=(("hw", "Hardware"), ("sw", "Software"))),
                )
            ),
        ),
    ),
    "error": Message(
        summary="We could not reach the help desk",
        blocks=(
            Paragraph(
                text=rich("We could not reach the help desk. Your request is kept and will be filed."),
                tone="attention",
            ),
        ),
    ),
    "summary_only": Message(summary="Done"),
    "hostile": Message(
        summary=HOSTILE,
        blocks=(
            Heading(text=rich(HOSTILE)),
            Paragraph(text=rich(HOSTILE), tone="subtle"),
            Paragraph(text=rich(HOSTILE, Mention(account=AccountId("U0ANN"), name="<at>Eve</at>"))),
            Facts(items=((HOSTILE, rich(HOSTILE)),)),
            Quote(text=HOSTILE),
            Rows(
                items=(
                    Row(title=rich(HOSTILE), detail=rich(HOSTILE)),
                    Row(title=rich(HOSTILE), detail=rich(HOSTILE), action=OPEN),
                    Row(title=rich(Link(text=HOSTILE, url="javascript:alert(1)")), action=OPEN),
                )
            ),
            Actions(
                items=(
                    Button(label=HOSTILE, verb="show", args={"text": HOSTILE}),
                    Menu(label=HOSTILE, verb="pick", options=tuple((str(n), HOSTILE) for n in range(9))),
                )
            ),
        ),
    ),
    "huge": Message(
        summary="x" * 5_000,
        blocks=(Paragraph(text=rich("👩‍👩‍👧‍👦" * 500)), Quote(text="line\n" * 1_000)),
    ),
    "odd_characters": Message(
        summary="\u202eevil\u0000",
        blocks=(Paragraph(text=rich("\u202eabc\u0007", "", "🏳️‍🌈")), Quote(text="")),
    ),
}

_OPTIONS: Final = (
    Option(value="a", label="Apple"),
    Option(value="b,c", label="Banana, cherry"),
    Option(value="100%", label="All of it"),
    Option(value="v" * 200, label="A very long value"),
)
_VALUES: Final[dict[FieldType, Answer]] = {
    FieldType.TEXT: "My VPN drops",
    FieldType.TEXTAREA: "Line one\nLine two",
    FieldType.DROPDOWN: "b,c",
    FieldType.MULTISELECT: ("a", "b,c", "v" * 200),
    FieldType.CHECKBOX: True,
    FieldType.RADIO: "100%",
    FieldType.DATE: "2026-12-24",
    FieldType.DATETIME: "2026-12-24T17:30:00Z",
    FieldType.NUMBER: 1.5,
    FieldType.USER: "U0ANNLEE",
    FieldType.LOOKUP: "asset-7",
    FieldType.FILE: None,
}


def field_of(kind: FieldType, **more: object) -> FormField:
    """A question of this type."""
    options = _OPTIONS if kind in {FieldType.DROPDOWN, FieldType.MULTISELECT, FieldType.RADIO} else ()
    source = "assets" if kind is FieldType.LOOKUP else None
    parts = {
        "id": kind.value.lower(),
        "label": f"Your {kind.value.lower()}",
        "type": kind,
        "options": options,
        "lookup_source": source,
        **more,
    }
    return FormField.model_validate(parts)


def form_of(*fields: FormField, **more: object) -> Form:
    """A form of these questions."""
    parts = {
        "token": "token-1",
        "title": "Report a problem with the network",
        "verb": "file",
        "fields": fields,
        "submit_label": "Send",
        "cancel_label": "Cancel",
        "time_zone": "Europe/Berlin",
        **more,
    }
    return Form.model_validate(parts)


_HOSTILE_PARTS: Final = {"label": HOSTILE, "placeholder": HOSTILE, "help_text": HOSTILE, "error": HOSTILE}

_NUMBERS: Final = [{"value": str(number), "label": f"Choice {number}"} for number in range(101)]
_KINDS: Final = [{"value": "hw", "label": "Hardware"}, {"value": "sw", "label": "Software"}]
FORMS: Final[dict[str, Form]] = {
    **{
        f"type_{kind.value.lower()}": form_of(
            field_of(kind, required=kind is not FieldType.FILE),
            field_of(
                kind, id="filled", value=_VALUES[kind], placeholder="Type here", help_text="It helps us."
            ),
        )
        for kind in FieldType
    },
    "all_types": form_of(
        *(field_of(kind) for kind in FieldType), intro="Tell us what happened.", token=FormToken("token-2")
    ),
    "errors": form_of(
        field_of(FieldType.TEXT, value="too long", error="Please shorten it."),
        field_of(FieldType.NUMBER, value=12, error="Please enter 10 or less."),
        field_of(FieldType.MULTISELECT, value=("a",), error="Please choose at least 2."),
    ),
    "notice": form_of(field_of(FieldType.TEXT), notice="The help desk changed this form meanwhile."),
    "rules": form_of(
        field_of(
            FieldType.TEXT,
            required=True,
            validation=Validation(min_length=3, max_length=80, pattern="[a-z ]+"),
        ),
        field_of(FieldType.NUMBER, validation=Validation(min=0, max=10, decimals=0)),
        field_of(FieldType.MULTISELECT, validation=Validation(min_items=1, max_items=2)),
        field_of(FieldType.DATE, validation=Validation(min_date="today", max_date="today+7d")),
    ),
    "many_choices": form_of(
        field_of(FieldType.RADIO, options=[{"value": str(n), "label": f"Choice {n}"} for n in range(30)]),
        field_of(FieldType.DROPDOWN, options=[{"value": str(n), "label": "x" * 200} for n in range(100)]),
        field_of(FieldType.MULTISELECT, options=[]),
    ),
    "found_by_typing": form_of(
        field_of(FieldType.DROPDOWN, value="7", options=_NUMBERS),
        field_of(
            FieldType.MULTISELECT,
            value=("7", "x" * 200),
            options=[*_NUMBERS, {"value": "x" * 200, "label": "Long"}],
        ),
    ),
    "conditions": form_of(
        field_of(FieldType.RADIO, value="hw", options=_KINDS),
        field_of(FieldType.TEXT, visible_when={"op": "eq", "field": "radio", "value": "hw"}, required=True),
        field_of(FieldType.NUMBER, id="told", part="told", value=4711),
        field_of(FieldType.TEXT, id="fixed", part="fixed", value="nobody sees this"),
        field_of(FieldType.DATE, required_when={"op": "eq", "field": "text", "value": "now"}),
    ),
    "second_page": form_of(
        *(field_of(FieldType.TEXT, id=f"f{number}", required=True) for number in range(22)),
        intro="Only on the first page.",
        page=1,
    ),
    "summary": form_of(
        *(field_of(kind, value=_VALUES[kind]) for kind in FieldType if kind is not FieldType.FILE),
        field_of(FieldType.TEXT, id="empty"),
        field_of(FieldType.CHECKBOX, id="unticked", value=False),
        page=1,
    ),
    "hostile": form_of(
        field_of(FieldType.TEXT, value=HOSTILE, **_HOSTILE_PARTS),
        field_of(FieldType.RADIO, value="x", options=[{"value": "x", "label": HOSTILE}], **_HOSTILE_PARTS),
        field_of(FieldType.CHECKBOX, **_HOSTILE_PARTS),
        field_of(FieldType.FILE, **_HOSTILE_PARTS),
        title=HOSTILE,
        intro=HOSTILE,
        notice=HOSTILE,
        submit_label=HOSTILE,
    ),
    "no_fields": form_of(),
}
FIELD: Final = FieldId("text")
