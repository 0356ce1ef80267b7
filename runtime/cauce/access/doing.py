"""Somebody doing something that is written down: who, when, from where, and what permissions there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cauce.access.errors import Denied
from cauce.access.permissions import expand
from cauce.access.principal import Principal
from cauce.model.permission import Permission
from cauce.store.audit import By


@dataclass(frozen=True, slots=True)
class Doing:
    """What the functions that change users, roles, areas and tokens are given first, after the database.

    known: the permissions that there are. at: when, in milliseconds since 1970.
    """

    who: Principal
    at: int
    known: Mapping[str, Permission]
    address: str = ""

    @property
    def by(self) -> By:
        """Who does it, for the audit."""
        return By(self.who.user or None, self.who.username, self.at, self.address)

    @property
    def told(self) -> dict[str, Any]:
        """Who does it, for an event."""
        return {"who": self.who.user, "name": self.who.name or self.who.username}

    def refuse_more(self, permissions: Iterable[str]) -> None:
        """Raise Denied for permissions that the one who does it has not all: nobody hands out, or rules over, more."""
        if lacking := sorted(expand(permissions, self.known) - self.who.permissions):
            raise Denied(
                {
                    "es": f"No puedes: haría falta tener también {', '.join(lacking[:5])}.",
                    "en": f"You cannot: it takes these permissions too: {', '.join(lacking[:5])}.",
                }
            )


def console(known: Mapping[str, Permission]) -> Principal:
    """Return who sits at the machine itself: what they may do, the machine has let them do already."""
    return Principal(0, "cauce", "cauce", "", frozenset(known), via="console")
