"""Files in the database, in pieces that any server takes, each written by itself so that nobody waits for long."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

from cauce import Unavailable
from cauce.sql import Connection
from cauce_plugins.media.stores import PIECE, Lost, StoreDown, checked

Result = TypeVar("Result")

WHOLE = -1
"""The place of the piece that says that all the others are there, and how large they are together."""


class Database(Protocol):
    """What a host offers of the database."""

    async def read(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job that only looks."""

    async def write(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job in a transaction."""


class DatabaseStore:
    """The table `media_pieces`. now: milliseconds since 1970."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """Write piece after piece, and last that they are all there."""
        checked(key)
        place = size = 0
        try:
            async for piece in _even(chunks):
                await self._write(partial(_add, key=key, place=place, size=len(piece), data=piece))
                place, size = place + 1, size + len(piece)
            await self._write(partial(_add, key=key, place=WHOLE, size=size, data=b""))
        except BaseException:
            with suppress(StoreDown):
                await self.delete(key)
            raise
        return size

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes]:
        """Yield a part of a file."""
        size = await self.size(key)
        end = size if end is None else min(end, size)
        while start < end:
            place, skipped = divmod(start, PIECE)
            piece = await self._read(partial(_get, key=key, place=place))
            if piece is None:
                raise Lost
            part = piece[skipped : skipped + end - start]
            start += len(part)
            yield part

    async def size(self, key: str) -> int:
        """Return how large a file is."""
        found = await self._read(partial(_size, key=checked(key)))
        if found is None:
            raise Lost
        return found

    async def delete(self, key: str) -> None:
        """Remove a file, piece by piece."""
        checked(key)
        await self._write(partial(_unmark, key=key))
        while await self._write(partial(_drop, key=key)):
            pass

    async def close(self) -> None:
        """Nothing is open."""

    async def _write(self, job: Callable[[Connection], Result]) -> Result:
        try:
            return await self._database.write(job)
        except Unavailable as error:
            raise StoreDown(str(error)) from None

    async def _read(self, job: Callable[[Connection], Result]) -> Result:
        try:
            return await self._database.read(job)
        except Unavailable as error:
            raise StoreDown(str(error)) from None


async def _even(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Yield pieces of one size, of which only the last may be shorter: their places tell where they begin."""
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


def _add(db: Connection, key: str, place: int, size: int, data: bytes) -> None:
    db.execute("INSERT INTO media_pieces (file_key, place, size, data) VALUES (?, ?, ?, ?)", (key, place, size, data))


def _get(db: Connection, key: str, place: int) -> bytes | None:
    row = db.execute("SELECT data FROM media_pieces WHERE file_key = ? AND place = ?", (key, place)).fetchone()
    return bytes(row[0]) if row else None


def _size(db: Connection, key: str) -> int | None:
    row = db.execute("SELECT size FROM media_pieces WHERE file_key = ? AND place = -1", (key,)).fetchone()
    return int(row[0]) if row else None


def _unmark(db: Connection, key: str) -> None:
    db.execute("DELETE FROM media_pieces WHERE file_key = ? AND place = -1", (key,))


def _drop(db: Connection, key: str) -> int:
    row = db.execute("SELECT MAX(place) FROM media_pieces WHERE file_key = ?", (key,)).fetchone()
    if row is None or row[0] is None:
        return 0
    return db.execute("DELETE FROM media_pieces WHERE file_key = ? AND place = ?", (key, row[0])).rowcount
