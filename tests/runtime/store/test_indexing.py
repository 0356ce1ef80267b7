"""Indexing: what was stored is taken up once, in whatever order it was committed, and what changed is taken up again."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from cauce.store import addresses, conversations, indexing
from cauce.store.conversations import Who
from cauce.store.messages import Draft, add
from cauce.store.search import CONTACTS, MESSAGES

NOW = 10**12
ADDRESS = ("phone", "569000000001")


def words_of(db, table):
    return dict(db.execute(f"SELECT id, words FROM {table}").fetchall())


def say(db, channel, *texts, at=NOW):
    talk = conversations.meet(db, channel, Who(ADDRESS, "Ana"), at).conversation
    drafts = [Draft(talk, channel, f'{{"text":"{text}"}}') for text in texts]
    add(db, drafts, at)
    return [one.id for one in drafts]


def test_what_was_said_is_taken_up_once(db, channel):
    first, second = say(db, channel, "hola", "chao")
    # A message and another, and the contact.
    assert indexing.catch_up(db, NOW) == 3
    assert words_of(db, "message_words").keys() == {first, second}
    assert indexing.catch_up(db, NOW + indexing.GRACE_MS) == 0
    assert indexing.place_of(db, MESSAGES) == second


def test_what_is_the_same_is_not_stored_again(db, channel):
    say(db, channel, "hola")
    indexing.catch_up(db, NOW)
    [contact] = words_of(db, "contact_words")
    indexing.changed(db, CONTACTS, contact)
    batch = indexing.read(db, CONTACTS, 0, NOW)
    assert (batch.words, len(batch.done)) == ({}, 1)
    assert indexing.catch_up(db, NOW) == 0


def test_more_than_a_batch_is_taken_up_in_order(db, channel, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 3)
    ids = say(db, channel, *"abcdefg")
    indexing.catch_up(db, NOW)
    assert sorted(words_of(db, "message_words")) == ids


def test_what_is_committed_behind_a_later_one_is_not_passed_over(db, channel):
    first, second = say(db, channel, "hola", "chao")
    indexing.catch_up(db, NOW)
    place = indexing.place_of(db, MESSAGES)
    [late, seen] = say(db, channel, "tarde", "visto")
    db.execute("DELETE FROM messages WHERE id = ?", (late,))
    indexing.catch_up(db, NOW)
    assert words_of(db, "message_words").keys() == {first, second, seen}
    db.execute(
        "INSERT INTO messages (id, conversation_id, channel_id, direction, author, body, status, repeated, created_at) "
        "SELECT ?, conversation_id, channel_id, direction, author, ?, 5, 0, ? FROM messages WHERE id = ?",
        (late, '{"text":"tarde"}', NOW, seen),
    )
    indexing.catch_up(db, NOW)
    if db.dialect == "sqlite":
        # In a file one commits after the other, and what has a smaller id is there before.
        assert late not in words_of(db, "message_words")
        return
    assert place == second
    assert words_of(db, "message_words").keys() == {first, second, late, seen}


def test_a_gap_that_nobody_can_fill_any_more_is_passed(db, channel):
    [one, gone, other] = say(db, channel, "a", "b", "c")
    db.execute("DELETE FROM messages WHERE id = ?", (gone,))
    indexing.catch_up(db, NOW)
    assert indexing.place_of(db, MESSAGES) == (other if db.dialect == "sqlite" else one)
    indexing.catch_up(db, NOW + indexing.GRACE_MS)
    assert indexing.place_of(db, MESSAGES) == other


def test_of_two_who_take_up_the_same_one_stores_it(db, channel):
    say(db, channel, "hola")
    batch = indexing.read(db, MESSAGES, 0, NOW + indexing.GRACE_MS)
    assert indexing.write(db, batch)
    assert not indexing.write(db, replace(batch, words={99: " x "}))
    assert 99 not in words_of(db, "message_words")


def test_a_contact_is_found_by_its_name_and_addresses_of_now(db, channel):
    conversations.meet(db, channel, Who(ADDRESS), 1)
    indexing.catch_up(db, NOW)
    [(contact, before)] = words_of(db, "contact_words").items()
    assert "_569000000001 " in before
    conversations.meet(db, channel, Who(ADDRESS, "Ana", (("id", "zoe"),)), 2)
    addresses.rename(db, channel, ADDRESS, ("phone", "7"))
    assert indexing.catch_up(db, NOW) > 0
    after = words_of(db, "contact_words")[contact]
    assert [part.partition("_")[2] for part in after.split()] == ["ana", "7", "zzoe"]
    assert db.execute("SELECT COUNT(*) FROM rewords").fetchone()[0] == 0


def test_who_turns_out_to_be_another_has_no_addresses_left(db, channel):
    one = conversations.meet(db, channel, Who(ADDRESS, "Ana"), 1)
    other = conversations.meet(db, channel, Who(("id", "eva")), 1)
    conversations.close(db, other.conversation, "end", 1)
    indexing.catch_up(db, NOW)
    conversations.meet(db, channel, Who(ADDRESS, "Ana", (("id", "eva"),)), 2)
    indexing.catch_up(db, NOW)
    found = words_of(db, "contact_words")
    assert (found[other.contact], "_eva " in found[one.contact]) == (" ", True)


def test_what_changes_while_it_is_taken_up_is_taken_up_again(db, channel):
    say(db, channel, "hola")
    indexing.catch_up(db, NOW)
    [contact] = words_of(db, "contact_words")
    indexing.changed(db, CONTACTS, contact)
    batch = indexing.read(db, CONTACTS, 0, NOW)
    indexing.changed(db, CONTACTS, contact)
    indexing.write(db, batch)
    assert db.execute("SELECT COUNT(*) FROM rewords").fetchone()[0] == 1


@pytest.mark.parametrize("table", ["message_words", "contact_words"])
def test_what_is_taken_away_is_found_no_more(place, table):
    with contextlib.closing(place.connect()) as db:
        if db.dialect == "mysql":
            pytest.skip("a server keeps its index by itself")
        db.execute(f"INSERT INTO {table} (id, words) VALUES (1, ' 0_hola ')")
        count = f"SELECT COUNT(*) FROM {table}_index WHERE {table}_index MATCH ?"
        assert db.execute(count, ('"0_hola"',)).fetchone() == (1,)
        db.execute(f"UPDATE {table} SET words = ' 0_chao ' WHERE id = 1")
        assert [db.execute(count, (f'"0_{one}"',)).fetchone()[0] for one in ("hola", "chao")] == [0, 1]
        db.execute(f"DELETE FROM {table}")
        assert db.execute(count, ('"0_chao"',)).fetchone() == (0,)
        db.execute(f"INSERT INTO {table}_index ({table}_index) VALUES ('integrity-check')")
