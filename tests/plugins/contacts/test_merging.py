"""Merging: two contacts that are one person become one, and two again, whatever happened in between."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

import databases
from cauce.access.permissions import EVERY
from cauce.access.principal import Principal
from cauce.store import channels
from cauce.store.audit import By, record
from cauce.store.conversations import Who, meet
from cauce_plugins.contacts import cards, catalogue, merging
from contacts_rig import ROOT

BOSS = Principal(1, "jefa", "Jefa", "ADMIN", frozenset(EVERY))


async def merge(people, kept, gone):
    return await people.admin("POST", f"{ROOT}/{kept}/merge", {"other": gone})


async def unmerge(people, kept, number=None):
    [last, *_] = (await people.admin("GET", f"{ROOT}/{kept}/merges")).body["items"]
    return await people.admin("POST", f"{ROOT}/{kept}/unmerge", {"merge": number or last["id"]})


async def test_the_kept_one_says_what_it_said_and_what_it_lacked(people):
    kept = await people.add(name="Ana", phone="0981123456", tags=["a", "b"], fields={"plan": "oro"})
    gone = await people.add(
        name="Anita", phone="0981999999", dni="1234567", tags=["b", "c"], fields={"plan": "plata", "edad": 4}
    )
    contact = (await merge(people, kept, gone)).body
    assert (contact["name"], contact["phone"], contact["dni"], contact["tags"]) == (
        "Ana",
        "+595981123456",
        "1234567",
        ["a", "b", "c"],
    )
    assert contact["fields"] == {"plan": "oro", "edad": 4}
    assert (await people.admin("GET", f"{ROOT}/{gone}")).status == 404
    assert await people.list(q="anita") == []
    assert await people.list(tag="c") == [kept]


async def test_conversations_and_addresses_go_with_it_and_come_back(people):
    kept, first = await people.meet("595971222333", "Carla")
    gone, second = await people.meet("visita", "", "web", "visitor")
    await people.heard(first, second)
    before = await people.get(kept), await people.get(gone)
    assert (await merge(people, kept, gone)).status == 200
    assert {one["value"] for one in (await people.get(kept))["identities"]} == {"595971222333", "visita"}
    assert len((await people.admin("GET", f"{ROOT}/{kept}/history")).body["items"]) == 2
    assert ("contact.merged", {"contact": kept, "gone": gone}) in await people.desk.facts(second)
    # The person writes again, and is still the same conversation.
    assert await people.meet("visita", "", "web", "visitor") == (kept, second)
    assert (await unmerge(people, kept)).status == 200
    after = await people.get(kept), await people.get(gone)
    assert [{**one, "updated_at": 0} for one in after] == [{**one, "updated_at": 0} for one in before]
    assert await people.meet("visita", "", "web", "visitor") == (gone, second)
    assert (await unmerge(people, kept)).status == 409


async def test_what_somebody_changed_since_stays_changed(people):
    kept = await people.add(name="Ana", tags=["a"], fields={"plan": "oro"})
    gone = await people.add(name="Anita", tags=["b"], fields={"plan": "plata", "edad": 4, "zona": "sur"})
    await merge(people, kept, gone)
    await people.patch(kept, name="Ana María", tags=["a", "b", "c"], fields={"edad": 5})
    await unmerge(people, kept)
    contact = await people.get(kept)
    assert (contact["name"], contact["tags"], contact["fields"]) == (
        "Ana María",
        ["a", "c"],
        {"plan": "oro", "edad": 5},
    )
    back = await people.get(gone)
    assert (back["tags"], back["fields"]) == (["b"], {"plan": "plata", "edad": 4, "zona": "sur"})


async def test_a_number_that_went_with_it_comes_back_with_it(people):
    kept, gone = await people.add(name="Ana"), await people.add(name="Anita", phone="0981123456")
    assert (await merge(people, kept, gone)).body["phone"] == "+595981123456"
    await unmerge(people, kept)
    assert ((await people.get(kept))["phone"], (await people.get(gone))["phone"]) == (None, "+595981123456")


async def test_merges_are_taken_back_from_the_last_one(people):
    one, two, three = [await people.add(name=name) for name in ("Uno", "Dos", "Tres")]
    await merge(people, two, one)
    await merge(people, three, two)
    assert (await people.admin("POST", f"{ROOT}/{two}/unmerge", {"merge": 1})).status == 404
    assert (await unmerge(people, three)).body["id"] == two
    assert (await unmerge(people, two)).body["id"] == one
    assert await people.list() == [three, two, one]


async def test_nobody_merges_what_they_do_not_see_nor_one_with_itself(people):
    contact, hidden = await people.add(name="Ana"), await people.add(name="Oculta")
    await people.admin(
        "POST", "/api/roles", {"name": "Fusiona", "permissions": ["contacts.read", "contacts.write", "contacts.merge"]}
    )
    eva = await people.desk.enter("eva", "Fusiona")
    mine = (await eva("POST", ROOT, {"name": "Mía"})).body["id"]
    assert (await eva("POST", f"{ROOT}/{mine}/merge", {"other": hidden})).status == 404
    assert (await eva("POST", f"{ROOT}/{hidden}/merge", {"other": mine})).status == 404
    assert (await merge(people, contact, contact)).status == 422
    assert sorted(await people.list()) == [contact, hidden, mine]


async def test_a_person_who_writes_while_they_are_merged_loses_nothing(people):
    kept, _ = await people.meet("595971222333", "Carla")
    for turn in range(4):
        gone, talk = await people.meet(f"visita{turn}", "", "web", "visitor")
        told, met = await asyncio.gather(merge(people, kept, gone), people.meet(f"visita{turn}", "", "web", "visitor"))
        assert told.status == 200
        assert met[1] == talk
        assert (await people.meet(f"visita{turn}", "", "web", "visitor"))[0] == kept
    torn = (
        "SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE c.contact_id <> i.contact_id"
    )
    assert await people.rows(torn) == []


class Acts(SimpleNamespace):
    """Acts over a connection, without the delivery that merging has no part in."""

    def record(self, action, thing, details=None):
        record(self.db, By(None, "jefa", self.now), action, thing, details)


FOLDER = Path(tempfile.mkdtemp(prefix="cauce-merging-"))


class Merging(RuleBasedStateMachine):
    """Contacts that are made, written to, changed, merged and taken back, in any order, beside what they should be."""

    contacts = Bundle("contacts")

    @initialize()
    def begin(self):
        databases.prepare("sqlite")
        self.db = databases.fresh("sqlite", FOLDER).connect()
        self.now, self.talks, self.stack = 1000, {}, []

    def act(self, work):
        self.now += 1
        self.db.begin()
        try:
            found = work(Acts(db=self.db, now=self.now))
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()
        return found

    @rule(
        target=contacts,
        name=st.sampled_from(["Ana", "Beto", "Carla"]),
        tags=st.lists(st.sampled_from("abc"), unique=True),
    )
    def add(self, name, tags):
        return self.act(lambda acts: catalogue.add(acts, BOSS, {"name": name, "tags": tags}, "PY").id)

    @rule(target=contacts, number=st.integers(0, 5))
    def write(self, number):
        def work(acts):
            who = Who(("visitor", f"v{number}"))
            standing = meet(acts.db, channels.enrol(acts.db, "web", "record", 1), who, acts.now)
            self.talks[standing.conversation] = number
            return standing.contact

        return self.act(work)

    @rule(contact=contacts, field=st.sampled_from("xy"), value=st.integers(0, 3))
    def change(self, contact, field, value):
        if contact in self.alive():
            given = {"fields": {field: value or None}}
            self.act(lambda acts: catalogue.change(acts, BOSS, contact, given, "PY", lambda _: None))
            self.stack = [(one, None if contact in one[:2] else before) for one, before in self.stack]

    @rule(kept=contacts, gone=contacts)
    def merge(self, kept, gone):
        if kept != gone and {kept, gone} <= self.alive():
            before = self.seen()
            self.act(lambda acts: merging.merge(acts, BOSS, kept, gone))
            self.stack.append(((kept, gone, len(self.talks)), before))

    @rule()
    def undo(self):
        if self.stack:
            (kept, gone, talks), before = self.stack.pop()
            number = merging.of_contact(self.db, kept)[0].id
            while merging.of_contact(self.db, kept) and self.undone(number):
                number -= 1
            self.act(lambda acts: merging.undo(acts, BOSS, kept, number))
            assert {kept, gone} <= self.alive()
            if before is not None and talks == len(self.talks):
                assert {one: self.seen()[one] for one in (kept, gone)} == {one: before[one] for one in (kept, gone)}

    def undone(self, number):
        return self.db.execute("SELECT undone_at FROM contact_merges WHERE id = ?", (number,)).fetchone()[0] is not None

    def alive(self):
        return {row[0] for row in self.db.execute("SELECT id FROM contacts")}

    def seen(self):
        """What each contact is, with its addresses and conversations."""
        found = {}
        for one in cards.get_all(self.db, sorted(self.alive())).values():
            ways = self.db.execute("SELECT id FROM identities WHERE contact_id = ? ORDER BY id", (one.id,)).fetchall()
            talks = self.db.execute(
                "SELECT id FROM conversations WHERE contact_id = ? ORDER BY id", (one.id,)
            ).fetchall()
            fields = {name: sorted(value) if name == "tags" else value for name, value in one.fields.items()}
            found[one.id] = (one.name, fields, one.phone, [way for (way,) in ways], [talk for (talk,) in talks])
        return found

    @invariant()
    def nothing_is_torn_or_lost(self):
        if not hasattr(self, "db"):
            return
        torn = "SELECT COUNT(*) FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE c.contact_id <> i.contact_id"
        assert self.db.execute(torn).fetchone()[0] == 0
        assert self.db.execute("SELECT COUNT(*) FROM conversations").fetchone()[0] == len(self.talks)
        assert self.db.execute("PRAGMA foreign_key_check").fetchall() == []
        marks = "SELECT COUNT(*) FROM contact_marks WHERE contact_id NOT IN (SELECT id FROM contacts)"
        assert self.db.execute(marks).fetchone()[0] == 0

    def teardown(self):
        if hasattr(self, "db"):
            with closing(self.db):
                pass


TestMerging = Merging.TestCase
TestMerging.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@pytest.fixture(scope="module", autouse=True)
def swept():
    yield
    shutil.rmtree(FOLDER, ignore_errors=True)
