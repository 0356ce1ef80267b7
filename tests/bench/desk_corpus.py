"""A desk that has been at work for years, made by bulk: conversations, messages, areas and people, on SQLite or on a server.

The words are as those of a language: few are in half of all messages, most in a handful. One area has a word of its own, which
is common there and unknown elsewhere.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cauce.access import areas as rules
from cauce.access import users as people
from cauce.access.door import Access, Lasting
from cauce.access.secret import hashed, new_login
from cauce.clock import SystemClock
from cauce.store import logins
from cauce.store.areas import Area
from cauce.store.audit import By
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.search import CONTACTS, MESSAGES, spelled
from cauce.store.users import User
from cauce.store.word_index import WordIndex

AREAS = 20
VOCABULARY = 30_000
OWN_WORD = "garantizado"
"""What is said in three of ten messages of the first area, and in no other."""
CHUNK = 1000
TWINS = 12
"""How many users there are of each kind: each may ask so often only."""


@dataclass
class Desk:
    """What was made. cookies: by the kind of somebody, the logins of their twins."""

    conversations: int
    messages: int
    vocabulary: list[str]
    cookies: dict[str, list[str]] = field(default_factory=dict)


def vocabulary() -> list[str]:
    """Return made-up words, the most common first."""
    first, last = (
        ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te"),
        ("r", "s", "n", "l", "z", ""),
    )
    shapes = itertools.product(first, first, first, last, ("", "mo", "ta", "ción", "í"))
    made = ["".join(shape) for shape in shapes]
    random.Random(1).shuffle(made)
    return made[:VOCABULARY]


def build(place: Backend, conversations: int, messages: int) -> Desk:
    """Make it in an empty database that is up to date."""
    desk = Desk(conversations, messages, vocabulary())
    asyncio.run(_staff(place, desk))
    db = place.connect()
    if db.dialect == "mysql":
        db.execute(
            "SET SESSION foreign_key_checks = 0, unique_checks = 0, max_statement_time = 0, idle_transaction_timeout = 0"
        )
    else:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -200000")
    for source in (MESSAGES, CONTACTS):
        _drop_index(db, source.table)
    chance = random.Random(2)
    _people(db, desk, chance)
    _talk(db, desk, chance)
    for source in (MESSAGES, CONTACTS):
        _make_index(db, source.table)
    db.begin()
    for source, last in ((MESSAGES, messages), (CONTACTS, conversations)):
        db.execute("INSERT INTO indexed (source, place) VALUES (?, ?)", (source.name, last))
    db.commit()
    if db.dialect == "mysql":
        db.execute("ANALYZE TABLE conversations, messages, contacts, identities").fetchall()
    db.close()
    return desk


async def _staff(place: Backend, desk: Desk) -> None:
    """Make areas, and of each kind of user some who see the same."""
    database = Database(place)
    database.open()
    access = Access(database, SystemClock(), Lasting())
    await access.start()
    root = access.console()
    rooms = [(await access.do(root, "", rules.add, Area(0, f"Area {number}"))).id for number in range(AREAS)]
    kinds = {
        "supervisor": ("SUPERVISOR", ()),
        "operator": ("OPERATOR", (5, 12)),
        "newcomer": ("OPERATOR", (AREAS - 1,)),
    }
    for kind, (role, of) in kinds.items():
        for number in range(TWINS):
            user = await access.do(root, "", people.add, User(0, f"{kind}{number}", None, "", role), "no hash")
            for room in of:
                await access.do(root, "", rules.join, rooms[room], user.id)
            desk.cookies.setdefault(kind, []).append(await _enter(database, user.id))
    access.close()
    await database.close()


async def _enter(database: Database, user: int) -> str:
    secret, by = new_login(), By(user, "x", SystemClock().now())
    await database.write(lambda db: logins.add(db, by, hashed(secret), by.at + 10**8, "bench"))
    return secret


def _people(db: Connection, desk: Desk, chance: random.Random) -> None:
    """Make channels, contacts with an address each, and their conversations."""
    db.execute(
        "INSERT INTO channels (id, name, transport, created_at) VALUES (1, 'linea1', 'webchat', 1), (2, 'linea2', 'webchat', 1)"
    )
    names = [word.capitalize() for word in desk.vocabulary[:3000]]
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(names))))
    many = range(1, desk.conversations + 1)
    named = {one: " ".join(chance.choices(names, cum_weights=weights, k=2)) for one in many}
    phone = {one: f"569{chance.randrange(10**8):08}{one % 10}" for one in many}
    _insert(
        db,
        "contacts (id, name, fields, created_at, updated_at)",
        (f"({one},'{named[one]}','{{}}',1,1)" for one in many),
    )
    _insert(
        db, "identities (id, contact_id, channel_id, kind, value, created_at)",
        (f"({one},{one},{1 + one % 2},'phone','{phone[one]}-{one}',1)" for one in many),
    )  # fmt: skip
    _insert(
        db, "contact_words (id, words)",
        (f"({one},'{spelled(db, CONTACTS, one, f'{named[one]} {phone[one]}-{one}')}')" for one in many),
    )  # fmt: skip
    _insert(
        db, "conversations (id, channel_id, contact_id, identity_id, opened, owner, area, assignee_id, note, tags, seq, opened_at, active_at)",
        (_conversation(one, desk, chance) for one in many),
    )  # fmt: skip


@functools.cache
def area_of(conversation: int) -> int | None:
    """Return the number of the area of a conversation: three in five have one, and the first areas have more of them."""
    if conversation % 5 >= 3:
        return None
    return min(AREAS - 1, int(AREAS * random.Random(conversation).random() ** 2))


def _conversation(one: int, desk: Desk, chance: random.Random) -> str:
    room = area_of(one)
    area = "NULL" if room is None else f"'Area {room}'"
    owner = "bot" if room is None else chance.choice(("queue", "human", "human"))
    assignee = chance.randrange(TWINS * 3) + 1 if owner == "human" else "NULL"
    opened = 1 if chance.random() < 0.3 else "NULL"
    active = 1_700_000_000_000 + one * 60_000 + chance.randrange(10**9)
    # Where somebody is asked as an operator, what was assigned to them is a little more than their areas.
    return f"({one},{1 + one % 2},{one},{one},{opened},'{owner}',{area},{assignee},'','[]',0,{active},{active})"


def _talk(db: Connection, desk: Desk, chance: random.Random) -> None:
    """Make what was said. Conversations go on for a while, and many at a time."""
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(desk.vocabulary))))
    said = (
        "messages (id, conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at)"
    )
    for first in range(1, desk.messages + 1, CHUNK * 20):
        rows, index = [], []
        for one in range(first, min(first + CHUNK * 20, desk.messages + 1)):
            about = one * desk.conversations / desk.messages + chance.gauss(0, desk.conversations / 50)
            talk = min(desk.conversations, max(1, int(about)))
            text = " ".join(chance.choices(desk.vocabulary, cum_weights=weights, k=chance.randrange(3, 15)))
            if area_of(talk) == 0 and chance.random() < 0.3:
                text += f" {OWN_WORD}"
            side = f"'in','contact','p{one}'" if one % 2 else "'out','bot',NULL"
            body = f'{{"text":"{text}"}}'
            rows.append(f"({one},{talk},{1 + talk % 2},{side},'{body}',5,0,{1_700_000_000_000 + one * 3000})")
            index.append(f"({one},'{spelled(db, MESSAGES, one, text)}')")
        _insert(db, said, rows)
        _insert(db, "message_words (id, words)", index)


def _insert(db: Connection, into: str, rows: Iterable[str]) -> None:
    db.begin()
    for part in _parts(rows):
        db.execute(f"INSERT INTO {into} VALUES {','.join(part)}")
    db.commit()


def _parts(rows: Iterable[str]) -> Iterator[list[str]]:
    found = iter(rows)
    while part := list(itertools.islice(found, CHUNK)):
        yield part


def _drop_index(db: Connection, table: str) -> None:
    """Take the index away for the time of the bulk. A server's table that had one is of no use without: it is made anew."""
    if db.dialect == "sqlite":
        db.execute(f"DROP TRIGGER {table}_added")
        return
    db.execute(f"DROP TABLE {table}")
    words = "MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
    db.execute(f"CREATE TABLE {table} (id BIGINT NOT NULL PRIMARY KEY, words {words}) ENGINE = InnoDB")


def _make_index(db: Connection, table: str) -> None:
    if db.dialect == "mysql":
        db.execute(WordIndex(table).sql("mysql")[0])
        return
    db.execute(f"INSERT INTO {table}_index ({table}_index) VALUES ('rebuild')")
    db.execute(WordIndex(table).sql("sqlite")[1])
