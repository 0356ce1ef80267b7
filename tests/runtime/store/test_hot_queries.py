"""The hot path's SQL: with thousands of rows that are done, each statement finds the few that it is about by an index."""

from __future__ import annotations

import pytest

from cauce.store import (
    addresses,
    areas,
    asked,
    audit,
    conversations,
    events,
    inbox,
    indexing,
    logins,
    messages,
    news,
    nodes,
    outbox,
    ownership,
    parked,
    reactions,
    resets,
    runs,
    scheduled,
    speeches,
    strays,
    tokens,
    users,
)  # fmt: skip
from cauce.store.asked import Once, Told
from cauce.store.audit import By, Sought
from cauce.store.conversations import Who
from cauce.store.inbox import Entry
from cauce.store.messages import Draft, Status, Window
from cauce.store.outbox import Effect, Ending
from cauce.store.ownership import Owned
from cauce.store.reactions import Reaction
from cauce.store.search import SOURCES
from cauce.store.strays import Stray

PEOPLE = 3000
FEW = 120
"""How many rows a statement may have to look at, by the estimate of the server."""

ROWS = [
    "INSERT INTO contacts (id, name, fields, created_at, updated_at) {n} SELECT i, 'Ana', '{{}}', 1, 1 FROM n",
    "INSERT INTO identities (id, contact_id, channel_id, kind, value, created_at) {n} SELECT i, i, {c}, 'phone', 569000000 + i, 1 FROM n",
    # Two conversations each: one that is closed, and one of which every third is open.
    (
        "INSERT INTO conversations (id, channel_id, contact_id, identity_id, opened, owner, note, tags, seq, opened_at, active_at) "
        "{n} SELECT i, {c}, i, i, NULL, 'bot', '', '[]', 0, 1, 1 FROM n"
    ),
    (
        "INSERT INTO conversations (id, channel_id, contact_id, identity_id, opened, owner, note, tags, seq, opened_at, active_at) "
        "{n} SELECT i + 10000, {c}, i, i, CASE WHEN i % 3 = 0 THEN 1 END, 'bot', '', '[]', 0, 1, 1 FROM n"
    ),
    (
        "INSERT INTO messages (id, conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at) "
        "{n} SELECT i, i, {c}, 'in', 'contact', CONCAT('in', i), '{{}}', 5, 0, 1 FROM n"
    ),
    (
        "INSERT INTO messages (id, conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at) "
        "{n} SELECT i + 10000, i + 10000, {c}, 'out', 'bot', CONCAT('out', i), '{{}}', 4, 0, 1 FROM n"
    ),
    (
        "INSERT INTO inbox (id, channel_id, `key`, kind, conversation_id, state, attempts, due_at, received_at, done_at) "
        "{n} SELECT i, {c}, CONCAT('key', i), 'message', i, 'done', 0, 0, 1, 1 FROM n"
    ),
    # One in fifty waits for its turn, or for its people.
    (
        "INSERT INTO inbox (id, channel_id, `key`, kind, conversation_id, state, payload, attempts, due_at, received_at) "
        "{n} SELECT i + 10000, {c}, CONCAT('more', i), 'message', i, CASE WHEN i % 50 = 0 THEN 'waiting' ELSE 'done' END, '{{}}', 0, i, 1 FROM n"
    ),
    (
        "INSERT INTO outbox (id, conversation_id, identity_id, channel_id, kind, message_id, state, attempt, epoch, due_at, created_at) "
        "{n} SELECT i, i + 10000, i, {c}, 'say', i + 10000, CASE WHEN i % 50 = 0 THEN 'queued' ELSE 'sent' END, 1, 5001 + i % 4, 0, 1 FROM n"
    ),
    (
        "INSERT INTO runs (id, conversation_id, flow, revision, state, wait, serial, patience, due, updated_at) "
        "{n} SELECT i, i + 10000, 'hola', CONCAT('r', i % 7), '{{}}', 'person', 1, 5.0, CASE WHEN i % 30 = 0 THEN i END, 1 FROM n"
    ),
    "INSERT INTO events (id, stream, seq, type, data, at) {n} SELECT i, CONCAT('conversation:', i % 50), i, 'x', '{{}}', 1 FROM n",
    "INSERT INTO nodes (id, name, pid, started_at, lease_until, fenced_at, commits, swept) {n} SELECT i + 2000, 'x', 1, 1, 1, 1, 5, 1 FROM n",
    "INSERT INTO nodes (id, name, pid, started_at, lease_until, commits, swept) VALUES (5001, 'a', 1, 1, 9999999999999, 0, 0)",
    "INSERT INTO nodes (id, name, pid, started_at, lease_until, commits, swept) VALUES (5002, 'b', 1, 1, 9999999999999, 0, 0)",
    "INSERT INTO strays (id, channel_id, provider_id, status, at, received_at) {n} SELECT i, {c}, CONCAT('other', i), 'read', 1, 1000 + i FROM n",
]

STAFF = [
    "INSERT INTO roles (id, name, permissions, builtin, created_at, updated_at) VALUES (1, 'x', '[]', 0, 1, 1)",
    (
        "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, updated_at) "
        "{n} SELECT i, CONCAT('u', i), '', '', 1, 1, 'es', 'offline', 0, 1, 1 FROM n"
    ),
    (
        "INSERT INTO areas (id, name, description, active, colour, created_at, updated_at) "
        "{n} SELECT i, CONCAT('a', i), '', 1, '', 1, 1 FROM n"
    ),
    "INSERT INTO memberships (id, user_id, area_id, created_at) {n} SELECT i, i, i, 1 FROM n",
    (
        "INSERT INTO logins (id, hash, user_id, created_at, seen_at, ends_at, address, agent) "
        "{n} SELECT i, CONCAT('h', i), i, 1, 1000 + i, 1000 + i, '', '' FROM n"
    ),
    "INSERT INTO tokens (id, hash, user_id, name, scopes, created_at) {n} SELECT i, CONCAT('t', i), i, '', '[]', 1 FROM n",
    "INSERT INTO asked (id, user_id, hash, mark, kind, headers, at) {n} SELECT i, i, 'h', 'm', '', '{{}}', 1000 + i FROM n",
    "INSERT INTO resets (id, hash, user_id, created_at, ends_at) {n} SELECT i, CONCAT('h', i), i, 1, 1 FROM n",
    (
        "INSERT INTO audit (id, user_id, who, action, object, address, details, at) "
        "{n} SELECT i, i, 'x', 'x', CONCAT('user:', i), '', '{{}}', 1 FROM n"
    ),
    "INSERT INTO speeches (id, message_id, user_id) {n} SELECT i, i + 10000, i FROM n",
    "INSERT INTO reactions (id, message_id, direction, emoji, carrier_id, at) {n} SELECT i, i, 'in', 'x', i, 1 FROM n",
    # One in fifty still waits.
    (
        "INSERT INTO scheduled (id, conversation_id, user_id, wish, at, state, created_at, updated_at) "
        "{n} SELECT i, i, i, '{{}}', i, CASE WHEN i % 50 = 0 THEN 'waiting' ELSE 'sent' END, 1, 1 FROM n"
    ),
]


@pytest.fixture
def full(db, channel):
    """A database that has been at work for a while."""
    mysql = db.dialect == "mysql"
    if mysql:
        db.execute("SET SESSION max_recursive_iterations = 100000")
    db.begin()
    db.execute("DELETE FROM nodes")
    for one in [*ROWS, *STAFF]:
        n = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE})"
        db.execute(_spelled(one.format(n=n, c=channel), mysql=mysql))
    db.commit()
    if mysql:
        # Built anew, for what other tests have deleted is counted until the server finds the time to take it away.
        for table in _tables(db):
            db.execute(f"OPTIMIZE TABLE {table}")
    return db


def _spelled(sql, *, mysql):
    if mysql:
        return sql
    return sql.replace("CONCAT('conversation:', i % 50)", "'conversation:' || (i % 50)").replace(
        "CONCAT('r', i % 7)", "'r' || (i % 7)"
    ).replace("CONCAT(", "(").replace("', i)", "' || i)")  # fmt: skip


def _tables(db):
    return [row[0] for row in db.execute("SHOW TABLES")]


class Tracer:
    """A connection that keeps each statement with its values."""

    def __init__(self, db) -> None:
        self._db = db
        self.dialect, self.stride = db.dialect, db.stride
        self.seen: dict[str, tuple] = {}

    def execute(self, sql, parameters=()):
        if sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            self.seen.setdefault(sql, tuple(parameters))
        return self._db.execute(sql, parameters)

    def executemany(self, sql, parameters):
        return self._db.executemany(sql, parameters)


def effect(channel, state="queued", message=None) -> Effect:
    return Effect(0, 10003, 3, channel, "say", message, "{}", state, int(state == "attempt"), 0, ("phone", "569000003"))


def people(db, channel):
    """What a step does for a person, whom it knows and whom it does not."""
    known = ("phone", "569000003")
    conversations.meet(db, channel, Who(known, "Ana"), 1)
    conversations.meet(db, channel, Who(("phone", "1"), "Eva", (("id", "e"), ("id", "f"))), 1)
    conversations.meet(db, channel, Who(("id", "g"), "Ana", (known,)), 1)
    conversations.meet(db, channel, Who(("id", "h"), "Ana", (("phone", "569000004"),)), 1)
    conversations.introduce(db, channel, ("phone", "3"), "", 1)
    addresses.rename(db, channel, ("phone", "3"), ("phone", "4"))
    addresses.main_of(db, channel, known)
    standing = conversations.claim(db, 10003)
    conversations.hold(db, 3)
    conversations.pause(db, 3, 1)
    if db.dialect == "mysql":
        some = [Who(("phone", str(569000000 + n)), "Ana") for n in range(10, 40)]
        conversations.meet_all(db, channel, some, 1)
    conversations.give(db, 10003, conversations.BOT, 1)
    conversations.label(db, 10003, "[]")
    conversations.keep(db, 3, "{}", 1)
    return standing


def work(db, channel):
    """All that is asked often."""
    standing = people(db, channel)
    drafts = [Draft(standing.conversation, channel, "{}") for _ in range(2)]
    messages.add(db, drafts, 1)
    message = drafts[0].id
    made = [effect(channel, message=message), effect(channel, "attempt", drafts[1].id)]
    outbox.add(db, [(one, 5001) for one in made], 1)
    row = made[0].id
    outbox.open_of(db, 3, 5001, 10)
    outbox.attempt(db, row, 5001, 1)
    outbox.unqueue(db, 3, 0)
    outbox.adopt(db, row, 5001, "queued", 0)
    outbox.settle(db, row, 5001, Ending("sent"), 1)
    outbox.settle_sent(db, [one.id for one in made], 5001, 1)
    outbox.take_over(db, 3, 5001)
    outbox.left_by(db, 5002, 100)
    outbox.queued_of(db, 5002, 0, 200)
    outbox.is_more(db, 3)
    outbox.drop(db, row, 1)
    messages.mark_sent(db, message, "x", 1)
    messages.mark_all_sent(db, [(one.id, f"y{one.id}") for one in drafts], 1)
    messages.known_as_sent(db, [one.id for one in drafts])
    messages.was_sent(db, message)
    messages.mark_failed(db, message, "x")
    messages.mark_repeated(db, message)
    messages.move(db, channel, "in3", 10003)
    messages.find_said(db, channel, message)
    sent = messages.find_sent(db, channel, "out3")
    messages.find_all_sent(db, channel, ["out3", "out4"])
    for status in (Status.SENT, Status.FAILED, Status.DELIVERED, Status.READ):
        messages.advance(db, status, {sent.id: (2, "")})
        messages.advance(db, status, {sent.id: (2, ""), sent.id + 1: (2, "")})
    for window in (Window(after=0), Window(), Window(before=50)):
        messages.transcript(db, channel, ("phone", "569000003"), window)
    [first, _] = inbox.add_messages(db, [Entry(channel, "k", b""), Entry(channel, "l", None)], 1)
    inbox.wait(db, first, 10003, "{}")
    inbox.fail(db, inbox.next_of(db, 10003), 10003, "x", 5)
    inbox.finish(db, first, 10003, 1)
    inbox.conversations_waiting(db, 100, 10)
    inbox.next_due(db, 2000)
    parked.after(db, 0, 10)
    parked.get(db, first)
    parked.count(db)
    parked.replay(db, first)
    clock(db, channel)
    conversations.close(db, 10003, "end", 1)
    conversations.open_count(db)


def clock(db, channel):
    """What is asked because time goes by."""
    runs.save(db, {10003: runs.Place("f", "r", "{}", "person", 1, 5.0, 10)}, 1)
    runs.due(db, 200, 10)
    runs.is_due(db, 10003, 1, 20)
    runs.next_due(db)
    runs.postpone(db, 10003, 1, 20)
    runs.count_from(db, 10003, 5)
    runs.waits_for(db, 10003, 1)
    runs.end(db, 10003, 1)
    events.tell(db, 10003, [("a", {}), ("b", {})], 1)
    events.after(db, "conversation:1", 2900)
    strays.add(db, Stray(channel, "nobodys", "read", 1), 1)
    strays.known_by_now(db, 100)
    strays.expire(db, strays.KEEP_MS + 1005)
    strays.remove(db, 9)
    nodes.alive(db)
    nodes.fenced(db)
    nodes.swept(db, 3000, 1)
    nodes.leave(db, 3000, 1)
    if db.dialect == "mysql":
        nodes.renew(db, 5001)
        nodes.fence(db, 5001)


def doors(db, channel):
    """What is asked at each request, and when somebody comes in or is looked for."""
    by = By(7, "ana", 5)
    logins.find(db, "h7")
    logins.touch(db, 7, 2000)
    logins.of_user(db, 7, 0, 5)
    logins.add(db, by, "new", 9000, "x")
    logins.end(db, by, 7, 7)
    logins.end_all(db, 8)
    logins.sweep(db, 1005, 1005)
    tokens.find(db, "t7")
    tokens.touch(db, 7, 5)
    tokens.of_user(db, 7)
    tokens.end(db, by, 7, 7)
    tokens.end_all(db, 8)
    areas.of_user(db, 7)
    areas.members(db, 7)
    areas.named(db, "a7")
    users.account(db, "u7")
    users.account(db, "u7@example.cl")
    users.get(db, 7)
    users.after(db, 2900, 50)
    users.hold(db, 7)
    users.logged_in(db, 7, 5)
    asked.find(db, 7, "x", 5)
    asked.tell(db, 7, "x", Told(200))
    Once(7, "y", "m", 5).guard(lambda _: None)(db)
    resets.find(db, "x", 5)
    resets.end_all(db, 7)
    for sought in (Sought(), Sought(user=7), Sought(object="user:7"), Sought(action="seldom"), Sought(before=2000)):
        audit.page(db, sought, 50)


def desk(db, channel):
    """What the team asks for and does."""
    mine, free = Owned(True, "human", "a7", 7), Owned(True, "bot")
    ownership.give(db, 7, free, mine, 5, "x")
    ownership.close(db, 7, mine, "x", 5)
    ownership.is_followed(db, 7)
    ownership.reopen(db, 7, Owned(False, "human", "a7", 7), mine, 5)
    messages.page(db, 7, None, 50, newest=True)
    messages.page(db, 7, 5, 50, newest=False)
    inbox.add_said(db, channel, "said:7:x", "[]", 5)
    inbox.find_said(db, channel, "said:7:x")
    inbox.hold(db, 7, 7, "{}")
    inbox.release(db, 7)
    inbox.next_of(db, 7)
    inbox.next_due(db, 5)
    conversations.claim(db, 7)
    conversations.find(db, 7)
    runs.arm(db, 7, 5)
    users.hold(db, 7)
    areas.named(db, "a7")
    audit.record(db, By(7, "ana", 5), "x", "conversation:7")
    for source, last in zip(SOURCES, (12_990, 2_990), strict=True):
        indexing.changed(db, source, 7)
        indexing.write(db, indexing.read(db, source, last, 5))
    nodes.eldest(db)


def speech(db, channel):
    """What is asked because operators speak, and because what they scheduled is due."""
    ownership.get(db, 7)
    outbox.being_said(db, 50)
    speeches.add(db, 7, 7, 8, 9)
    speeches.of(db, [10007, 10008])
    speeches.find(db, 7, 7)
    speeches.named(db, channel, "in7")
    speeches.all_named(db, 7, ["in7", "out7"])
    speeches.heard(db, 7, 0)
    speeches.last_heard(db, 7)
    speeches.line_of(db, 7)
    reactions.put(db, Reaction(7, "in", "x", 5))
    reactions.get(db, 7, "in")
    reactions.of(db, [7, 8])
    row = scheduled.add(db, 7, 7, "{}", 5, 5)
    scheduled.get(db, 7, row)
    scheduled.page(db, 7, None, 50)
    scheduled.count_waiting(db, 7)
    scheduled.change(db, row, "{}", 6, 5)
    scheduled.next_waiting(db, 33)
    scheduled.take(db, row, 9)
    scheduled.became(db, row, 7)
    scheduled.hold(db, row, "x")
    scheduled.cancel(db, row, 9)


def told(db, channel):
    """What is asked for those who are told at once what happens, and whether they may still be."""
    news.head(db)
    news.places(db, 2950, 3000)
    news.since(db, 2950, (), 200)
    news.since(db, 2950, (7, 2900, 2901), 200)
    news.after(db, "conversation:1", 2900, 101)
    news.last(db, "conversation:1")
    news.briefs(db, {7, 8, 9})
    news.said(db, {7, 8, 9})
    logins.find_all(db, ["h7", "h8"])
    tokens.find_all(db, ["t7", "t8"])
    areas.of_users(db, {7, 8})
    users.set_presence(db, 7, "away")
    events.tell_team(db, ("user.presence", {}), 1)


ALLOWED = {
    "strays": "those whose message is not there yet are few, and each is looked up by its key",
    "rewords": "what has changed in the last second, and is deleted then",
    "ready": "what the statement itself has found, with a limit",
}
"""The tables that may be read whole, and why."""


def slow_on_a_server(db, sql, values):
    """Return what the server would read too much for a statement."""
    for row in db.execute(f"EXPLAIN {sql}", values):
        table, kind, rows, extra = row[2], row[3], row[8], row[9] or ""
        whole = kind in {"ALL", "index"} and (rows is None or int(rows) > FEW)
        # What is only counted is counted in the index itself.
        counted = "COUNT(*)" in sql and "Using index" in extra and kind == "ref"
        far = rows is not None and int(rows) > FEW and "LIMIT" not in sql and "MIN(" not in sql and not counted
        sorts = "filesort" in extra and rows is not None and int(rows) > FEW
        if (whole or far or sorts) and not str(table).startswith("<derived") and table not in {"s", *ALLOWED}:
            yield f"{table} {kind} {row[5]} {rows} {extra}: {sql}"


def slow_in_a_file(db, sql, values):
    """Return what SQLite would read whole. An index over what is to be done is small however many rows are done."""
    few = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'")}
    for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values):
        plan = row[3]
        if not plan.startswith("SCAN ") or plan.split()[1] in {"s", "CONSTANT", *ALLOWED}:
            continue
        if not few.intersection(plan.split()):
            yield f"{plan}: {sql}"


@pytest.mark.parametrize(("asked", "least"), [(work, 50), (doors, 20), (desk, 15), (speech, 15), (told, 10)])
def test_every_hot_statement_finds_its_rows_by_an_index(full, channel, asked, least):
    tracer = Tracer(full)
    asked(tracer, channel)
    assert len(tracer.seen) > least
    slow = slow_on_a_server if full.dialect == "mysql" else slow_in_a_file
    found = [one for sql, values in tracer.seen.items() for one in slow(full, sql, values)]
    assert not found, "\n".join(found)
