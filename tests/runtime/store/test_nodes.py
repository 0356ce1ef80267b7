"""Nodes: each process has an epoch greater than those before it, and one that gives no sign of life is given up."""

from __future__ import annotations

from cauce.store import nodes


def test_an_epoch_is_greater_than_any_before(db):
    first = nodes.join(db, "a", 1, 1)
    assert nodes.join(db, "b", 2, 2) > first
    assert nodes.latest(db) > first


def test_in_a_file_whoever_joins_is_alone(db):
    first = nodes.join(db, "a", 1, 1)
    second = nodes.join(db, "b", 2, 2)
    if db.dialect == "sqlite":
        assert nodes.alive(db) == [second]
        assert nodes.fenced(db) == [first]
    else:
        assert nodes.alive(db) == [first, second]
        assert nodes.fenced(db) == []


def test_who_left_in_good_order_is_seen_to_at_once_and_then_forgotten(db):
    first = nodes.join(db, "a", 1, 1)
    nodes.leave(db, first, 1000)
    nodes.leave(db, first, 9000)
    assert nodes.alive(db) == []
    assert nodes.fenced(db) == [first]
    nodes.swept(db, first, 1000 + nodes.SWEPT_MS)
    assert nodes.fenced(db) == [first]
    nodes.swept(db, first, 1001 + nodes.SWEPT_MS)
    assert nodes.fenced(db) == []
