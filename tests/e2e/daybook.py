"""The books of the day of the plugins: what each of those who took part holds true, gathered when nothing moves any more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.store.connection import Connection

MESSAGES = """
SELECT m.id, m.conversation_id, i.value, m.author, m.provider_id, m.body, m.repeated
FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN identities i ON i.id = v.identity_id ORDER BY m.id
"""
TALKS = """
SELECT v.id, i.value, v.contact_id, v.opened, v.owner, v.area, v.assignee_id
FROM conversations v JOIN identities i ON i.id = v.identity_id
"""
STEPS = "SELECT stream, type, data, at FROM events WHERE stream LIKE 'conversation:%' OR stream = 'team' ORDER BY id"
FILES = "SELECT f.file, u.conversation_id, f.sha256, f.state FROM media_uses u JOIN media_files f ON f.id = u.file_id"
PEOPLE = """
SELECT k.id, k.name, p.phone, (SELECT MAX(m.value) FROM contact_marks m WHERE m.contact_id = k.id AND m.name = 'area')
FROM contacts k LEFT JOIN contact_cards p ON p.contact_id = k.id
"""
DECISIONS = "SELECT id, conversation_id, kind, area, user_id, why FROM routing_decisions"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is stored. repeated: whether it may have been brought twice, as far as Cauce knows."""

    id: int
    conversation: int
    person: str
    author: str
    provider_id: str | None
    text: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation at the end of the day."""

    id: int
    person: str
    contact: int
    opened: bool
    owner: str
    area: str | None
    assignee: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the log. conversation: 0 for one of the team."""

    conversation: int
    type: str
    data: Mapping[str, Any]
    at: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Why somebody was given something, as it is stored."""

    id: int
    conversation: int
    kind: str
    area: str
    user: int | None
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A contact. area: the one that the import gave them."""

    id: int
    name: str
    phone: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of the team. room: how many conversations routing may give them, 0 for whoever routing gives only circles."""

    id: int
    name: str
    areas: frozenset[str]
    room: int
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody was shown. talks: (id, area, assignee) each time; people, files: what their lists had at the end.

    before: of what was taken from them, what they were told besides its id.
    """

    mate: Mate
    talks: Sequence[tuple[int, str | None, int | None]]
    people: frozenset[int]
    files: frozenset[str]
    before: Sequence[Any] = ()


@dataclass
class Daybook:
    """All of it.

    acked: what of each person's was acknowledged, lines: what everybody said, as (author, text), brought: what the platform
    brought, as (tag, text). copies: tags that it brought again. since: from when on each area attends. closed_to: the area of
    whoever was to be told that it is closed. files: (file, conversation, digest wanted, digest found); stored: (file,
    conversation, digest, state). refused: the answers to who asked for files of others. imports: what was to become of rows and
    what did. wanted: the names of people by telephone. left_open: who is to be in a conversation still. figures: by their name
    what the dashboard tells, and what is so.
    """

    acked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lines: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    brought: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    copies: Sequence[str] = ()
    messages: Sequence[Message] = ()
    talks: Mapping[int, Talk] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    team: Mapping[int, Mate] = field(default_factory=dict)
    since: Mapping[str, int] = field(default_factory=dict)
    closed_to: Mapping[str, str] = field(default_factory=dict)
    courtesies: Mapping[str, str] = field(default_factory=dict)
    reminders: Mapping[str, int] = field(default_factory=dict)
    farewell: str = ""
    stored: Sequence[tuple[str, int, str, str]] = ()
    files: Sequence[tuple[str, int, str, str]] = ()
    refused: Sequence[int] = ()
    imports: Sequence[tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]] = ()
    people: Sequence[Person] = ()
    wanted: Mapping[str, str] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    seen: Sequence[Seen] = ()
    figures: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    damage: Sequence[str] = ()


def read(db: Connection, book: Daybook) -> None:
    """Put into a book what the database holds."""
    book.messages = [
        Message(*row[:5], str(json.loads(row[5]).get("text", "")), bool(row[6]))
        for row in db.execute(MESSAGES).fetchall()
    ]
    talks = [Talk(*row[:3], row[3] == 1, *row[4:]) for row in db.execute(TALKS).fetchall()]
    book.talks = {one.id: one for one in talks}
    book.steps = [
        Step(int(stream.partition(":")[2] or 0), kind, json.loads(data), at)
        for stream, kind, data, at in db.execute(STEPS).fetchall()
    ]
    decisions = [Decision(*row[:5], json.loads(row[5])) for row in db.execute(DECISIONS).fetchall()]
    book.decisions = {one.id: one for one in decisions}
    book.stored = [tuple(row) for row in db.execute(FILES).fetchall()]
    book.people = [Person(*row) for row in db.execute(PEOPLE).fetchall()]


def authors(book: Daybook) -> Counter[str]:
    """Return how many messages each kind of author said."""
    return Counter(one.author for one in book.messages)
