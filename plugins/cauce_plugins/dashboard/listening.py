"""Who counts: a listener for what happens, and a job for what had happened before the dashboard was switched on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cauce import Happened, Host, Job, Listener
from cauce.sql import Connection
from cauce_plugins.dashboard.fold import HEARD
from cauce_plugins.dashboard.taking_up import take_up

BATCH = 40
"""How many conversations are looked at in one transaction."""
SPELL = 20.0
"""For how many seconds at a time the history is counted."""
PAUSE = 0.01
"""How long everybody else may write between two pieces of it, in seconds."""


async def hear(host: Host, happened: Sequence[Happened]) -> None:
    """Count what is new of the conversations in which something happened."""
    conversations = sorted({one.conversation for one in happened if one.conversation is not None})
    for place in range(0, len(conversations), BATCH):
        await take_up_all(host, conversations[place : place + BATCH])


async def take_up_all(host: Host, conversations: Sequence[int]) -> None:
    """Count all that is new of a few conversations."""
    job = partial(take_up, conversations=conversations, field=str(host.settings["group_field"]))
    while True:
        if await host.write(job):
            return
        await asyncio.sleep(PAUSE)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the history was counted: up to which conversation, which is the last one, and whether that was ever reached."""

    place: int
    last: int
    done: bool


def progress(db: Connection) -> Progress:
    """Return how far the history was counted."""
    row = db.execute("SELECT place, done FROM dashboard_history WHERE id = 1").fetchone() or (0, 0)
    last = db.execute("SELECT COALESCE(MAX(id), 0) FROM conversations").fetchone()[0]
    return Progress(int(row[0]), int(last), bool(row[1]))


async def count_history(host: Host) -> None:
    """Count conversations that nobody had counted, for a while; the rest is for the next time."""
    until = time.monotonic() + SPELL
    while time.monotonic() < until:
        place = (await host.read(progress)).place
        batch = await host.read(partial(_next, after=place))
        if batch:
            await take_up_all(host, batch)
        done = len(batch) < BATCH
        await host.write(partial(_reach, place=max([place, *batch]), now=host.clock.now(), done=done))
        if done:
            return
        await asyncio.sleep(PAUSE)


def _next(db: Connection, after: int) -> list[int]:
    rows = db.execute("SELECT id FROM conversations WHERE id > ? ORDER BY id LIMIT ?", (after, BATCH))
    return [row[0] for row in rows]


def _reach(db: Connection, place: int, now: int, *, done: bool) -> None:
    """Keep how far it was counted; it never goes back."""
    before = db.execute("SELECT place, done FROM dashboard_history WHERE id = 1").fetchone()
    if before is None:
        db.execute(
            "INSERT INTO dashboard_history (id, place, done, updated_at) VALUES (1, ?, ?, ?)", (place, int(done), now)
        )
    elif place > before[0] or (done and not before[1]):
        db.execute(
            "UPDATE dashboard_history SET place = ?, done = ?, updated_at = ? WHERE id = 1",
            (max(place, before[0]), int(done or before[1]), now),
        )


LISTENER = Listener(
    "dashboard.count",
    {"es": "Contar lo que pasa para el tablero", "en": "Count what happens for the dashboard"},
    HEARD,
    hear,
    deadline=60,
)
HISTORY = Job(
    "dashboard.history",
    {"es": "Contar lo que había antes del tablero", "en": "Count what there was before the dashboard"},
    count_history,
    every=60,
)
