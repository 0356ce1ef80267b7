"""Addresses: a person known by several is one person, and talks in one conversation."""

from __future__ import annotations

import pytest

from cauce.store import addresses, conversations
from cauce.store.conversations import Who

PHONE, USER, OTHER = ("phone", "56911111111"), ("user", "CL.abc"), ("user", "CL.ABC")


def meet(db, channel, address, *aliases, name="Ana"):
    return conversations.meet(db, channel, Who(address, name, aliases), 1)


def test_an_address_that_is_not_known_is_nobodys(db, channel):
    assert addresses.find(db, channel, PHONE) is None
    assert addresses.main_of(db, channel, PHONE) == 0
    assert addresses.know_as(db, channel, [PHONE], USER, 1) is False


def test_whoever_writes_from_an_alias_is_in_the_same_conversation(db, channel):
    first = meet(db, channel, PHONE, USER)
    assert meet(db, channel, USER).conversation == first.conversation
    assert addresses.find_all(db, channel, [PHONE, USER, OTHER]) == {
        PHONE: (first.identity, first.contact),
        USER: (first.identity, first.contact),
    }
    assert meet(db, channel, OTHER).conversation != first.conversation


def test_whoever_is_met_anew_is_known_by_what_was_an_alias(db, channel):
    first = meet(db, channel, PHONE)
    again = meet(db, channel, USER, PHONE)
    assert (again.conversation, again.contact) == (first.conversation, first.contact)
    assert addresses.main_of(db, channel, USER) == first.identity


def test_the_same_address_on_another_channel_is_another(db, channel):
    from cauce.store import channels

    other = channels.enrol(db, "otra", "x", 1)
    assert meet(db, channel, PHONE).identity != meet(db, other, PHONE).identity


def test_two_who_turn_out_to_be_one_are_made_one_with_their_past(db, channel):
    old = meet(db, channel, USER, name="")
    conversations.close(db, old.conversation, "end", 2)
    ours = meet(db, channel, PHONE)
    meet(db, channel, PHONE, USER)
    assert addresses.find(db, channel, USER) == (ours.identity, ours.contact)
    past = conversations.find(db, old.conversation)
    assert (past.identity, past.contact) == (ours.identity, ours.contact)


def test_one_who_is_in_the_middle_of_a_conversation_stays_apart_until_it_ends(db, channel):
    busy, ours = meet(db, channel, USER), meet(db, channel, PHONE)
    meet(db, channel, PHONE, USER)
    assert addresses.main_of(db, channel, USER) == busy.identity
    conversations.close(db, busy.conversation, "end", 2)
    meet(db, channel, PHONE, USER)
    assert addresses.main_of(db, channel, USER) == ours.identity


def test_an_address_that_changes_takes_its_person_along(db, channel):
    ours = meet(db, channel, PHONE)
    new = ("phone", "56922222222")
    assert addresses.rename(db, channel, PHONE, new) is True
    assert addresses.main_of(db, channel, new) == ours.identity
    assert addresses.main_of(db, channel, PHONE) == 0
    assert addresses.rename(db, channel, PHONE, OTHER) is False


def test_an_address_does_not_become_one_that_is_somebody_elses(db, channel):
    meet(db, channel, PHONE)
    meet(db, channel, USER)
    assert addresses.rename(db, channel, PHONE, USER) is False
    assert addresses.main_of(db, channel, PHONE) != addresses.main_of(db, channel, USER)


def test_whoever_is_introduced_is_known_once(db, channel):
    for _ in range(2):
        conversations.introduce(db, channel, PHONE, "Ana", 1)
    assert conversations.is_known(db, channel, PHONE)
    assert meet(db, channel, PHONE).name == "Ana"
    assert db.execute("SELECT COUNT(*) FROM contacts").fetchone() == (1,)


@pytest.mark.parametrize("several", [1, 3, 90])
def test_meeting_several_at_once_is_meeting_each(db, channel, several):
    meet(db, channel, ("phone", "0"))
    people = [Who(("phone", str(n)), "Ana", [("bsuid", f"AR.{n}"), ("bsuid", f"AR.{n}")]) for n in range(several)]
    met = conversations.meet_all(db, channel, people, 1)
    assert set(met) == {who.address for who in people}
    for (kind, value), standing in met.items():
        assert (standing.kind, standing.value, standing.name) == (kind, value, "Ana")
        for address in ((kind, value), ("bsuid", f"AR.{value}")):
            found = meet(db, channel, address)
            assert (found.identity, found.contact, found.conversation) == (
                standing.identity, standing.contact, standing.conversation
            )  # fmt: skip
    assert db.execute("SELECT COUNT(*) FROM contacts").fetchone() == (several,)
    assert db.execute("SELECT COUNT(*) FROM conversations").fetchone() == (several,)


def test_two_new_people_of_whom_one_names_an_address_of_the_other_are_one(db, channel):
    number, user = ("phone", "1"), ("bsuid", "AR.1")
    met = conversations.meet_all(db, channel, [Who(number, "Ana", [user]), Who(user, "Ana")], 1)
    assert met[number].conversation == met[user].conversation
    assert db.execute("SELECT COUNT(*) FROM contacts").fetchone() == (1,)


def test_many_new_people_cost_as_many_statements_as_one(db, channel):
    asked: list[str] = []

    class Counting:
        dialect, stride = db.dialect, db.stride

        def execute(self, sql, parameters=()):
            asked.append(sql)
            return db.execute(sql, parameters)

    def cost(first: int, count: int) -> int:
        asked.clear()
        conversations.meet_all(Counting(), channel, [Who(("phone", str(first + n))) for n in range(count)], 1)
        return len(asked)

    assert cost(64, 64) == cost(0, 1)
