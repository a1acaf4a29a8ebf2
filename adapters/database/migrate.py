"""Brings the tables to this version: the job engine's own steps first, then ours, each once and in order.

Everything happens in one transaction under one lock, so it may be started by every replica at every start.
"""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from procrastinate.schema import SchemaManager

from adapters.database.pool import Connection, Database

# Any number will do as long as nobody else takes the same one.
MIGRATION_LOCK: Final = 7_210_001


async def migrate(database: Database) -> Sequence[str]:
    """Apply what is missing; returns the names of the steps applied now, none when all were there.

    Raises: Unreachable.
    """
    async with database.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_steps (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())"
        )
        rows = await (await connection.execute("SELECT name FROM schema_steps")).fetchall()
        done = {str(row["name"]) for row in rows}
        return [*await _job_engine(connection, done), *await _ours(connection, done)]


async def _job_engine(connection: Connection, done: set[str]) -> Sequence[str]:
    """procrastinate's tables: whole on an empty database, else the steps that came with a newer version."""
    steps = _job_engine_steps()
    names = [name for name, _ in steps]
    if not any(name in done for name in names):
        await connection.execute(SchemaManager.get_schema())
        for name in names:
            await _note(connection, name)
        return ["procrastinate"]
    missing = [(name, script) for name, script in steps if name not in done]
    for name, script in missing:
        await _apply(connection, name, script)
    return [name for name, _ in missing]


def _job_engine_steps() -> Sequence[tuple[str, str]]:
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return [(f"procrastinate/{file.stem}", file.read_text(encoding="utf-8")) for file in files]


async def _ours(connection: Connection, done: set[str]) -> Sequence[str]:
    folder = resources.files("adapters.database") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    missing = [name for name in names if name not in done]
    for name in missing:
        await _apply(connection, name, (folder / name).read_text(encoding="utf-8"))
    return missing


async def _apply(connection: Connection, name: str, script: str) -> None:
    # the script is a file of ours or of procrastinate's package, never anybody's words
    await connection.execute(script.encode())
    await _note(connection, name)


async def _note(connection: Connection, name: str) -> None:
    await connection.execute("INSERT INTO schema_steps (name) VALUES (%s)", [name])
