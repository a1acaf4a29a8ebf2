"""One PostgreSQL for all tests of this process (pytest-xdist: one per worker), and fresh databases on it."""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.database.embedded import EmbeddedPostgres
from adapters.database.migrate import migrate
from adapters.database.pool import Database


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """How to connect to a running PostgreSQL, in the words of libpq."""
    folder = Path(tempfile.mkdtemp(prefix="ticketbot-test-"))
    server = EmbeddedPostgres(folder)
    yield server.start()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_uri(postgres: str) -> str:
    """The address of the same PostgreSQL as a URI."""
    return _uri(postgres)


@pytest.fixture(scope="module")
def dsn(postgres: str) -> Iterator[str]:
    """The address of an empty database that is gone after this module's tests."""
    with _fresh(postgres, template="template0") as conninfo:
        yield _uri(conninfo)


@pytest.fixture(scope="session")
def migrated_template(postgres: str) -> Iterator[str]:
    """The name of a database with the product's tables, to be copied."""
    with _fresh(postgres, template="template0") as conninfo:
        asyncio.run(_migrate(conninfo))
        yield str(conninfo_to_dict(conninfo)["dbname"])


@pytest.fixture
def database_url(postgres: str, migrated_template: str) -> Iterator[str]:
    """How to connect to a database with the product's tables that is gone after this test."""
    with _fresh(postgres, template=migrated_template) as conninfo:
        yield conninfo


@pytest.fixture
def empty_database_url(postgres: str) -> Iterator[str]:
    """How to connect to a database without any table that is gone after this test."""
    with _fresh(postgres, template="template0") as conninfo:
        yield conninfo


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open pool on a database with the product's tables."""
    async with Database(database_url) as opened:
        yield opened


async def _migrate(conninfo: str) -> None:
    async with Database(conninfo) as database:
        await migrate(database)


@contextmanager
def _fresh(postgres: str, *, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {name} template {template}").format(**names))
    yield make_conninfo(postgres, dbname=name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {name} with (force)").format(**names))


def _uri(conninfo: str) -> str:
    parts = conninfo_to_dict(conninfo)
    return f"postgresql://{parts['user']}@/{parts['dbname']}?host={quote(str(parts['host']), safe='')}"
