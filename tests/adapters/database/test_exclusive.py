"""One replica at a time: held by one, refused to others, free again afterwards."""

from adapters.database.exclusive import PostgresExclusive
from adapters.database.pool import Database


async def test_only_one_holds_a_name(database_url: str) -> None:
    """A second replica is refused the same name at once, and may hold another."""
    async with Database(database_url) as one, Database(database_url) as two:
        first, second = PostgresExclusive(one), PostgresExclusive(two)
        async with first.hold("watch") as held, second.hold("watch") as same, second.hold("other") as other:
            found = (held, same, other)

    assert found == (True, False, True)


async def test_it_is_free_again_afterwards(database_url: str) -> None:
    """Whoever is done lets go, and whoever is gone too."""
    async with Database(database_url) as one, Database(database_url) as two:
        async with PostgresExclusive(one).hold("watch") as first:
            pass
        async with PostgresExclusive(two).hold("watch") as second:
            pass

    assert (first, second) == (True, True)
