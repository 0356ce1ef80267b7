"""Gathering the books of the day: from the database, the platform, those who wrote, those who worked and the dashboard."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from e2e.console import LEFT, Console
from e2e.daybook import Daybook, Mate, Seen, read
from e2e.desk import FAREWELL, REMINDERS, Desk, Guest
from e2e.ear import Ear
from e2e.rows import called
from e2e.town import CLOSED, HOLIDAY, OPEN, OPENING, ROSTER, ZONES, courtesy, done
from e2e.worker import Worker

WAITING = {"late": OPENING, "silent": CLOSED, "on_holiday": HOLIDAY}
"""By the story, which closed area somebody writes to."""
HANDS = {"transferred": OPENING, "circles": OPENING, "returned": None, "abandons": None}
"""By the story, in which area it ends, where that is another one than it began in."""


def mates(desk: Desk) -> dict[int, Mate]:
    """Return who works, by their id."""
    room = {post.name: post.room for post in ROSTER}
    found = {one.id: Mate(one.id, one.account, one.areas, room[one.account]) for one in desk.of.values()}
    return {**found, desk.lead.id: Mate(desk.lead.id, desk.lead.account, frozenset(), 50, leads=True)}


async def gathered(desk: Desk, guests: Sequence[Guest], ear: Ear, least_ms: int) -> Daybook:
    """Gather what does not depend on what anybody sees. least_ms: after which silence anybody is reminded."""
    await ear.listen()
    crowd = guests[0].crowd
    book = Daybook(
        acked=dict(crowd.acked),
        lines={one.person: list(one.line) for one in guests},
        brought={person: [(one.tag, one.text) for one in found] for person, found in ear.brought.items()},
        copies=[one.tag for one in ear.copies],
        team=mates(desk),
        since=dict(desk.opened.since),
        closed_to={one.person: WAITING[one.story] for one in guests if one.story in WAITING},
        courtesies={area: courtesy(area) for area in ZONES if area != OPEN},
        reminders=dict.fromkeys(REMINDERS, least_ms),
        farewell=FAREWELL,
        files=[(one.file, one.conversation, one.wanted, one.found) for one in desk.files],
        refused=[status for _, _, status in desk.refused],
        wanted={f"+{one.person}": called(place) for place, one in enumerate(guests)},
        left_open=frozenset(one.person for one in guests if one.story == "on_holiday"),
    )

    def look() -> None:
        with desk.shop.books() as db:
            read(db, book)

    await asyncio.to_thread(look)
    return book


async def sights(desk: Desk, consoles: Sequence[Console]) -> list[Seen]:
    """Ask everybody for all that they see, and add what they were shown and told all day."""
    known = mates(desk)
    return [await _sight(one, known[one.worker.id]) for one in consoles]


async def _sight(console: Console, mate: Mate) -> Seen:
    worker = console.worker
    await worker.look()
    await worker.look("&opened=false")
    told = [(name, body["data"]["conversation"]) for name, body in console.heard if "conversation" in body["data"]]
    shown = [*worker.shown, *(one for name, one in told if name != LEFT)]
    people = await worker.pages("/api/contacts?limit=100")
    files = [one["id"] for one in await worker.pages("/api/media?limit=100") if one["message"] is not None]
    return Seen(
        mate, [(one["id"], one["area"], one["assignee"]) for one in shown], frozenset(one["id"] for one in people),
        frozenset(files), [one for name, one in told if name == LEFT and set(one) != {"id"}],
    )  # fmt: skip


async def figures(desk: Desk, guests: Sequence[Guest], ear: Ear, since: datetime) -> dict[str, tuple[Any, Any]]:
    """Ask the dashboard, and count what it tells from what everybody said and did."""
    asked = f"?from={since:%Y-%m-%d}&to={datetime.now(UTC):%Y-%m-%d}&zone=UTC"
    whole = (await done(desk.lead, "GET", f"/api/dashboard/summary{asked}", None))["counts"]
    wanted = counts(guests, ear)
    found = {name: (whole[name], count) for name, count in wanted.items()}
    ends = Counter(area for one in guests for area in _ends(one))
    areas = (await done(desk.lead, "GET", f"/api/dashboard/by-area{asked}", None))["items"]
    found["closed by area"] = ({one["area"]: one["closed"] for one in areas if one["closed"]}, dict(ends))
    deeds = (await done(desk.lead, "GET", f"/api/dashboard/by-operator{asked}", None))["items"]
    workers = [*desk.of.values(), desk.lead]
    found["closed by operator"] = (
        {one["user"]: one["closed"] for one in deeds if one["closed"]},
        _did(workers, "close"),
    )
    for worker in desk.of.values():
        found[f"what {worker.account} is answered"] = (
            (await worker("GET", f"/api/dashboard/summary{asked}")).status,
            403,
        )
    return found


def counts(guests: Sequence[Guest], ear: Ear) -> dict[str, int]:
    """Return what was said and done, as those know it who did."""
    said = Counter(author for one in guests for author, _ in one.line)
    reminded = sum(one.text in REMINDERS for found in ear.brought.values() for one in found)
    stories = Counter(one.story for one in guests)
    opened = sum(len(one.talks) for one in guests)
    return {
        "received": said["contact"], "said_human": said["human"], "said_bot": said["bot"] + reminded, "opened": opened,
        "closed": opened - stories["on_holiday"], "returned": stories["returned"],
        "transferred": stories["transferred"] + 3 * stories["circles"],
    }  # fmt: skip


def _ends(guest: Guest) -> list[str | None]:
    """Return in which areas somebody's conversations were closed."""
    return [] if guest.story == "on_holiday" else [HANDS.get(guest.story, guest.area)] * len(guest.talks)


def _did(workers: Sequence[Worker], what: str) -> dict[int, int]:
    found = {one.id: one.done.count(what) for one in workers}
    return {user: times for user, times in found.items() if times}
