"""Where the bytes of files lie: one protocol, three places. Keys are random and ours: no name from outside is ever in one."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Protocol

PIECE = 256 * 1024
"""How many bytes are moved at a time."""

_KEY = re.compile(r"\d{4}-\d{2}/[0-9a-f]{32}")


class Lost(Exception):
    """The bytes are not there."""


class StoreDown(Exception):
    """The store does not answer now: try again later."""


class Store(Protocol):
    """A place for bytes. What `put` returned from is durable and whole; before that, nobody can open it.

    Every method raises StoreDown where the place cannot be reached now, and ValueError for a key that is none of ours.
    """

    name: str

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """Keep what comes under a key, and return how many bytes that was. Leaves nothing where it fails."""

    def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes]:
        """Yield the bytes from `start` to before `end`, in pieces. Raises Lost."""

    async def size(self, key: str) -> int:
        """Return how many bytes there are. Raises Lost."""

    async def delete(self, key: str) -> None:
        """Forget them; where there are none, nothing happens."""

    async def close(self) -> None:
        """Let go of whatever is open."""


def new_key(month: str) -> str:
    """Return a key that nobody can guess, in the month of its making: `2026-11/9f0c...`."""
    return f"{month}/{secrets.token_hex(16)}"


def checked(key: str) -> str:
    """Return a key. Raises ValueError for one that `new_key` never makes, whatever the database says."""
    if not _KEY.fullmatch(key):
        raise ValueError("that is no key of a file")
    return key
