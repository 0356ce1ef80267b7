"""Who works on the day of the plugins: four areas in two time zones, twelve operators and who supervises, and when they attend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from e2e.worker import PASSWORD, Answer, Worker

ASUNCION, MADRID = "America/Asuncion", "Europe/Madrid"
ZONES: Mapping[str, str] = {"ventas": ASUNCION, "soporte": MADRID, "legal": ASUNCION, "cobros": MADRID}
OPEN, OPENING, CLOSED, HOLIDAY = ZONES
"""Open all day; opens by itself in the middle; opens because somebody changes its hours; on holiday."""
EVERY_DAY: Sequence[int] = (1, 2, 3, 4, 5, 6, 7)
MINUTE = 60_000
NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Post:
    """Where an operator works. room: how many conversations they may have at once. presence: as they begin the day."""

    name: str
    areas: frozenset[str]
    room: int = 5
    presence: str = "available"


ROSTER: Sequence[Post] = (
    Post("ana", frozenset({OPEN})), Post("beto", frozenset({OPEN})), Post("celia", frozenset({OPEN}), 4),
    Post("dora", frozenset({OPEN}), presence="away"),
    Post("elio", frozenset({OPENING})), Post("fe", frozenset({OPENING})), Post("gil", frozenset({OPENING, OPEN}), 3),
    Post("hugo", frozenset({CLOSED}), 8), Post("ines", frozenset({CLOSED}), 8),
    Post("juan", frozenset({CLOSED}), presence="offline"),
    Post("karen", frozenset({HOLIDAY})), Post("luz", frozenset({HOLIDAY})),
)  # fmt: skip
LEAD = "sara"


def courtesy(area: str) -> str:
    """Return what people are told while an area is closed."""
    return f"{area.capitalize()} está cerrado ahora."


@dataclass
class Opened:
    """From when on each area attends, in milliseconds since 1970, and what its calendar is known by."""

    since: dict[str, int] = field(default_factory=lambda: {OPEN: 0, OPENING: NEVER, CLOSED: NEVER, HOLIDAY: NEVER})
    calendars: dict[str, int] = field(default_factory=dict)


def now() -> int:
    """Return the time in milliseconds since 1970."""
    return int(datetime.now(UTC).timestamp() * 1000)


async def founded(admin: Worker, posts: Sequence[Post] = ROSTER) -> Opened:
    """Make areas, whoever works in them, and their hours."""
    ids = {area: (await done(admin, "POST", "/api/areas", {"name": area}))["id"] for area in ZONES}
    for post in posts:
        user = {"username": post.name, "password": PASSWORD, "role": "OPERATOR", "capacity": post.room}
        made = await done(admin, "POST", "/api/users", user)
        for area in post.areas:
            await done(admin, "PUT", f"/api/areas/{ids[area]}/members/{made['id']}", None)
    await done(
        admin, "POST", "/api/users", {"username": LEAD, "password": PASSWORD, "role": "SUPERVISOR", "capacity": 50}
    )
    opened = Opened()
    for area, zone in ZONES.items():
        calendar = {"name": area, "zone": zone, "courtesy": courtesy(area), "areas": [area], **_week(area, zone)}
        opened.calendars[area] = (await done(admin, "POST", "/api/hours/calendars", calendar))["id"]
    return opened


def _week(area: str, zone: str) -> dict[str, Any]:
    """Return the windows and holidays of an area: whatever time it is, also where midnight passes meanwhile."""
    today = datetime.now(ZoneInfo(zone)).date()
    whole = {"start_time": "00:00", "end_time": "24:00", "days": list(EVERY_DAY)}
    if area == OPEN:
        return {"windows": [whole]}
    if area == HOLIDAY:
        days = [today + timedelta(days=more) for more in (-1, 0, 1)]
        return {"windows": [whole], "holidays": [{"date": str(one), "name": "feria"} for one in days]}
    return {"windows": [{**whole, "days": [(today + timedelta(days=3)).isoweekday()]}]}


async def opens_at(admin: Worker, opened: Opened, area: str, at: int) -> None:
    """Let an area open at a full minute, by an exception of the day, and stay open. at: in milliseconds since 1970."""
    moment = datetime.fromtimestamp(at / 1000, ZoneInfo(ZONES[area]))
    from_then = {"start_time": f"{moment:%H:%M}", "end_time": "24:00"}
    after = {"date": str(moment.date() + timedelta(days=1)), "windows": [{"start_time": "00:00", "end_time": "24:00"}]}
    days = [{"date": str(moment.date()), "windows": [from_then]}, after]
    opened.since[area] = max(at, now())
    await done(admin, "PATCH", f"/api/hours/calendars/{opened.calendars[area]}", {"exceptions": days})


async def done(worker: Worker, method: str, path: str, body: Any) -> Any:
    """Do something over the API that has to be possible, and return what was answered."""
    found: Answer = await worker(method, path, body)
    assert 200 <= found.status < 300, (method, path, found)
    return found.body
