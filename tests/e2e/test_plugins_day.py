"""A day with the plugins: two hundred people, twelve operators in four areas and two time zones, and a server that is killed.

Areas are open, closed, on holiday, or open while the server is down; people are imported, files come and go, conversations are
given out by routing, go to and fro, fall silent and are closed. At the end an oracle compares the books of everybody.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

import databases
from e2e.console import Console
from e2e.daybook import Daybook
from e2e.desk import FAREWELL, REMINDERS, Board, Desk, Guest
from e2e.ear import Ear
from e2e.gathering import WAITING, figures, gathered, sights
from e2e.judge import judged
from e2e.rows import as_csv, as_xlsx, imported, written
from e2e.stories import ASKS, BYE, MORE
from e2e.town import CLOSED, LEAD, MINUTE, OPEN, OPENING, ROSTER, founded, now, opens_at
from e2e.visits import VISITS
from e2e.worker import PASSWORD, PAUSE, Worker, patience
from faults.books import damage, settled
from faults.crowd import Crowd
from faults.shop import Shop, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FLOW = f"""
flow mesa
  triggers = ["*"]

start:
  ask "{ASKS}" as quiere
  redirect (quiere)
    on done -> vuelta

vuelta:
  ask "{MORE}" as otra
  end "{BYE.format("{otra}")}"
"""
LEAST = 0.1
"""Minutes of silence before which nobody is reminded."""
SETTINGS = f"""
[live]
heartbeat_seconds = 1

[routing]
transfers = 2
vanish_minutes = 60
every_seconds = 1

[auto_close]
minutes = 0
bot_minutes = 0.5
message = "{FAREWELL}"
reminders = [{{ minutes = 0.3, text = "{REMINDERS[0]}" }}]
interval_ms = 1000

[[auto_close.rules]]
area = "{CLOSED}"
human_minutes = 0.2
reminders = [{{ minutes = {LEAST}, text = "{REMINDERS[1]}" }}]
"""
PEOPLE = {
    "plain": 92, "comes_back": 10, "photographed": 10, "transferred": 16, "circles": 4, "returned": 10, "taken_over": 6,
    "late": 16, "silent": 14, "on_holiday": 12, "abandons": 10,
}  # fmt: skip
AT_ONCE = 24
BEFORE = 1500
"""Milliseconds before an area opens at which the server is killed."""
SETTLES = 60.0
"""Seconds after which what was told of late has to be so, once nothing else moves."""


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


async def test_a_day_with_the_plugins_loses_doubles_and_misroutes_nothing_and_shows_nobody_what_is_not_theirs(
    kind, tmp_path
):
    began = datetime.now(UTC)
    async with AsyncExitStack() as day:
        shop = await day.enter_async_context(opened(kind, tmp_path, ADMIN_PASSWORD=PASSWORD))
        crowd = await day.enter_async_context(Crowd(shop))
        ear = await day.enter_async_context(Ear(shop.platform))
        (shop.folder / "flows/contador.flow").unlink()
        (shop.folder / "flows/mesa.flow").write_text(FLOW, "utf-8")
        shop.settings(SETTINGS)
        await shop.server.open()
        admin = await day.enter_async_context(Worker(shop, "admin", sees_all=True))
        desk = await staffed(day, shop, admin)
        guests = [
            Guest(crowd, crowd.person(), WAITING.get(story, OPEN), ear=ear, story=story)
            for story, size in PEOPLE.items() for _ in range(size)
        ]  # fmt: skip
        files = written([one.person for one in guests])
        found = [await imported(desk.lead, raw) for raw in (as_csv(files[0]), as_xlsx(files[1]))]
        consoles = [await day.enter_async_context(Console(one)) for one in desk.of.values()]
        await lived(desk, guests, admin)
        await settled(shop)
        book = await compared(desk, guests, ear, [*consoles, desk.board], began, list(zip(files, found, strict=True)))
        assert len(book.talks) == sum(PEOPLE.values()) + PEOPLE["comes_back"]
        assert await shop.server.close() == 0, shop.logs()


async def staffed(day: AsyncExitStack, shop: Shop, admin: Worker) -> Desk:
    """Open the desk: everybody logs in, and says whether they are there."""
    known = await founded(admin)
    workers = [await day.enter_async_context(Worker(shop, post.name, post.areas)) for post in ROSTER]
    lead = await day.enter_async_context(Worker(shop, LEAD, sees_all=True))
    for worker, presence in [*zip(workers, (post.presence for post in ROSTER), strict=True), (lead, "available")]:
        await worker("PUT", "/api/auth/presence", {"presence": presence})
    board = await day.enter_async_context(Board(lead))
    gates = {CLOSED: asyncio.Event(), OPENING: asyncio.Event()}
    return Desk(shop, board, {one.id: one for one in workers}, known, gates)


async def lived(desk: Desk, guests: Sequence[Guest], admin: Worker) -> None:
    """Live through all the stories: those who only wait do so all at once, the others some at a time."""
    free = asyncio.Semaphore(AT_ONCE)

    async def live(guest: Guest) -> None:
        if guest.story in {*WAITING, "abandons", "transferred", "circles"}:
            await VISITS[guest.story](desk, guest)
        else:
            async with free:
                await VISITS[guest.story](desk, guest)

    async with asyncio.TaskGroup() as stories:
        stories.create_task(opens(desk, guests, admin))
        for guest in guests:
            stories.create_task(live(guest))


async def opens(desk: Desk, guests: Sequence[Guest], admin: Worker) -> None:
    """Open one area by hand, and let another open while the server is down, both with people who wait for them."""
    wanted = Counter(WAITING[one.story] for one in guests if one.story in WAITING)
    async with patience():
        while desk.waiting != wanted:  # noqa: ASYNC110 - others are waited for
            await asyncio.sleep(PAUSE)
    await opens_at(admin, desk.opened, CLOSED, now() // MINUTE * MINUTE)
    at = (now() + 3 * BEFORE) // MINUTE * MINUTE + MINUTE
    await opens_at(admin, desk.opened, OPENING, at)
    beto = next(one for one in desk.of.values() if one.account == "beto")
    await beto("PUT", "/api/auth/presence", {"presence": "away"})
    await asyncio.sleep(max(0, at - BEFORE - now()) / 1000)
    await desk.shop.server.kill()
    await asyncio.sleep(max(0, at - now()) / 1000)
    await desk.shop.server.open()
    desk.gates[OPENING].set()


async def compared(desk, guests, ear, consoles, began, files) -> Daybook:
    """Gather the books until they agree: figures, names and the like come a little later. Fails with what does not agree."""
    with desk.shop.books() as db:
        log = db.execute("SELECT stream, MAX(seq) FROM events WHERE stream LIKE 'conversation:%' GROUP BY stream")
        heads, damaged = dict(log.fetchall()), damage(db)
    ends = time.monotonic() + SETTLES
    while True:
        book = await gathered(desk, guests, ear, round(LEAST * MINUTE))
        book.damage = damaged
        book.imports = [([(row.name, row.outcome) for row in rows], told) for rows, told in files]
        book.seen = await sights(desk, consoles)
        book.figures = await figures(desk, guests, ear, began)
        wrong = judged(book)
        if not wrong or time.monotonic() > ends:
            break
        await asyncio.sleep(PAUSE)
    assert wrong == [], "\n".join(f"{name}: {told}" for name, told in wrong[:40])
    await desk.board.hears_all(heads)
    return book
