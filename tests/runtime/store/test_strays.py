"""Strays: a status that comes before its message is known is kept until it is, or for a day."""

from __future__ import annotations

from cauce.store import conversations, messages, strays
from cauce.store.conversations import Who
from cauce.store.messages import Draft
from cauce.store.strays import Stray


def sent(db, channel, provider_id: str) -> None:
    ana = conversations.meet(db, channel, Who(("visitor", "ana"), "Ana"), 1)
    draft = Draft(ana.conversation, channel, "{}")
    messages.add(db, [draft], 1)
    messages.mark_sent(db, draft.id, provider_id, 2)


def test_a_status_waits_until_its_message_is_known(db, channel):
    read = Stray(channel, "wamid.aB", "read", 7)
    failed = Stray(channel, "wamid.aB", "failed", 8, "ñ 131047")
    for one in (read, read, failed, Stray(channel, "wamid.AB", "read", 7)):
        strays.add(db, one, 10)
    assert db.execute("SELECT 1 FROM strays").fetchone()
    assert strays.known_by_now(db, 10) == []
    sent(db, channel, "wamid.aB")
    found = strays.known_by_now(db, 10)
    assert [one for _, one in found] == [read, failed]
    assert len(strays.known_by_now(db, 1)) == 1
    for row, _ in found:
        strays.remove(db, row)
    assert strays.known_by_now(db, 10) == []
    assert db.execute("SELECT 1 FROM strays").fetchone()


def test_what_nobody_ever_knows_is_forgotten_after_a_day(db, channel):
    for at in (1, 2, 3):
        strays.add(db, Stray(channel, f"x{at}", "read", at), at)
    assert strays.expire(db, strays.KEEP_MS + 3) == 2
    assert strays.expire(db, strays.KEEP_MS + 4) == 1
    assert not db.execute("SELECT 1 FROM strays").fetchone()


def test_a_long_error_is_kept_to_its_column(db, channel):
    strays.add(db, Stray(channel, "x", "failed", 1, "😀" * 500), 1)
    assert db.execute("SELECT error FROM strays").fetchone() == ("😀" * 191,)
