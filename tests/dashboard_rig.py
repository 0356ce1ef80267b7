"""Conversations and what happens in them, written into the log as Cauce writes it, and the figures computed from it naively."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp

import databases
from cauce.access import areas
from cauce.access.permissions import EVERY
from cauce.access.principal import Principal
from cauce.app import Options, Service
from cauce.project import Project
from cauce.store import channels, conversations, events, messages
from cauce.store.areas import Area
from cauce.store.connection import Connection
from cauce.store.conversations import Who
from cauce.store.messages import Draft
from cauce.store.users import User
from cauce_plugins.dashboard.taking_up import take_up
from desk_rig import PASSWORD

START = 1_790_000_000_000
QUARTER = 900_000
DAY = 86_400_000


def principal(*permissions: str, areas: tuple[str, ...] = (), user: int = 1) -> Principal:
    return Principal(user, "ana", "Ana", "", frozenset(permissions), frozenset(areas))


BOSS = Principal(9, "jefa", "Jefa", "ADMIN", frozenset(EVERY))


@dataclass
class Log:
    """A log of events in a database."""

    db: Connection
    now: int = START
    owned: dict[int, tuple[str, str | None, int | None]] = field(default_factory=dict)
    open: dict[int, bool] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def of(cls, db: Connection) -> Log:
        """Begin one, with two people of the team, in the transaction that is open."""
        for user in (1, 2):
            db.execute(
                "INSERT INTO roles (id, name, permissions, builtin, created_at, updated_at) VALUES (?, ?, '[]', 0, 1, 1)",
                (user, f"R{user}"),
            )
            db.execute(
                "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, updated_at) "
                "VALUES (?, ?, ?, 'x', ?, 1, 'es', 'available', 0, 1, 1)",
                (user, f"u{user}", f"User {user}", user),
            )
        return cls(db)

    def talk(self, channel: str = "linea", **fields: str) -> int:
        """Open a conversation with somebody new."""
        row = channels.enrol(self.db, channel, "record", 1)
        self.count += 1
        standing = conversations.meet(self.db, row, Who(("visitor", f"v{self.count}"), f"V{self.count}"), self.now)
        self.db.execute("UPDATE contacts SET fields = ? WHERE id = ?", (json.dumps(fields), standing.contact))
        self.owned[standing.conversation] = ("bot", None, None)
        self.open[standing.conversation] = True
        return standing.conversation

    def tell(self, conversation: int, kind: str, **data: Any) -> None:
        events.tell(self.db, conversation, [(kind, data)], self.now)

    def say(self, conversation: int, author: str, user: int | None = None, **data: Any) -> None:
        """Let somebody say something."""
        self.count += 1
        channel = conversations.find(self.db, conversation).channel
        draft = Draft(conversation, channel, '{"text":"x"}', f"in-{self.count}" if author == "contact" else None)
        draft.author = author
        messages.add(self.db, [draft], self.now)
        if user is not None:
            self.db.execute("INSERT INTO speeches (message_id, user_id) VALUES (?, ?)", (draft.id, user))
        side = "in" if author == "contact" else "out"
        events.tell(
            self.db, conversation, [("message.new", {"message": draft.id, "direction": side, **data})], self.now
        )

    def give(self, conversation: int, kind: str, owner: str, area: str | None = None, user: int | None = None) -> None:
        """Give it to somebody, as the team does."""
        before = self.owned[conversation]
        self.owned[conversation] = (owner, area, user)
        self.db.execute(
            "UPDATE conversations SET owner = ?, area = ?, assignee_id = ? WHERE id = ?",
            (owner, area, user, conversation),
        )
        told = {
            "who": before[2],
            "name": "x",
            "reason": "",
            "from": _shown(before),
            "to": _shown(self.owned[conversation]),
        }
        events.tell(self.db, conversation, [(f"conversation.{kind}", told)], self.now)

    def close(self, conversation: int, user: int | None = None) -> None:
        conversations.close(self.db, conversation, "x", self.now)
        data = {"who": user, "reason": "x"} if user else {"reason": "x"}
        events.tell(self.db, conversation, [("conversation.closed", data)], self.now)
        self.open[conversation] = False

    def reopen(self, conversation: int, user: int) -> None:
        self.db.execute("UPDATE conversations SET opened = 1, closed_at = NULL WHERE id = ?", (conversation,))
        self.open[conversation] = True
        self.give(conversation, "reopened", "human", self.owned[conversation][1], user)

    def take_up(self, *conversations: int) -> None:
        """Count what is new, as the listener and the job do."""
        done = False
        while not done:
            done = take_up(self.db, conversations or list(self.owned), "grupo")


def _shown(owned: tuple[str, str | None, int | None]) -> dict[str, Any]:
    return dict(zip(("owner", "area", "assignee"), owned, strict=True))


Told = tuple[str, dict[str, Any], int]
"""An event: its type, its data and its time."""
Whose = tuple[str, str, int, bool, int]
"""Whose a conversation was: owner, area, user, whether it was open, and since when."""
GIVING = ("queued", "taken", "assigned", "transferred")


@dataclass
class Naive:
    """The figures, from the whole log by counting: by (area, quarter), by user, and the lists of times."""

    counts: dict[tuple[str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    deeds: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def naive(db: Connection) -> Naive:
    """Count everything there is."""
    found = Naive()
    for one, opened_at in db.execute("SELECT id, opened_at FROM conversations").fetchall():
        told = events.after(db, events.conversation(one), 0, 10_000)
        if told:
            _count(db, [(kind, json.loads(data), at) for _, kind, data, at in told], opened_at, found)
    return found


def _count(db: Connection, told: list[Told], opened_at: int, found: Naive) -> None:
    found.counts["", opened_at // QUARTER]["opened"] += 1
    # Whose it was after each event: the first is before any.
    whose = [("bot", "", 0, True, opened_at)]
    for kind, data, at in told:
        whose.append((*_whose(kind, data, whose[-1]), at))
    _stays(whose, found)
    _answers(db, told, whose, found)
    for place, (kind, data, at) in enumerate(told):
        name = kind.partition(".")[2]
        if name in GIVING:
            _given(name, at, whose[place], whose[place + 1], found)
        elif name == "returned":
            found.counts[whose[place][1], at // QUARTER]["returned"] += 1
        elif name == "reopened":
            found.counts[whose[place + 1][1], at // QUARTER]["reopened"] += 1
        elif name == "closed" and whose[place][3]:
            again = [when for other, _, when in told[:place] if other == "conversation.reopened"]
            _closed(data, at, whose[place], at - max([opened_at, *again]), found)


def _whose(kind: str, data: dict[str, Any], before: Whose) -> tuple[str, str, int, bool]:
    owner, area, user, is_open, _ = before
    to = data.get("to")
    if kind == "conversation.closed":
        return owner, area, user, False
    if to is not None:
        return to["owner"], to["area"] or "", to["assignee"] or 0, is_open or kind == "conversation.reopened"
    return {
        "conversation.queued": ("queue", data.get("area", ""), 0, is_open),
        "conversation.paused": ("paused", "", 0, is_open),
        "conversation.returned": ("bot", "", 0, is_open),
    }.get(kind, (owner, area, user, is_open))


def _given(name: str, at: int, before: Whose, after: Whose, found: Naive) -> None:
    found.counts[after[1], at // QUARTER]["queued" if after[0] == "queue" else "taken"] += 1
    if after[0] == "human" and after[2]:
        found.deeds[after[2]]["taken"] += 1
    if name == "transferred":
        found.counts[before[1], at // QUARTER]["transferred"] += 1
        if before[2]:
            found.deeds[before[2]]["transferred"] += 1


def _closed(data: dict[str, Any], at: int, before: Whose, took: int, found: Naive) -> None:
    count = found.counts[before[1], at // QUARTER]
    count["closed"] += 1
    if before[0] in {"bot", "queue"}:
        count[f"closed_{before[0]}"] += 1
    found.times["resolution"].append(took)
    if data.get("who"):
        found.deeds[data["who"]]["closed"] += 1
        found.deeds[data["who"]]["resolution_ms"] += took


def _stays(whose: list[Whose], found: Naive) -> None:
    """Join what stays the same until it is moved or closed, and count it where it ends."""
    begun = whose[0]
    for before, after in pairwise(whose):
        owner, area, user, is_open, _ = before
        if after[:4] == before[:4]:
            continue
        if is_open:
            found.counts[area, after[4] // QUARTER][f"{owner}_ms"] += after[4] - begun[4]
            if owner == "human" and user:
                found.deeds[user]["human_ms"] += after[4] - begun[4]
            if owner == "queue" and after[0] != "queue" and after[0] == "human":
                found.times["wait"].append(after[4] - begun[4])
        begun = after


def _answers(db: Connection, told: list[Told], whose: list[Whose], found: Naive) -> None:
    opened_at = whose[0][4]
    answered = False
    for place, (kind, data, at) in enumerate(told):
        if kind != "message.new":
            continue
        [(author, user)] = db.execute(
            "SELECT m.author, s.user_id FROM messages m LEFT JOIN speeches s ON s.message_id = m.id WHERE m.id = ?",
            (data["message"],),
        ).fetchall()
        name = {"contact": "received", "bot": "said_bot", "human": "said_human"}[author]
        found.counts[whose[place][1], at // QUARTER][name] += 1
        if author != "human":
            continue
        if user:
            found.deeds[user]["said"] += 1
        if not answered:
            answered = True
            asked = [when for other, _, when in told[:place]
                     if other.partition(".")[2] in GIVING]  # fmt: skip
            again = [when for other, _, when in told[:place] if other == "conversation.reopened"]
            took = at - (asked[0] if asked else max([opened_at, *again]))
            found.times["response"].append(took)
            if user:
                found.deeds[user]["responses"] += 1
                found.deeds[user]["response_ms"] += took


class Desk:
    """A whole Cauce that runs, and people who ask it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.root = service.access.console()

    async def area(self, name: str) -> int:
        return (await self.service.access.do(self.root, "", areas.add, Area(0, name))).id

    async def add(self, username: str, role: str, *inside: int) -> int:
        user = await self.service.access.add_user(
            self.root, "", User(0, username, None, username.title(), role), PASSWORD
        )
        for area in inside:
            await self.service.access.do(self.root, "", areas.join, area, user.id)
        return user.id

    @asynccontextmanager
    async def asking(self, username: str):
        """Give a function that asks as somebody: it returns the status and what was told."""
        address = self.service.server.addresses[0]
        async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            login = {"account": username, "password": PASSWORD}
            async with session.post("/api/auth/login", json=login) as answer:
                assert answer.status == 200

            async def ask(path, **query):
                async with session.get(f"/api/dashboard/{path}", params=query) as answer:
                    told = await answer.json() if "json" in answer.content_type else await answer.text()
                    return answer.status, told, answer.headers

            yield ask


def make(folder: Path, settings: str = "", *, again: bool = False) -> Service:
    """Return a Cauce over an empty file, ready to start. again: over what is there."""
    if not again:
        databases.prepare("sqlite")
        for name in ("data", "flows"):
            (folder / name).mkdir()
        databases.fresh("sqlite", folder / "data")
    (folder / "cauce.toml").write_text(settings, "utf-8")
    return Service(Project.open(folder, {"ADMIN_PASSWORD": PASSWORD}), Options(port=0), lambda _: None)
