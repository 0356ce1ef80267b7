"""Search: both databases find what a few lines of Python find, for everybody what they see, page after page."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import databases
from cauce.access import search
from cauce.access.principal import Principal
from cauce.access.search import Sought
from cauce.access.visibility import READ, READ_ALL
from cauce.delivery import codec
from cauce.model.message import Inbound
from cauce.store import channels, conversations, indexing
from cauce.store.conversations import Holder, Who, give, meet
from cauce.store.folding import terms, words
from cauce.store.messages import Draft, add

HOSTILE = [
    "*", "+hola -ana", '"hola ana"', "hola*", "(hola", "NEAR(hola ana)", "hola AND ana", "hola NOT ana", "words:hola", "@2", "~hola <ana >si",
    "' OR 1=1 --", "\0", "\ud800", "%", "_", "\\", "ho\\la", "؟مرحبا", "👩‍👩‍👧", "https://a.cl/?b=1&c", "si", "no", "ok", "a", "la", "the", "www",
    "x" * 200, "{hola}", "hola^2", "- + *", "\u202ehola", "hola\ufe0f", "MATCH", "1z_hola", "🇨🇱", "ñ", "Ñ", "n",
]  # fmt: skip
PIECES = st.sampled_from(
    ["hola", "HOLA", "Hólá", "holanda", "ana", "Aná", "si", "sí", "no", "ok", "ñandú", "nandu", "中文", "文字", "中", "👍", "👍🏽", "the", "www", "de", "la",
     "a", "1", "١", "café", "CAFE\u0301", ".", "-", "zorro", "x" * 90, "привет", "مرحبا", "한국어"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=5).map(" ".join)
QUERIES = TEXTS | st.sampled_from(HOSTILE) | st.text(max_size=20)
AREAS = ["Ventas", "Soporte"]


@dataclass(frozen=True)
class Fact:
    """A message as the oracle knows it."""

    text: str
    talk: int
    id: int = 0


@dataclass(frozen=True)
class Talk:
    """A conversation as the oracle knows it."""

    area: str | None
    mine: bool
    opened: bool
    name: str
    id: int = 0
    contact: int = 0


TALKS = st.lists(
    st.builds(Talk, st.none() | st.sampled_from(AREAS), st.booleans(), st.booleans(), TEXTS), min_size=1, max_size=4
)
FACTS = st.lists(st.builds(Fact, TEXTS, st.integers(0, 3)), max_size=12)
PEOPLE = st.builds(
    Principal, st.just(1), st.just("x"), st.just(""), st.just(""),
    st.sets(st.sampled_from([READ, READ_ALL])).map(frozenset), st.sets(st.sampled_from(AREAS)).map(frozenset),
)  # fmt: skip
EVERYBODY = Principal(1, "x", "", "", frozenset({READ_ALL}))


@pytest.fixture(params=databases.KINDS)
def db(request, tmp_path):
    databases.prepare(request.param)
    with contextlib.closing(databases.fresh(request.param, tmp_path).connect()) as found:
        found.execute(
            "INSERT INTO roles (id, name, permissions, builtin, created_at, updated_at) VALUES (1, 'x', '[]', 0, 1, 1)"
        )
        found.execute(
            "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, "
            "updated_at) VALUES (1, 'u', '', '', 1, 1, 'es', 'offline', 0, 1, 1)"
        )
        yield found


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Few ids to a stretch, so that a handful of messages are of several."""
    monkeypatch.setattr("cauce.store.search._size", lambda db, source: 2)


def stored(db, talks, facts):
    """Store them in the place of what was there, take them up, and return them with their numbers."""
    for table in (
        "messages",
        "conversations",
        "identities",
        "contacts",
        "message_words",
        "contact_words",
        "indexed",
        "rewords",
    ):
        db.execute(f"DELETE FROM {table}")
    channel = channels.enrol(db, "linea", "record", 1)
    known = []
    for number, talk in enumerate(talks):
        standing = meet(db, channel, Who(("phone", f"+5690000000{number}"), talk.name), 1)
        give(db, standing.conversation, Holder("queue", talk.area), 1)
        if talk.mine:
            db.execute("UPDATE conversations SET assignee_id = 1 WHERE id = ?", (standing.conversation,))
        if not talk.opened:
            conversations.close(db, standing.conversation, "end", 1)
        known.append(replace(talk, id=standing.conversation, contact=standing.contact))
    said = []
    for fact in facts:
        talk = fact.talk % len(known)
        draft = Draft(known[talk].id, channel, codec.dump(Inbound(text=fact.text)))
        add(db, [draft], 1)
        said.append(replace(fact, talk=talk, id=draft.id))
    # A server finds what is committed only.
    db.begin()
    indexing.catch_up(db, 10**12)
    db.commit()
    return known, said


def sees(who, talk):
    return READ_ALL in who.permissions or (READ in who.permissions and (talk.mine or talk.area in who.areas))


def has(text, query):
    wanted, there = terms(query), words(text)
    return bool(wanted) and all(any(term.fits(word) for word in there) for term in wanted)


def every(find, db, who, sought):
    found = []
    while page := find(db, who, replace(sought, after=found[-1].id if found else None)):
        assert len(page) <= sought.limit
        found += page
    return found


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TALKS,
    FACTS,
    PEOPLE,
    st.lists(QUERIES, min_size=1, max_size=6),
    st.sampled_from([{}, {"area": "Ventas"}, {"opened": True}]),
    st.sampled_from([(-1, -1), (-1, 2000), (200, 2000)]),
)
@example(
    [Talk("Ventas", False, True, "Ana")],
    [Fact(text, 0) for text in ["si", "no the", "ok www", "a"]],
    EVERYBODY,
    HOSTILE,
    {},
    (-1, -1),
)
def test_what_is_found_is_what_has_every_word_of_what_one_sees(db, talks, facts, who, queries, which, few):
    with pytest.MonkeyPatch.context() as patch:
        # Both ways lead to the same: asking the index, and looking through the conversations one by one.
        patch.setattr(search, "LITTLE", few[0])
        patch.setattr(search, "FEW", few[1])
        patch.setattr(search, "TALK", 1)
        known, said = stored(db, talks, facts)
        for query in queries:
            fits = [
                one
                for one in known
                if sees(who, one)
                and which.get("area", one.area) == one.area
                and which.get("opened", one.opened) == one.opened
            ]
            expected = [one for one in said if known[one.talk] in fits and has(one.text, query)]
            found = every(search.messages, db, who, Sought(terms(query), which, limit=2))
            assert [one.id for one in found] == [one.id for one in reversed(expected)]
            assert all(
                one.conversation == known[fact.talk].id for one, fact in zip(found, reversed(expected), strict=True)
            )
            people = [
                one
                for number, one in enumerate(known)
                if sees(who, one) and has(f"{one.name} +5690000000{number}", query)
            ]
            contacts = every(search.contacts, db, who, Sought(terms(query), limit=1))
            assert [one.id for one in contacts] == [one.contact for one in reversed(people)]


def test_whoever_sees_nothing_finds_nothing(db):
    stored(db, [Talk(None, False, True, "Ana")], [Fact("hola", 0)])
    nobody = replace(EVERYBODY, permissions=frozenset())
    assert search.messages(db, nobody, Sought(terms("hola"))) == search.contacts(db, nobody, Sought(terms("ana"))) == []
    assert search.messages(db, EVERYBODY, Sought(terms("hola")))[0].name == "Ana"


def test_a_message_is_seen_by_whoever_sees_its_conversation_now(db):
    known, [said] = stored(
        db, [Talk("Ventas", False, True, "Ana"), Talk("Soporte", False, True, "Eva")], [Fact("hola", 0)]
    )
    ana = replace(EVERYBODY, permissions=frozenset({READ}), areas=frozenset({"Soporte"}))
    sought = Sought(terms("hola"))
    assert search.messages(db, ana, sought) == []
    db.execute("UPDATE messages SET conversation_id = ? WHERE id = ?", (known[1].id, said.id))
    assert [one.id for one in search.messages(db, ana, sought)] == [said.id]


def test_the_words_of_the_server_that_mean_nothing_to_it_are_words_here(db):
    if db.dialect != "mysql":
        pytest.skip("SQLite leaves out no words")
    left_out = [row[0] for row in db.execute("SELECT value FROM information_schema.innodb_ft_default_stopword")]
    assert "the" in left_out
    stored(db, [Talk(None, True, True, "")], [Fact(" ".join(left_out), 0)])
    assert all(search.messages(db, EVERYBODY, Sought(terms(one))) for one in left_out)
