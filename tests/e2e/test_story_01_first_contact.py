"""Story 1: greets once, says in three lines what it can do, with two buttons; help fits one screen."""

from tests.e2e.stage import Stage


async def test_story_01_help(stage: Stage) -> None:
    """`help` is one screen with every command; `help new` explains one."""
    jane = stage.user("jane")
    await jane.command("help")
    screen = await stage.said(jane, "mine")
    assert "new" in screen.text
    await jane.command("help new")
    assert "new" in (await stage.said(jane, "new my")).text
