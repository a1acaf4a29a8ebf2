"""The command line. Imports late, so that `ticketbot --help` is quick; owns signals and exit codes."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(
    name="ticketbot",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they hold secrets and people's words
    help="A help desk bot for Slack and Microsoft Teams.",
)
sandbox_app = typer.Typer(
    invoke_without_command=True, help="The offline world: both ticketing APIs, Slack and Teams."
)
app.add_typer(sandbox_app, name="sandbox")

TICKETING_PORT, SLACK_PORT, TEAMS_PORT = 3979, 3980, 3981
DEMO_FOLDER = Path(".ticketbot/demo")
Vendor = Literal["rezolve", "teamswork"]
Platform = Literal["slack", "teams"]


@app.command()
def demo(
    ticketing: Annotated[Vendor, typer.Option(help="Which ticketing system the bot works with.")] = "rezolve",
    port: Annotated[int, typer.Option(help="The first of four ports: bot, ticketing, Slack, Teams.")] = 3978,
    chat: Annotated[bool, typer.Option(help="Leave a terminal chat; without it, run until stopped.")] = True,
    data: Annotated[Path, typer.Option(help="Where the demo's database lives.")] = DEMO_FOLDER,
) -> None:
    """Start the whole offline world and the bot in it, and leave a terminal chat."""
    from adapters.entrypoints.offline.demo import run_demo

    _run(
        lambda stop: run_demo(
            vendor=ticketing, port=port, with_chat=chat and sys.stdin.isatty(), data=data, stop=stop
        )
    )


@app.command()
def serve(
    worker: Annotated[bool, typer.Option(help="Also do the work in this process.")] = True,
) -> None:
    """Answer Slack and Teams, and do the work."""
    from adapters.entrypoints.processes import run_server

    _run(lambda stop: run_server(_settings(), with_worker=worker, stop=stop))


@app.command()
def worker() -> None:
    """Only do the work, beside one or more `serve --no-worker`."""
    from adapters.entrypoints.processes import run_worker

    _run(lambda stop: run_worker(_settings(), stop=stop))


@app.command()
def migrate() -> None:
    """Bring the database to this release's shape; `serve` and `worker` do it too."""
    from adapters.entrypoints.processes import run_migrate

    _run(lambda _: run_migrate(_settings()))


@app.command()
def config(
    schema: Annotated[
        bool, typer.Option("--schema", help="The JSON schema of all settings instead.")
    ] = False,
    page: Annotated[bool, typer.Option("--page", hidden=True)] = False,
) -> None:
    """The settings in effect, secrets masked."""
    import json

    from adapters.entrypoints.configuration.page import settings_page
    from adapters.entrypoints.settings import Settings, masked

    if page:
        print(settings_page(Settings), end="")
        return
    if schema:
        print(json.dumps(Settings.model_json_schema(), indent=2))
        return
    print(json.dumps(masked(_settings()), indent=2))


@app.command()
def deliveries(
    ticket: Annotated[str | None, typer.Option(help="Only notices of this ticket.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that were given up.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Only those that wait.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:
    """Which notices went where, when, and how late."""
    from adapters.entrypoints.processes import show_deliveries

    if failed and held:
        raise typer.BadParameter("choose one of --failed and --held")
    state = "failed" if failed else "held" if held else None
    _run(lambda _: show_deliveries(_settings(), ticket=ticket, state=state, limit=limit))


@app.command()
def chat(
    person: Annotated[str, typer.Option("--as", help="Whom to be; `:who` lists everybody.")] = "jane",
    platform: Annotated[Platform, typer.Option("--on", help="On which platform.")] = "slack",
    port: Annotated[int, typer.Option(help="The demo's first port.")] = 3978,
) -> None:
    """Talk to the bot of a running demo from this terminal."""
    from adapters.entrypoints.offline.terminal import run_chat

    try:
        _run(lambda stop: run_chat(person=person, platform=platform, port=port, stop=stop))
    except LookupError as error:
        typer.echo(f"ticketbot: {error.args[0]}", err=True)
        raise typer.Exit(2) from error


@sandbox_app.callback()
def sandbox(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(envvar="TICKETBOT_SANDBOX_DATABASE", help="A PostgreSQL; without it, embedded."),
    ] = None,
    bot: Annotated[str, typer.Option(help="Where the bot listens.")] = "http://127.0.0.1:3978",
    ticketing_port: Annotated[int, typer.Option()] = TICKETING_PORT,
    slack_port: Annotated[int, typer.Option()] = SLACK_PORT,
    teams_port: Annotated[int, typer.Option()] = TEAMS_PORT,
    data: Annotated[Path, typer.Option(help="Where its embedded database lives.")] = Path(
        ".ticketbot/sandbox"
    ),
) -> None:
    """Run the emulators alone; or, with a command, drive a running one."""
    if context.invoked_subcommand is not None:
        return
    from adapters.entrypoints.offline.demo import run_sandbox

    ports = (ticketing_port, slack_port, teams_port)
    _run(lambda stop: run_sandbox(dsn=database, bot_url=bot, ports=ports, data=data, stop=stop))


@sandbox_app.command("desk", context_settings={"ignore_unknown_options": True})
def desk(
    words: Annotated[
        list[str] | None, typer.Argument(help="tickets, assign TICKET NAME, clock 2h, ... or help")
    ] = None,
    actor: Annotated[str, typer.Option("--as", help="Who does it on the ticketing side.")] = "deepak",
    port: Annotated[int, typer.Option(help="The sandbox ticketing service's port.")] = TICKETING_PORT,
) -> None:
    """Act on the ticketing side of a running demo: assign, comment, advance the clock."""
    from sandbox.terminal.desk import Desk

    try:
        print(asyncio.run(Desk(f"http://127.0.0.1:{port}", actor=actor).do(list(words or []))))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _settings() -> Any:
    """The settings, or exit 2 with everything that is wrong with them."""
    from adapters.entrypoints import logs
    from adapters.entrypoints.configuration.faults import SettingsWrong
    from adapters.entrypoints.settings import load

    try:
        settings = load()
    except SettingsWrong as wrong:
        typer.echo("These settings cannot work:", err=True)
        for problem in wrong.problems:
            typer.echo(f"  - {problem}", err=True)
        raise typer.Exit(2) from wrong
    logs.configure(level=settings.log.level, form=settings.log.format)
    return settings


def _run(main: Callable[[asyncio.Event], Coroutine[Any, Any, int | None]]) -> None:
    """Run until done or told to stop. The event is set by SIGINT, SIGTERM and SIGHUP."""
    from bot.errors import BotError

    async def with_signals() -> int | None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        return await main(stop)

    try:
        code = asyncio.run(with_signals())
    except (BotError, OSError) as error:
        typer.echo(f"ticketbot: {error}", err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(code or 0)


def main() -> None:
    """The entry point of the `ticketbot` command."""
    app()
