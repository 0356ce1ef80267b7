"""What somebody finds: messages and contacts that have every word, of those that they see. The newest are first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cauce.access import visibility
from cauce.access.conversations import MOST
from cauce.access.principal import Principal
from cauce.access.visibility import READ_ALL, Condition
from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.folding import Term
from cauce.store.search import CONTACTS, MESSAGES, Question, Source, contained, matching, questions

LITTLE, FEW = 200, 2000
"""Up to how many conversations their words are looked through one by one: at once, and where the index would take longer."""
TALK = 20
"""How many messages a conversation is thought to have."""
COUNTED = 1000
"""How far hits are counted that may be of others: beyond, they are many."""
_EVER = 2**62

_JOIN = {"sqlite": "CROSS JOIN", "mysql": "STRAIGHT_JOIN"}
"""A join in the order in which it is written."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a source is reached. seen: whether a row `s` of words is of a conversation `c` that somebody sees.

    own: the words of conversations `c`, looked through one by one. id: where their rows are narrowed by id.
    """

    source: Source
    seen: str
    own: str
    id: str


_MESSAGES = _Way(
    MESSAGES,
    "SELECT {id} FROM {index} s {join} messages m ON m.id = {id} {join} conversations c ON c.id = m.conversation_id "
    "WHERE {match} AND {which}",
    "SELECT s.id FROM conversations c {join} messages m ON m.conversation_id = c.id {join} message_words s ON s.id = m.id "
    "WHERE {way} AND {which} AND {within}",
    "m.id",
)
_CONTACTS = _Way(
    CONTACTS,
    "SELECT {id} FROM {index} s WHERE {match} AND EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = {id} AND {which})",
    "SELECT s.id FROM conversations c {join} contact_words s ON s.id = c.contact_id WHERE {way} AND {which} AND {within}",
    "s.id",
)
_EVERY = "SELECT {id} FROM {index} s WHERE {match}"
_INDEX = {
    "sqlite": (
        "s.rowid", "{table}_index", "s.{table}_index MATCH ?",
        "INSTR((SELECT w.words FROM {table} w WHERE w.id = s.rowid), ?) > 0",
    ),
    "mysql": ("s.id", "{table}", "MATCH (s.words) AGAINST (? IN BOOLEAN MODE)", "INSTR(s.words, ?) > 0"),
}  # fmt: skip
"""How an index is asked: its rows, its name, whether a row has some words, and whether it has one more."""
_NARROWED = {
    "channel": "c.channel_id = (SELECT w.id FROM channels w WHERE w.name = ?)",
    "area": "c.area = ?",
    "owner": "c.owner = ?",
    "opened": "COALESCE(c.opened, 0) = ?",
    "conversation": "c.id = ?",
}


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. which: what its conversation must be, by the names of `_NARROWED`. after: the last id of the page before."""

    terms: Sequence[Term]
    which: Mapping[str, int | str] = field(default_factory=dict)
    after: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that has every word, and whose it is. body: an `Inbound` or `Outbound` as JSON."""

    id: int
    conversation: int
    contact: int
    name: str
    channel: str
    direction: str
    author: str
    created_at: int
    body: str


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact that has every word in its name and its addresses."""

    id: int
    name: str
    addresses: tuple[str, ...]
    created_at: int


def messages(db: Connection, who: Principal, sought: Sought) -> list[FoundMessage]:
    """Return a page of the messages that somebody finds."""
    found = _find(db, who, sought, _MESSAGES)
    sql = (
        "SELECT m.id, m.conversation_id, c.contact_id, k.name, n.name, m.direction, m.author, m.created_at, m.body "  # noqa: S608 - ours
        "FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN contacts k ON k.id = c.contact_id "
        f"JOIN channels n ON n.id = m.channel_id WHERE m.id IN ({rows.marks(found)})"
    )
    return _in_order([FoundMessage(*row) for row in db.execute(sql, found)]) if found else []


def contacts(db: Connection, who: Principal, sought: Sought) -> list[FoundContact]:
    """Return a page of the contacts that somebody finds: those of the conversations that they see, or of all."""
    found = _find(db, who, sought, _CONTACTS)
    if not found:
        return []
    addresses: dict[int, list[str]] = {}
    sql = f"SELECT contact_id, value FROM identities WHERE contact_id IN ({rows.marks(found)}) ORDER BY id"  # noqa: S608 - ours
    for contact, value in db.execute(sql, found):
        addresses.setdefault(contact, []).append(value)
    sql = f"SELECT id, name, created_at FROM contacts WHERE id IN ({rows.marks(found)})"  # noqa: S608 - ours
    return _in_order(
        [FoundContact(one, name, tuple(addresses.get(one, ())), at) for one, name, at in db.execute(sql, found)]
    )


def _in_order(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda one: -one.id)


def _find(db: Connection, who: Principal, sought: Sought, way: _Way) -> list[int]:
    """Return the ids of a page."""
    ways = visibility.ways(who)
    if not ways or not sought.terms:
        return []
    which = _which(sought)
    if not sought.which and who.may(READ_ALL):
        return _ask(db, _Ask(way, Condition("1 = 1"), all=way is _CONTACTS), sought)
    few = _count(db, ways, which)
    if few is not None and few <= LITTLE:
        return _look_through(db, ways, which, sought, way)
    seen = visibility.seen(who)
    asked = _Ask(way, Condition(f"{seen.sql} AND {which.sql}", (*seen.values, *which.values)), few=few)
    found = _ask(db, asked, sought)
    if asked.rest is not None:
        left = replace(sought, after=asked.rest, limit=_limit(sought) - len(found))
        found += _look_through(db, ways, which, left, way)
    return found


def _which(sought: Sought) -> Condition:
    """Return the condition on the conversation."""
    parts = ["1 = 1", *(_NARROWED[name] for name in sought.which)]
    return Condition(" AND ".join(parts), tuple(sought.which.values()))


def _count(db: Connection, ways: Sequence[Condition], which: Condition) -> int | None:
    """Return how many conversations come into question, None where they are more than a few."""
    found = 0
    for one in ways:
        sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM conversations c WHERE {one.sql} AND {which.sql} LIMIT ?) f"  # noqa: S608 - ours
        found += int(db.execute(sql, (*one.values, *which.values, FEW + 1)).fetchone()[0])
        if found > FEW:
            return None
    return found


def _look_through(db: Connection, ways: Sequence[Condition], which: Condition, sought: Sought, way: _Way) -> list[int]:
    """Look through the words of the conversations that come into question."""
    within = " AND ".join([f"{way.id} < ?", *["INSTR(s.words, ?) > 0"] * len(sought.terms)])
    wanted = (sought.after or _EVER, *map(contained, sought.terms))
    parts, values = [], []
    for one in ways:
        parts.append(way.own.format(join=_JOIN[db.dialect], way=one.sql, which=which.sql, within=within))
        values += [*one.values, *which.values, *wanted]
    sql = f"SELECT DISTINCT id FROM ({' UNION ALL '.join(parts)}) f ORDER BY id DESC LIMIT ?"  # noqa: S608 - ours
    return [row[0] for row in db.execute(sql, (*values, _limit(sought)))]


@dataclass(slots=True)
class _Ask:
    """How an index is asked. all: whether for everything there is. few: of how many conversations, None where of many.

    rest: below which id it was not asked any more, for those few are looked through sooner.
    """

    way: _Way
    which: Condition
    all: bool = False
    few: int | None = None
    rest: int | None = None


def _ask(db: Connection, asked: _Ask, sought: Sought) -> list[int]:
    """Ask the index, the newest stretches first, until the page is full."""
    found: list[int] = []
    source, terms = asked.way.source, sought.terms
    others: Sequence[Term] = ()
    for one in questions(db, source, len(terms), sought.after or _EVER):
        left = _limit(sought) - len(found)
        found += _hits(db, asked, one, terms, others, left)
        if len(found) >= _limit(sought) or not one.left:
            break
        if len(terms) > 1:
            # A word that is in few needs no help by those that are in many, which take time to be read.
            terms = [min(terms, key=lambda term: _hit_count(db, asked, one, [term]))]
            others = [term for term in sought.terms if term not in terms]
        # What the rest of the index would give, were it as this part of it, beside what there is to look through.
        hits = _hit_count(db, asked, one, terms) if asked.few is not None else 0
        if asked.few is not None and hits * one.left > asked.few * TALK * (one.below - one.first):
            asked.rest = one.first
            break
    return found


def _hits(  # noqa: PLR0913, PLR0917
    db: Connection, asked: _Ask, one: Question, terms: Sequence[Term], others: Sequence[Term], limit: int
) -> list[int]:  # fmt: skip
    """Return the rows that have these words, and others, and are seen."""
    row, index, match, more = _index(db, asked.way)
    narrowed = " AND ".join([match, f"{row} >= ? AND {row} < ?", *[more] * len(others)])
    text = (_EVERY if asked.all else asked.way.seen).format(
        id=row, index=index, join=_JOIN[db.dialect], match=narrowed, which=asked.which.sql
    )
    words = (matching(db, terms, one), one.first, one.below, *map(contained, others))
    values = (*words, *asked.which.values, limit)
    newest = f"{text} ORDER BY {row} DESC LIMIT ?"
    return [hit[0] for hit in db.execute(newest, values)]


def _hit_count(db: Connection, asked: _Ask, one: Question, terms: Sequence[Term]) -> int:
    """Return how many rows have these words, whoever sees them, as far as they are counted."""
    row, index, match, _ = _index(db, asked.way)
    every = _EVERY.format(id=row, index=index, match=f"{match} AND {row} >= ? AND {row} < ?")
    count = f"SELECT COUNT(*) FROM ({every} LIMIT {COUNTED}) f"  # noqa: S608 - ours
    return int(db.execute(count, (matching(db, terms, one), one.first, one.below)).fetchone()[0])


def _index(db: Connection, way: _Way) -> list[str]:
    return [part.format(table=way.source.table) for part in _INDEX[db.dialect]]


def _limit(sought: Sought) -> int:
    return max(1, min(sought.limit, MOST))
