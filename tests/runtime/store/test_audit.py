"""The audit: what was done is read again, the last first, of all things or of one. The same on every database."""

from __future__ import annotations

from cauce.store import audit
from cauce.store.audit import By

CONSOLE = By(None, "cauce", 5, "10.0.0.1")


def test_what_was_done_is_read_again_in_pages(db):
    for number in range(5):
        audit.record(db, CONSOLE, "area.changed", f"area:{number % 2}", {"name": f"ñ{number}"})
    last = audit.page(db, 10**15, 3)
    assert [one.details for one in last] == ['{"name":"ñ4"}', '{"name":"ñ3"}', '{"name":"ñ2"}']
    assert [one.details for one in audit.page(db, last[-1].id, 3)] == ['{"name":"ñ1"}', '{"name":"ñ0"}']
    [one, two] = audit.of(db, "area:1", 10**15, 9)
    assert (one.who, one.user, one.action, one.object, one.address, one.at) == (
        "cauce", None, "area.changed", "area:1", "10.0.0.1", 5,
    )  # fmt: skip
    assert audit.of(db, "area:1", one.id, 9) == [two]


def test_what_is_too_long_is_kept_to_its_column(db):
    audit.record(db, By(None, "ñ" * 500, 1, "x" * 500), "a", "b")
    [one] = audit.page(db, 10**15, 9)
    assert (len(one.who), len(one.address), one.details) == (191, 64, "{}")
