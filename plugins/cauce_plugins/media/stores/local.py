"""Files in a folder, by year and month. What is there is whole: written beside, made durable, then renamed."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from cauce_plugins.media.stores import PIECE, Lost, StoreDown, checked

Result = TypeVar("Result")

PARTS = "tmp"
"""The folder of what is being written, beside those of the months."""


class LocalStore:
    """A folder."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """Write beside, make it durable, rename it."""
        target = self._folder / checked(key)
        part = self._folder / PARTS / secrets.token_hex(16)
        size = 0
        file = await _off(_create, part)
        try:
            async for chunk in chunks:
                await _off(file.write, chunk)
                size += len(chunk)
            await _off(_finish, file, part, target)
        except BaseException:
            file.close()
            part.unlink(missing_ok=True)
            raise
        return size

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes]:
        """Yield a part of a file."""
        file = await _off(_opened, self._folder / checked(key), start)
        left = PIECE if end is None else end - start
        try:
            while left > 0 and (piece := await _off(file.read, min(PIECE, left))):
                left -= len(piece) if end is not None else 0
                yield piece
        finally:
            file.close()

    async def size(self, key: str) -> int:
        """Return how large a file is."""
        return int((await _off(_status, self._folder / checked(key))).st_size)

    async def delete(self, key: str) -> None:
        """Remove a file."""
        path = self._folder / checked(key)
        await _off(lambda: path.unlink(missing_ok=True))

    async def close(self) -> None:
        """Nothing is open."""

    async def sweep(self, older: float) -> int:
        """Remove what was being written that many seconds ago and never became a file. Returns how many those were."""
        return await _off(sweep, self._folder / PARTS, older)


def sweep(folder: Path, older: float) -> int:
    """Remove the files of a folder that nobody has written to for so many seconds. Returns how many."""
    before, removed = time.time() - older, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


async def _off(work: Callable[..., Result], *given: Any) -> Result:
    """Do something with the disk in a thread."""
    try:
        return await asyncio.to_thread(work, *given)
    except FileNotFoundError:
        raise Lost from None
    except OSError as error:
        raise StoreDown(error.strerror or "the disk does not answer") from None


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")


def _finish(file: BinaryIO, part: Path, target: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    part.rename(target)
    for folder in (target.parent, target.parent.parent):
        holder = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(holder)
        finally:
            os.close(holder)


def _opened(path: Path, start: int) -> BinaryIO:
    # A link is nothing that we made.
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    file.seek(start)
    return file


def _status(path: Path) -> os.stat_result:
    return path.stat(follow_symlinks=False)
