"""Lists of contacts: pages of those that somebody sees, the last first, and of what there is among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cauce import desk
from cauce import sql as rows
from cauce.desk import Principal, seen
from cauce.rest import MOST
from cauce.sql import Connection
from cauce_plugins.contacts import cards, phones, seeing
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.columns import GROUP

WORDS = 10
"""How many words of a question are looked for."""
GROUPS = 1000
"""How many groups are listed at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts. marks: (name, value) that each has. query: words that begin like theirs, or a telephone."""

    query: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    before: int = MOST
    limit: int = 50


def page(db: Connection, who: Principal, wanted: Wanted, country: str) -> list[Contact]:
    """Return a page of those that somebody sees."""
    conditions: list[str] = ["k.id < ?"]
    values: list[Any] = [wanted.before]
    for name, value in wanted.marks:
        conditions.append(
            "EXISTS (SELECT 1 FROM contact_marks m WHERE m.contact_id = k.id AND m.name = ? AND m.value = ?)"
        )
        values += [name, value[: cards.WIDE]]
    for condition, more in _found(wanted.query, country):
        conditions.append(condition)
        values += more
    visible = seeing.seen(who)
    sql = f"{cards.COLUMNS}WHERE {' AND '.join(conditions)} AND {visible.sql} ORDER BY k.id DESC LIMIT ?"
    return [cards.contact(row) for row in db.execute(sql, (*values, *visible.values, wanted.limit))]


def _found(query: str, country: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the conditions of a question."""
    if not query.strip():
        return
    try:
        forms = list(phones.forms(phones.read(query, country).e164))
    except phones.NoPhone:
        forms = []
    terms = desk.words(query)[:WORDS]
    ways = [f"p.phone IN ({rows.marks(forms)})"] if forms else []
    if terms:
        ways.append(" AND ".join(["INSTR(p.words, ?) > 0"] * len(terms)))
    yield f"({' OR '.join(ways) or '1 = 0'})", [*forms, *(f" {term}" for term in terms)]


def groups(db: Connection, who: Principal) -> list[tuple[str, int]]:
    """Return the groups that contacts are in, with how many, as far as somebody sees them."""
    condition = seeing.seen(who)
    sql = (
        "SELECT m.value, COUNT(*) FROM contact_marks m JOIN contacts k ON k.id = m.contact_id "  # noqa: S608 - ours
        f"WHERE m.name = ? AND {condition.sql} GROUP BY m.value ORDER BY m.value LIMIT ?"
    )
    return [(value, int(count)) for value, count in db.execute(sql, (GROUP, *condition.values, GROUPS))]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of a contact. tags: a JSON list. messages: how many were said in it."""

    id: int
    channel: str
    owner: str
    area: str | None
    assignee: int | None
    tags: str
    reason: str | None
    opened: int | None
    opened_at: int
    active_at: int
    closed_at: int | None
    messages: int


def history(db: Connection, who: Principal, contact: int, before: int, limit: int) -> list[Talk]:
    """Return the conversations of a contact that somebody sees, the last first. Raises Unknown for one that they do not see."""
    seeing.see(db, who, contact)
    condition = seen(who)
    sql = (
        "SELECT c.id, n.name, c.owner, c.area, c.assignee_id, c.tags, c.reason, c.opened, c.opened_at, c.active_at, "  # noqa: S608 - ours
        "c.closed_at, (SELECT COUNT(*) FROM messages m WHERE m.conversation_id = c.id) FROM conversations c "
        "JOIN channels n ON n.id = c.channel_id "
        f"WHERE c.contact_id = ? AND c.id < ? AND {condition.sql} ORDER BY c.id DESC LIMIT ?"
    )
    return [Talk(*row) for row in db.execute(sql, (contact, before, *condition.values, limit))]


def field_names(db: Connection, most: int = 100) -> list[str]:
    """Return the names of the fields that contacts have, each looked up by the key: a step over all rows of the one before."""
    found: list[str] = []
    last = ""
    while len(found) < most:
        row = db.execute("SELECT MIN(name) FROM contact_marks WHERE name > ?", (last,)).fetchone()
        if row is None or row[0] is None:
            break
        last = row[0]
        found.append(last)
    return found
