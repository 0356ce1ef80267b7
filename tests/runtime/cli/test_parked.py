"""`cauce parked`: what was set aside is listed, shown, tried again or given up."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from cauce.store import channels, conversations, inbox
from cauce.store.conversations import Who
from cauce.store.inbox import Entry, Waiting
from cauce.store.sqlite import connect


@pytest.fixture
def stocked(cauce, folder):
    """A project with a message that failed three times (1) and a body that nobody could read (2)."""
    assert cauce("migrate").code == 0
    with closing(connect(folder / "data/cauce.db")) as db:
        channel = channels.enrol(db, "web", "webchat", 1)
        standing = conversations.meet(db, channel, Who(("visitor", "ana"), "Ana"), 1)
        [row] = inbox.add_messages(db, [Entry(channel, "m1", b"raw")], 1)
        assert row == 1
        for _ in range(3):
            waiting = Waiting(row, "message", "m1", '{"text": "hola"}')
            inbox.fail(db, waiting, standing.conversation, "Traceback\nValueError: \x1b[31mroto", 5)
        inbox.park_body(db, channel, b"\xff{", "not JSON", 2)
    return folder / "data/cauce.db"


def states(path) -> list[tuple]:
    with closing(connect(path)) as db:
        return db.execute("SELECT id, state, attempts FROM inbox ORDER BY id").fetchall()


def test_it_lists_what_was_set_aside_with_its_reason(cauce, stocked):
    told = cauce("parked")
    assert told.code == 0
    first, second = told.out.splitlines()
    assert [first.split()[0], *first.split()[3:5]] == ["1", "web", "message"]
    assert "ValueError: \N{REPLACEMENT CHARACTER}[31mroto" in first
    assert "body" in second
    assert "not JSON" in second


def test_it_shows_one_whole(cauce, stocked):
    told = cauce("parked", "1")
    assert '{"text": "hola"}' in told.out
    assert "Traceback" in told.out
    [message, body] = json.loads(cauce("parked", "--json").out)
    assert (message["payload"], message["conversation"]) == ({"text": "hola"}, 1)
    assert body["body"] == "\N{REPLACEMENT CHARACTER}{"
    assert json.loads(cauce("parked", "2", "--json").out) == body


def test_a_message_is_tried_again_with_all_its_tries(cauce, stocked):
    assert cauce("parked", "1", "--replay").code == 0
    assert states(stocked) == [(1, "waiting", 0), (2, "parked", 0)]


def test_a_body_cannot_be_tried_again_but_given_up(cauce, stocked):
    refused = cauce("parked", "2", "--replay")
    assert refused.code == 1
    assert "ningún transporte pudo leer" in refused.err
    assert cauce("parked", "2", "--drop").code == 0
    assert states(stocked) == [(1, "parked", 3), (2, "done", 0)]
    assert cauce("parked", "2").code == 1


def test_what_makes_no_sense_is_told(cauce, stocked):
    assert cauce("parked", "--replay").code == 2
    assert cauce("parked", "1", "--replay", "--drop").code == 2
    assert "99" in cauce("parked", "99", "--drop").err


def test_without_a_database_it_says_how_to_make_one(cauce, folder):
    told = cauce("parked", "--lang", "en")
    assert told.code == 1
    assert "cauce migrate" in told.err


def test_with_nothing_set_aside_it_says_so(cauce):
    assert cauce("migrate").code == 0
    assert cauce("parked").out == "No hay nada apartado\n"
