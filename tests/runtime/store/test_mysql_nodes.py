"""Nodes that share a server: one that gives no sign of life is given up, and nobody waits for one that lives."""

from __future__ import annotations

import contextlib

import pytest

from cauce.store import nodes


@pytest.fixture
def db(server):
    with contextlib.closing(server.connect()) as found:
        yield found


def test_who_gives_no_sign_of_life_is_given_up_and_stays_so(db):
    silent, lively = nodes.join(db, "a", 1, 1), nodes.join(db, "b", 2, 2)
    assert nodes.fence(db, lively) == 0
    db.execute("UPDATE nodes SET lease_until = 1")
    nodes.renew(db, lively)
    assert nodes.fence(db, lively) == 1
    nodes.renew(db, silent)
    assert nodes.alive(db) == [lively]
    assert nodes.fenced(db) == [silent]


def test_nobody_gives_up_itself(db):
    only = nodes.join(db, "a", 1, 1)
    db.execute("UPDATE nodes SET lease_until = 1")
    assert nodes.fence(db, only) == 0


def test_looking_for_the_silent_waits_for_nobody_who_is_in_the_middle_of_something(db, server):
    """Each that lives has its own row locked in every transaction: two that waited for each other would never end."""
    ours, theirs = nodes.join(db, "a", 1, 1), nodes.join(db, "b", 2, 2)
    with contextlib.closing(server.connect()) as other:
        other.begin()
        other.execute("UPDATE nodes SET commits = commits + 1 WHERE id = ?", (theirs,))
        db.begin()
        db.execute("UPDATE nodes SET commits = commits + 1 WHERE id = ?", (ours,))
        db.execute("SET SESSION innodb_lock_wait_timeout = 0")
        assert nodes.fence(db, ours) == 0
        other.execute("SET SESSION innodb_lock_wait_timeout = 0")
        assert nodes.fence(other, theirs) == 0
        db.commit()
        other.commit()
