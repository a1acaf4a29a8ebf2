"""Composition objects: texts, options, confirmations, pictures, rich text.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from typing import Any

from sandbox.slack.checks.problem import (
    Field,
    Problems,
    Rule,
    anything,
    array,
    boolean,
    by_type,
    check_members,
    of,
    one_of,
    string,
)


def plain_text(most: int) -> Rule:
    """A rule: a `plain_text` object of 1 to `most` characters."""
    return of(
        {
            "type": Field(one_of("plain_text"), required=True),
            "text": Field(string(most=most, least=1), required=True),
            "emoji": Field(boolean),
        }
    )


def mrkdwn(most: int) -> Rule:
    """A rule: a `mrkdwn` object of 1 to `most` characters."""
    return of(
        {
            "type": Field(one_of("mrkdwn"), required=True),
            "text": Field(string(most=most, least=1), required=True),
            "verbatim": Field(boolean),
        }
    )


def any_text(most: int) -> Rule:
    """A rule: a text object of either kind."""
    return by_type({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


CONFIRM: Rule = of(
    {
        "title": Field(plain_text(100), required=True),
        "text": Field(any_text(300), required=True),
        "confirm": Field(plain_text(30), required=True),
        "deny": Field(plain_text(30), required=True),
        "style": Field(one_of("primary", "danger")),
    }
)


def option(text: Rule, *, with_url: bool = False) -> Rule:
    """A rule: one option of a menu; only overflow menus may carry a url."""
    fields = {
        "text": Field(text, required=True),
        "value": Field(string(most=150, least=1), required=True),
        "description": Field(text),
    }
    if with_url:
        fields["url"] = Field(string(most=3000))
    return of(fields)


MENU_OPTION: Rule = option(plain_text(75))
OVERFLOW_OPTION: Rule = option(plain_text(75), with_url=True)
BOX_OPTION: Rule = option(any_text(75))
OPTION_GROUP: Rule = of(
    {
        "label": Field(plain_text(75), required=True),
        "options": Field(array(MENU_OPTION, most=100, least=1), required=True),
    }
)


def picture(value: Any, pointer: str, problems: Problems) -> None:
    """The rule for the source and the alternative text of a picture."""
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        problems.add("must define either `image_url` or `slack_file`", pointer)


def image(extra: dict[str, Field]) -> Rule:
    """A rule: an image block or element."""
    fields = {
        "type": Field(one_of("image"), required=True),
        "image_url": Field(string(most=3000, least=1)),
        "slack_file": Field(anything),
        "alt_text": Field(string(most=2000, least=1), required=True),
    } | extra

    def check(value: Any, pointer: str, problems: Problems) -> None:
        check_members(value, fields, pointer, problems)
        picture(value, pointer, problems)

    return check


_STYLE = Field(anything)
_INLINE: Rule = by_type(
    {
        name: of({"type": Field(anything, required=True), "style": _STYLE} | extra)
        for name, extra in {
            "text": {"text": Field(string(most=1_000_000), required=True)},
            "link": {
                "url": Field(string(most=3000, least=1), required=True),
                "text": Field(anything),
                "unsafe": Field(boolean),
            },
            "user": {"user_id": Field(string(most=30), required=True)},
            "usergroup": {"usergroup_id": Field(string(most=30), required=True)},
            "team": {"team_id": Field(string(most=30), required=True)},
            "channel": {"channel_id": Field(string(most=30), required=True)},
            "emoji": {
                "name": Field(string(most=100), required=True),
                "unicode": Field(anything),
                "url": Field(anything),
            },
            "broadcast": {"range": Field(one_of("here", "channel", "everyone"), required=True)},
            "color": {"value": Field(string(most=20), required=True)},
            "date": {
                "timestamp": Field(anything, required=True),
                "format": Field(string(most=200), required=True),
                "url": Field(anything),
                "fallback": Field(anything),
            },
        }.items()
    }
)
_INLINES = Field(array(_INLINE, most=10_000), required=True)
_KIND = Field(anything, required=True)
_SECTION: Rule = of({"type": _KIND, "elements": _INLINES})
_BORDER = Field(one_of(0, 1))
RICH_ELEMENT: Rule = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_quote": of({"type": _KIND, "elements": _INLINES, "border": _BORDER}),
        "rich_text_preformatted": of(
            {"type": _KIND, "elements": _INLINES, "border": _BORDER, "language": Field(anything)}
        ),
        "rich_text_list": of(
            {
                "type": _KIND,
                "style": Field(one_of("bullet", "ordered"), required=True),
                "elements": Field(
                    array(by_type({"rich_text_section": _SECTION}), most=10_000), required=True
                ),
                "indent": Field(anything),
                "offset": Field(anything),
                "border": _BORDER,
            }
        ),
    }
)
RICH_TEXT: Rule = of(
    {
        "type": Field(one_of("rich_text"), required=True),
        "block_id": Field(string(most=255)),
        "elements": Field(array(RICH_ELEMENT, most=10_000), required=True),
    }
)
