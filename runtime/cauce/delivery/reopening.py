"""Hours that changed: every run that waits for an area to open looks again, for it may be open by now."""

from __future__ import annotations

from functools import partial

from cauce.store import runs
from cauce.store.database import Database

PAGE = 200
"""How many runs one commit moves."""


async def look_again(database: Database, now: int) -> int:
    """Have every run that waits for an area to open look now. Returns how many there were. Raises Unavailable."""
    found, after, page = 0, 0, PAGE
    while page == PAGE:
        waiting = await database.read(partial(runs.opening, after=after, limit=PAGE))
        page = len(waiting)
        if waiting:
            await database.write(partial(runs.look_again, conversations=waiting, now=now))
            after = waiting[-1]
        found += page
    return found
