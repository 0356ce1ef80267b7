"""The audit: what was done is read again, the last first, of all things or of one. The same on every database."""

from __future__ import annotations

from cauce.store import audit
from cauce.store.audit import By, Sought

CONSOLE = By(None, "cauce", 5, "10.0.0.1")


def test_what_was_done_is_read_again_in_pages(db):
    for number in range(5):
        audit.record(db, CONSOLE, "area.changed", f"area:{number % 2}", {"name": f"ñ{number}"})
    last = audit.page(db, Sought(), 3)
    assert [one.details for one in last] == ['{"name":"ñ4"}', '{"name":"ñ3"}', '{"name":"ñ2"}']
    assert [one.details for one in audit.page(db, Sought(before=last[-1].id), 3)] == ['{"name":"ñ1"}', '{"name":"ñ0"}']
    [one, two] = audit.page(db, Sought(object="area:1"), 9)
    assert (one.who, one.user, one.action, one.object, one.address, one.at) == (
        "cauce", None, "area.changed", "area:1", "10.0.0.1", 5,
    )  # fmt: skip
    assert audit.page(db, Sought(object="area:1", action="area.changed", before=one.id), 9) == [two]
    assert audit.page(db, Sought(action="area.added"), 9) == audit.page(db, Sought(user=7), 9) == []


def test_what_is_old_is_forgotten_from_the_first_on(db):
    for at in (1, 2, 3, 9):
        audit.record(db, By(None, "cauce", at), "area.changed", "area:1")
    assert [audit.sweep(db, 5, 2), audit.sweep(db, 5, 2), audit.sweep(db, 5, 2)] == [2, 1, 0]
    assert [one.at for one in audit.page(db, Sought(), 9)] == [9]


def test_what_is_too_long_is_kept_to_its_column(db):
    audit.record(db, By(None, "ñ" * 500, 1, "x" * 500), "a", "b")
    [one] = audit.page(db, Sought(), 9)
    assert (len(one.who), len(one.address), one.details) == (191, 64, "{}")
