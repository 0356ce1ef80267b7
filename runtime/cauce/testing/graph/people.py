"""The people at the other end: known by a number, by the platform's id of them (BSUID), or by both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

NAME = "Juana Peralta"


@dataclass(slots=True)
class Person:
    """Somebody. number: digits, "" for one who shows only a user name. user_id: the BSUID."""

    number: str
    user_id: str
    name: str = NAME
    username: str = ""

    @property
    def address(self) -> str:
        """What messages to them are sent to."""
        return self.number or self.user_id

    def contact(self) -> dict[str, Any]:
        """Return the element of `contacts` that tells of them."""
        profile = {"name": self.name, **({"username": self.username} if self.username else {})}
        return {"profile": profile, **({"wa_id": self.number} if self.number else {}), "user_id": self.user_id}

    def sender(self) -> dict[str, Any]:
        """Return what a message says of who wrote it."""
        return {**({"from": self.number} if self.number else {}), "from_user_id": self.user_id}

    def recipient(self) -> dict[str, Any]:
        """Return what a status says of whom it was for."""
        return {**({"recipient_id": self.number} if self.number else {}), "recipient_user_id": self.user_id}


@dataclass(slots=True)
class People:
    """Everybody who wrote or was written to, by number and by id."""

    known: dict[str, Person] = field(default_factory=dict)

    def find(self, address: str) -> Person:
        """Return who has this number or this id. Nobody yet: somebody new."""
        found = self.known.get(address)
        return found or self.add(address)

    def add(self, address: str, name: str = NAME, username: str = "") -> Person:
        """Make somebody known: under a number, and the id that belongs to it, or under an id alone."""
        digits = address.removeprefix("+")
        is_number = digits.isdecimal()
        person = Person(digits if is_number else "", id_of(digits) if is_number else address, name, username)
        self.known[person.user_id] = self.known[person.address] = self.known[address] = person
        return person

    def rename(self, address: str, user_id: str = "", number: str = "") -> Person:
        """Give somebody another id, or another number; the old one is nobody's any more."""
        old = self.find(address)
        self.known = {key: one for key, one in self.known.items() if one is not old}
        new = Person(number or old.number, user_id or id_of(number or old.user_id), old.name, old.username)
        self.known[new.user_id] = self.known[new.address] = new
        return new


def id_of(number: str) -> str:
    """Return a BSUID, always the same one of a number."""
    digits = int.from_bytes(hashlib.sha256(number.encode()).digest()[:8], "big")
    return f"AR.{digits:020d}"
