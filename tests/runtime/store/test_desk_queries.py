"""What the desk asks of a long conversation and of a long list: a page at a time, by an index, and no further than it counts."""

from __future__ import annotations

import pytest

from cauce.access import mentions
from cauce.access.principal import Principal
from cauce.access.visibility import READ
from cauce.store import drafts, messages, notes, pins, quick_replies, read_marks, tags

TALKS = 2000
LONG = 20_000
"""How many messages the first conversation has."""
USER = 7
FEW = 450


ROWS = {
    "contacts (id, name, fields, created_at, updated_at)": "i, 'Ana', '{{}}', 1, 1",
    "identities (id, contact_id, channel_id, kind, value, created_at)": "i, i, {c}, 'phone', i, 1",
    "roles (id, name, permissions, builtin, created_at, updated_at)": "i, i, '[]', 0, 1, 1",
    "users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, updated_at)": (
        "i, i, 'x', '', i, 1, 'es', 'offline', 0, 1, 1"
    ),
    "conversations (id, channel_id, contact_id, identity_id, opened, owner, area, assignee_id, note, tags, seq, opened_at, active_at)": (
        "i, {c}, i, i, 1, 'human', CASE WHEN i % 2 = 0 THEN 'Ventas' ELSE 'Soporte' END, CASE WHEN i % 4 = 1 THEN 7 END, '', '[]', 0, 1, i"
    ),
    "notes (id, conversation_id, author_id, text, created_at, updated_at)": "i, i % 50 + 1, i, 'x', 1, 1",
    "mentions (id, note_id, conversation_id, user_id, unseen, created_at)": "i, i, i % 50 + 1, 7, i % 2, 1",
    "tags (id, name, colour, created_at, updated_at)": "i, i, '', 1, 1",
    "quick_replies (id, shortcut, title, text, created_at, updated_at)": "i, i, 'x', 'x', 1, 1",
    "quick_reply_scopes (id, reply_id, area, shortcut)": "i, i, i % 40, i",
    "drafts (id, user_id, conversation_id, text, revision, updated_at)": "i, 7, i, 'x', 1, 1",
    "read_marks (id, user_id, conversation_id, message_id, updated_at)": "i, 7, i, 100000 + i, 1",
}
MESSAGE = (
    "messages (id, conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at)"
)
SAID = "i, 1, {c}, CASE WHEN i % 2 = 0 THEN 'in' ELSE 'out' END, 'x', i, '{{}}', 5, 0, 1"
MORE = "i + 100000, i % 2000 + 1, {c}, 'in', 'x', i + 100000, '{{}}', 5, 0, 1"
PINS = "pins (id, conversation_id, message_id, user_id, created_at)"


@pytest.fixture
def full(db, channel):
    """A desk with many conversations, one of them very long, and much of everything that is kept beside them."""
    mysql = db.dialect == "mysql"
    if mysql:
        db.execute("SET SESSION max_recursive_iterations = 100000")
    db.begin()
    fills = [(into, what, TALKS) for into, what in ROWS.items()]
    fills += [(MESSAGE, SAID, LONG), (MESSAGE, MORE, 5 * TALKS), (PINS, "i, i % 2000 + 1, i + 100000, 7, 1", TALKS)]
    for into, what, rows in fills:
        n = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
        db.execute(f"INSERT INTO {into} {n} SELECT {what.format(c=channel)} FROM n")
    db.commit()
    if mysql:
        for (table,) in db.execute("SHOW TABLES").fetchall():
            db.execute(f"ANALYZE TABLE {table}").fetchall()
    return db


class Tracer:
    """A connection that keeps each statement with its values."""

    def __init__(self, db) -> None:
        self._db = db
        self.dialect, self.stride = db.dialect, db.stride
        self.seen: list[tuple[str, tuple]] = []

    def execute(self, sql, parameters=()):
        self.seen.append((sql, tuple(parameters)))
        return self._db.execute(sql, parameters)


def test_what_is_unread_on_a_page_is_one_statement_that_ends_where_it_has_counted_enough(full):
    tracer = Tracer(full)
    page = list(range(1, 51))
    read_marks.mark(full, USER, 1, 19_990, 1)
    told = read_marks.unread(tracer, USER, page)
    assert len(tracer.seen) == 1
    assert told == full_count(full, page)
    # Nobody else has read anything; of the long one, no more is counted than is told.
    assert read_marks.unread(full, 8, [1, 2]) == {1: read_marks.MOST, 2: 5}
    [(sql, values)] = tracer.seen
    assert troubles(full, sql, values) == []


def full_count(db, page):
    """Return what is unread, counted one by one."""
    found = {}
    for one in page:
        mark = read_marks.get(db, USER, one)
        sql = "SELECT COUNT(*) FROM messages WHERE conversation_id = ? AND direction = 'in' AND id > ?"
        found[one] = min(db.execute(sql, (one, mark)).fetchone()[0], read_marks.MOST)
    return found


def test_what_waits_is_looked_for_in_the_last_active_ones_and_each_is_looked_at_from_its_end(full):
    tracer = Tracer(full)
    mine, ventas = read_marks.waiting(tracer, USER, ["Ventas"])
    assert len(tracer.seen) == 1
    assert (mine, ventas) == (read_marks.LOOKED_AT, read_marks.LOOKED_AT)
    for one in range(2, TALKS + 1, 2):
        read_marks.mark(full, USER, one, 10**6, 1)
    assert read_marks.waiting(full, USER, ["Ventas", "Nada"]) == [read_marks.LOOKED_AT, 0, 0]
    assert troubles(full, *tracer.seen[0]) == []


def test_whatever_else_the_desk_asks_is_found_by_an_index(full):
    tracer = Tracer(full)
    who = Principal(USER, "x", "x", "", frozenset({READ}), frozenset({"Ventas", "Soporte"}))
    notes.page(tracer, 1, 2**62, 51)
    notes.get(tracer, 1, 50)
    notes.mentioned_in(tracer, 5, USER)
    notes.name(tracer, 1, 50, [], 1)
    assert len(mentions.listed(tracer, who, mentions.FIRST, 51)) == 51
    mentions.listed(tracer, who, (0, 500), 51)
    tags.named(tracer, "7")
    tags.hold(tracer, 7)
    assert [one.message for one in pins.of(tracer, 7)] == [100_006]
    messages.is_in(tracer, 7, 100_006)
    assert len(quick_replies.page(tracer, ("", "7"), 0, 51)) == TALKS // 40
    quick_replies.get(tracer, ("", "7"), 7)
    quick_replies.taken(tracer, quick_replies.QuickReply(7, "7", "", ""))
    drafts.get(tracer, USER, 7)
    drafts.hold(tracer, USER, 7)
    read_marks.get(tracer, USER, 7)
    slow = [one for sql, values in tracer.seen if sql.startswith("SELECT") for one in troubles(full, sql, values)]
    assert len(tracer.seen) > 15
    assert not slow, "\n".join(slow)


def troubles(db, sql, values):
    """Return what the database would read too much, or sort, for a statement."""
    if db.dialect == "sqlite":
        plans = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        return [one for one in plans if one.startswith("SCAN ") and one.split()[1] not in {"u", "f", "CONSTANT"}]
    found = []
    for row in db.execute(f"EXPLAIN {sql}", values):
        table, kind, rows, extra = str(row[2]), row[3], int(str(row[8] or 0).split()[0]), row[9] or ""
        whole = kind in {"ALL", "index"} and rows > FEW
        if not table.startswith(("<derived", "<union")) and (whole or ("filesort" in extra and rows > FEW)):
            found.append(f"{table} {kind} {row[5]} {rows} {extra}: {sql[:200]}")
    return found
