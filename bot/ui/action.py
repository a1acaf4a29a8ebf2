"""Things a person can click. What an action says is never trusted: rights are decided anew when it is clicked."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from bot.domain.people import Frozen


class Button(Frozen):
    """A button that makes the bot do something.

    Shape: `verb` names the ability, `args` are small ids for it; `opens_form` = its answer is a form, so the
           channel must be ready to open a modal or dialog at once.
    """

    kind: Literal["button"] = "button"
    label: str
    verb: str
    args: dict[str, str] = Field(default_factory=dict)
    style: Literal["default", "primary", "danger"] = "default"
    opens_form: bool = False


class Menu(Frozen):
    """A menu in a message: choosing makes the bot do something.

    Shape: `options` are (value, label), 1..100.
    """

    kind: Literal["menu"] = "menu"
    label: str
    verb: str
    args: dict[str, str] = Field(default_factory=dict)
    options: tuple[tuple[str, str], ...]
    opens_form: bool = False


class OpenUrl(Frozen):
    """A button that only opens an address."""

    kind: Literal["open_url"] = "open_url"
    label: str
    url: str


Action: TypeAlias = Annotated[Button | Menu | OpenUrl, Field(discriminator="kind")]
