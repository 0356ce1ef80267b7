"""Who sees what: any team, any areas and any conversations, against what plain Python says of them. On each database."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import databases
from cauce.access import conversations, visibility
from cauce.access.conversations import MOST, Wanted
from cauce.access.principal import Principal
from cauce.access.visibility import READ, READ_ALL
from cauce.store import channels
from cauce.store.conversations import Holder, Who, close, give, meet

AREAS = ["Ventas", "ventas", "Soporte Ñ", "x' OR 1 = 1 --"]
USERS = [1, 2, 3]
NOBODY = Principal(0, "x", "", "", frozenset())


@dataclass(frozen=True)
class Fact:
    """A conversation as the oracle knows it."""

    area: str | None
    assignee: int | None
    opened: bool
    owner: str
    active: int
    id: int = 0


FACTS = st.builds(
    Fact,
    st.none() | st.sampled_from(AREAS),
    st.none() | st.sampled_from(USERS),
    st.booleans(),
    st.sampled_from(["bot", "queue", "human", "paused"]),
    # Few moments, so that many conversations share one.
    st.integers(1, 4),
)
PEOPLE = st.builds(
    Principal,
    st.sampled_from([0, *USERS, 99]),
    st.just("x"),
    st.just(""),
    st.just(""),
    st.sets(st.sampled_from([READ, READ_ALL, "users.manage"])).map(frozenset),
    st.sets(st.sampled_from([*AREAS, "Otra"])).map(frozenset),
)
WANTED = st.builds(
    Wanted, st.booleans(), st.none() | st.sampled_from(["bot", "queue", "human"]), st.none() | st.sampled_from(AREAS),
    st.none() | st.sampled_from(USERS), st.none(), st.integers(1, 7),
)  # fmt: skip


def sees(who: Principal, fact: Fact) -> bool:
    """What the words say: every one, or those assigned to one and those in one's areas, or none."""
    if READ_ALL in who.permissions:
        return True
    if READ not in who.permissions:
        return False
    return (who.user != 0 and fact.assignee == who.user) or fact.area in who.areas


def fits(wanted: Wanted, fact: Fact) -> bool:
    asked = ((wanted.owner, fact.owner), (wanted.area, fact.area), (wanted.assignee, fact.assignee))
    return fact.opened == wanted.opened and all(want is None or want == has for want, has in asked)


@pytest.fixture(params=databases.KINDS)
def db(request, tmp_path):
    databases.prepare(request.param)
    with contextlib.closing(databases.fresh(request.param, tmp_path).connect()) as found:
        found.execute(
            "INSERT INTO roles (id, name, permissions, builtin, created_at, updated_at) VALUES (1, 'x', '[]', 0, 1, 1)"
        )
        for user in USERS:
            found.execute(
                "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, "
                "updated_at) VALUES (?, ?, '', '', 1, 1, 'es', 'offline', 0, 1, 1)",
                (user, f"u{user}"),
            )
        yield found


def stored(db, facts: list[Fact]) -> list[Fact]:
    """Store them in the place of what was there, and return them with their numbers."""
    db.execute("DELETE FROM conversations")
    channel = channels.enrol(db, "linea", "record", 1)
    found = []
    for number, fact in enumerate(facts):
        one = meet(db, channel, Who(("visitor", f"v{number}"), f"V{number}"), 1).conversation
        give(db, one, Holder(fact.owner, fact.area), fact.active)
        if not fact.opened:
            close(db, one, "end", fact.active)
        db.execute("UPDATE conversations SET assignee_id = ? WHERE id = ?", (fact.assignee, one))
        found.append(replace(fact, id=one))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FACTS, max_size=12), PEOPLE, WANTED)
def test_everybody_sees_what_is_theirs_and_nothing_else(db, facts, who, wanted):
    known = stored(db, facts)
    expected = [one for one in known if sees(who, one) and fits(wanted, one)]
    expected.sort(key=lambda one: (one.active, one.id), reverse=True)
    listed, place = [], None
    while page := conversations.seen_by(db, who, replace(wanted, after=place)):
        assert len(page) <= wanted.limit
        listed += page
        place = page[-1].place
    assert [one.id for one in listed] == [one.id for one in expected]
    for one in known:
        found = conversations.find_seen(db, who, one.id)
        assert (found is not None) == sees(who, one)
        if found is not None:
            told = (found.area, found.assignee, found.opened == 1, found.owner, found.active_at)
            assert told == (one.area, one.assignee, one.opened, one.owner, one.active)
    for one in listed:
        assert one == conversations.find_seen(db, who, one.id)


def test_what_is_not_there_is_as_what_is_foreign(db):
    [mine, foreign] = stored(db, [Fact("Ventas", None, True, "queue", 1), Fact("Soporte Ñ", 2, True, "human", 1)])
    who = replace(NOBODY, user=1, permissions=frozenset({READ}), areas=frozenset({"Ventas"}))
    assert conversations.find_seen(db, who, mine.id).channel == "linea"
    assert conversations.find_seen(db, who, foreign.id) is conversations.find_seen(db, who, 10**15) is None


def test_a_page_has_an_end(db):
    facts = [Fact("Ventas", 1, True, "queue", 1)] * (MOST + 5)
    stored(db, facts)
    for who in (
        replace(NOBODY, permissions=frozenset({READ_ALL})),
        replace(NOBODY, user=1, permissions=frozenset({READ}), areas=frozenset({"Ventas"})),
    ):
        assert len(conversations.seen_by(db, who, Wanted(limit=10**9))) == MOST
        assert len(conversations.seen_by(db, who, Wanted(limit=-1))) == 1


def test_no_name_of_an_area_ever_stands_in_a_statement():
    who = replace(NOBODY, user=7, permissions=frozenset({READ}), areas=frozenset(AREAS))
    condition = visibility.seen(who)
    assert condition.sql.count("?") == len(condition.values) == len(AREAS) + 1
    assert not any(area in condition.sql for area in AREAS)
    assert visibility.seen(NOBODY).sql == "1 = 0"


def test_a_list_is_read_by_an_index_in_its_order_however_many_there_are(db):
    """Nobody's list may read all that is open, nor sort more than a page of each way."""
    channel = channels.enrol(db, "linea", "record", 1)
    rows = 3000
    n = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
    if db.dialect == "mysql":
        db.execute("SET SESSION max_recursive_iterations = 100000")
    db.begin()
    for sql in (
        f"INSERT INTO contacts (id, name, fields, created_at, updated_at) {n} SELECT i, 'Ana', '{{}}', 1, 1 FROM n",
        f"INSERT INTO identities (id, contact_id, channel_id, kind, value, created_at) {n} SELECT i, i, {channel}, 'phone', i, 1 FROM n",
        (
            "INSERT INTO conversations (id, channel_id, contact_id, identity_id, opened, owner, area, assignee_id, note, tags, seq, "
            f"opened_at, active_at) {n} SELECT i, {channel}, i, i, 1, 'queue', CASE i % 3 WHEN 0 THEN 'Ventas' WHEN 1 THEN 'ventas' END, "
            "CASE WHEN i % 5 = 0 THEN i % 3 + 1 END, '', '[]', 0, 1, i FROM n"
        ),
    ):
        db.execute(sql)
    db.commit()
    if db.dialect == "mysql":
        db.execute("ANALYZE TABLE conversations, contacts, identities, channels").fetchall()
    operator = replace(NOBODY, user=1, permissions=frozenset({READ}), areas=frozenset({"Ventas", "ventas"}))
    everyone = replace(NOBODY, permissions=frozenset({READ_ALL}))
    for who in (operator, everyone):
        for after in (None, (1500, 1500)):
            tracer = Tracer(db)
            assert len(conversations.seen_by(tracer, who, Wanted(after=after))) == 50
            [(sql, values)] = tracer.seen
            assert plan_troubles(db, sql, values) == []


class Tracer:
    """A connection that keeps each statement with its values."""

    def __init__(self, db) -> None:
        self.db = db
        self.dialect = db.dialect
        self.seen = []

    def execute(self, sql, values):
        self.seen.append((sql, values))
        return self.db.execute(sql, values)


def plan_troubles(db, sql, values) -> list[str]:
    if db.dialect == "sqlite":
        plans = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        whole = [one for one in plans if one.startswith("SCAN ") and one.split()[1] not in {"p0", "p1", "p2", "u", "f"}]
        used = [one for one in plans if one.startswith("SEARCH c USING") and "PRIMARY KEY" not in one]
        assert all("active_at" in one or "opened=?" in one for one in used), plans
        return [one for one in whole if "CONSTANT" not in one]
    rows = db.execute(f"EXPLAIN {sql}", values).fetchall()
    return [str(row) for row in rows if row[2] == "c" and (row[3] == "ALL" or "filesort" in (row[9] or ""))]
