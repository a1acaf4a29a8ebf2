"""Who the help desk knows, and with which roles; the people are those of the seeded world.

Roles can be changed while the sandbox runs, to show what happens when a right is taken away.
"""

from collections.abc import Iterable

from sandbox.ticketing.model import UserRef
from sandbox.world import WORLD, Person


class Directory:
    """The help desk's people, by its own id, by e-mail and by team.

    Shape: people without roles are not known to the help desk; a look-up by e-mail ignores case.
    """

    def __init__(self) -> None:
        """Everybody as the world says."""
        self._roles: dict[str, tuple[str, ...]] = {}
        self.reset()

    def reset(self) -> None:
        """Roles as the world says."""
        self._roles = {person.helpdesk_id: person.roles for person in WORLD.people}

    def everybody(self) -> tuple[Person, ...]:
        """The people the help desk knows."""
        return tuple(person for person in WORLD.people if self._roles[person.helpdesk_id])

    def by_id(self, helpdesk_id: str) -> Person | None:
        """The known person with this help desk id."""
        return next((person for person in self.everybody() if person.helpdesk_id == helpdesk_id), None)

    def by_email(self, email: str) -> Person | None:
        """The known person with this address."""
        wanted = email.casefold()
        return next((person for person in self.everybody() if person.email.casefold() == wanted), None)

    def roles(self, helpdesk_id: str) -> tuple[str, ...]:
        """The roles of whoever has this id; none for people the help desk does not know."""
        return self._roles.get(helpdesk_id, ())

    def set_roles(self, key: str, roles: Iterable[str]) -> None:
        """Give this person of the world exactly these roles. Raises: KeyError."""
        self._roles[WORLD.person(key).helpdesk_id] = tuple(roles)

    def agents(self, team: str) -> tuple[Person, ...]:
        """Who may be assigned tickets of this team."""
        return tuple(
            person
            for person in self.everybody()
            if team in person.helpdesk_teams
            and {"ticket_agent", "ticket_admin"} & set(self.roles(person.helpdesk_id))
        )


def user_ref(person: Person) -> UserRef:
    """A person as tickets name people."""
    return UserRef(person.helpdesk_id, person.name, person.email)
