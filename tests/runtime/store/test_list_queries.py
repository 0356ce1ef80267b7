"""The desk's SQL: lists, messages and searches find their rows by an index, whoever asks and however it is narrowed."""

from __future__ import annotations

import contextlib

import pytest

import databases
from bench.desk import LISTS
from bench.desk_corpus import build
from cauce.access import conversations, search
from cauce.access.conversations import Wanted
from cauce.access.principal import Principal
from cauce.access.search import Sought
from cauce.access.visibility import READ, READ_ALL
from cauce.store import messages
from cauce.store.folding import terms
from cauce.store.sqlite import Sqlite

CONVERSATIONS, MESSAGES = 3000, 6000
FEW = 120
"""How many rows a statement may have to look at, by the estimate of the server, where it has to have an index."""
JEFA = Principal(1, "jefa", "", "", frozenset({READ, READ_ALL}))
ANA = Principal(13, "ana", "", "", frozenset({READ}), frozenset({"Area 5", "Area 12"}))
OURS = {"p0", "p1", "p2", "u", "f"}
"""What the statements themselves have found, with a limit."""


@pytest.fixture(scope="module", params=databases.KINDS)
def desk(request, tmp_path_factory):
    """A desk that has been at work for a while, and its words."""
    place = (
        Sqlite(tmp_path_factory.mktemp("desk") / "cauce.db") if request.param == "sqlite" else databases.new_database()
    )
    place.prepare()
    place.release()
    made = build(place, CONVERSATIONS, MESSAGES)
    with contextlib.closing(place.connect()) as db:
        if db.dialect == "sqlite":
            db.execute("ANALYZE")
        yield db, made.vocabulary
    if request.param != "sqlite":
        databases.drop(place)


class Tracer:
    """A connection that keeps each statement with its values."""

    def __init__(self, db) -> None:
        self._db = db
        self.dialect = db.dialect
        self.seen = {}

    def execute(self, sql, values=()):
        self.seen.setdefault(sql, tuple(values))
        return self._db.execute(sql, values)


def troubles(db, tracer, *, sorted_by_index):
    """Return what would be read whole, or sorted whole."""
    for sql, values in tracer.seen.items():
        plan = db.execute(f"EXPLAIN {'QUERY PLAN ' * (db.dialect == 'sqlite')}{sql}", values).fetchall()
        if db.dialect == "sqlite":
            steps = [row[3] for row in plan]
            whole = [
                one
                for one in steps
                if one.startswith("SCAN ") and "VIRTUAL TABLE INDEX" not in one and not OURS & {one.split()[1]}
            ]
            by_time = [one for one in steps if one.startswith("SEARCH c USING") and "PRIMARY KEY" not in one]
            if sorted_by_index:
                whole += [one for one in by_time if "opened=?" not in one]
            yield from (f"{one}: {sql}" for one in whole if "CONSTANT" not in one)
            continue
        for row in plan:
            table, kind, count, more = row[2], row[3], int(row[8] or 0), row[9] or ""
            base = not str(table).startswith(("<", "p", "u", "f"))
            if base and (
                (kind in {"ALL", "index"} and count > FEW and "LIMIT" not in sql) or (kind == "ALL" and count > FEW)
            ):
                yield f"{table} {kind} {count}: {sql}"
            # Few are put in order sooner than found in it.
            if sorted_by_index and table == "c" and "filesort" in more and count > FEW:
                yield f"{table} {more} {count}: {sql}"


def wanted(query, who):
    return Wanted(
        opened=query.get("opened") != "false", owner=query.get("owner"), area=query.get("area"),
        assignee=who.user if "assignee" in query else None,
    )  # fmt: skip


@pytest.mark.parametrize("who", [JEFA, ANA])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_read_in_its_order(desk, who, name):
    db, _ = desk
    tracer = Tracer(db)
    conversations.seen_by(tracer, who, wanted(LISTS[name], who))
    found = list(troubles(db, tracer, sorted_by_index=True))
    assert not found, "\n".join(found)


def test_one_conversation_and_what_was_said_in_it(desk):
    db, _ = desk
    tracer = Tracer(db)
    assert conversations.find_seen(tracer, ANA, 10**9) is None
    assert messages.page(tracer, 1500, None, 50, newest=True)
    assert messages.page(tracer, 1500, 5, 50, newest=False)
    assert not list(troubles(db, tracer, sorted_by_index=False))


@pytest.mark.parametrize("who", [JEFA, ANA])
@pytest.mark.parametrize("which", [{}, {"area": "Area 5"}, {"conversation": 7}])
@pytest.mark.parametrize(("little", "few"), [(-1, -1), (200, 2000), (10**6, 10**6)])
def test_every_search_is_by_the_index_or_by_conversation(desk, monkeypatch, who, which, little, few):
    db, vocabulary = desk
    monkeypatch.setattr(search, "LITTLE", little)
    monkeypatch.setattr(search, "FEW", few)
    tracer, found = Tracer(db), 0
    for query in (vocabulary[0], f"{vocabulary[0]} {vocabulary[2000]}", vocabulary[3][:3], "nunca"):
        found += len(search.messages(tracer, who, Sought(terms(query), which)))
        search.contacts(tracer, who, Sought(terms(query)))
    assert found or which
    assert not list(troubles(db, tracer, sorted_by_index=False))
