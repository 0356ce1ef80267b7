"""Watching files: by looking at when each was last written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

log = logging.getLogger("cauce.flows")

EVERY = 0.5
"""Seconds between two looks."""


Mark = tuple[int, int]
"""When a file was written, in nanoseconds, and its size."""


class Watcher:
    """Tells which files changed since it last looked."""

    def __init__(self, find: Callable[[], Iterable[Path]]) -> None:
        """`find` gives the files there are now, each by its absolute path; one that is gone after all is passed by."""
        self._find = find
        self._marks = self._look()

    def changed(self) -> list[Path]:
        """Return the files that are new, different or gone."""
        marks = self._look()
        different = {path for path, mark in marks.items() if self._marks.get(path) != mark}
        gone = self._marks.keys() - marks.keys()
        self._marks = marks
        return sorted(different | gone)

    def _look(self) -> dict[Path, Mark]:
        marks: dict[Path, Mark] = {}
        for path in self._find():
            try:
                found = path.stat()
            except OSError:
                continue
            marks[path] = (found.st_mtime_ns, found.st_size)
        return marks

    async def run(self, tell: Callable[[list[Path]], Awaitable[None]]) -> None:
        """Look for ever, and tell what changed."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                changed = self.changed()
                if changed:
                    await tell(changed)
            except Exception:
                log.exception("the change of a flow could not be taken up")
