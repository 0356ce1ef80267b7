"""Statuses: they rise, whatever comes first; one without its message is kept for a day."""

from __future__ import annotations

from cauce.delivery import statuses
from cauce.model.message import Inbound
from cauce.transport import Arrival, Receipt
from delivery_rig import HELLO, Rig

DAY = 24 * 3600


async def status_events(rig: Rig) -> list[str]:
    return [data for (data,) in await rig.rows("SELECT data FROM events WHERE type = 'message.status' ORDER BY id")]


async def test_each_rise_is_told_once(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.say("hola")
        for status in ("delivered", "delivered", "sent", "read", "failed"):
            await rig.pipeline.inbox.receipts("linea", [Receipt("net-1", status, 5)])
        assert await rig.rows("SELECT status, read_at FROM messages WHERE provider_id = 'net-1'") == [(4, 5)]
        told = [one for one in await status_events(rig) if '"message":2,' in one]
        assert [one.rsplit(":", 1)[1] for one in told] == ['"sent"}', '"delivered"}', '"read"}']


async def test_a_failure_keeps_its_reason_without_our_tag(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.say("hola")
        await rig.pipeline.inbox.receipts("linea", [Receipt("net-1", "failed", 5, "131047", "Re-engagement message")])
        [(status, error)] = await rig.rows("SELECT status, error FROM messages WHERE provider_id = 'net-1'")
        assert (status, error) == (2, "131047 Re-engagement message")


async def test_a_failure_leaves_when_it_was_sent_and_is_forgotten_should_the_message_arrive_after_all(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.say("hola")
        select = "SELECT status, sent_at, delivered_at, error FROM messages WHERE provider_id = 'net-1'"
        [(_, sent_at, _, _)] = await rig.rows(select)
        await rig.pipeline.inbox.receipts("linea", [Receipt("net-1", "failed", 5, "131026")])
        assert await rig.rows(select) == [(2, sent_at, None, "131026")]
        await rig.pipeline.inbox.receipts("linea", [Receipt("net-1", "delivered", 9)])
        assert await rig.rows(select) == [(3, sent_at, 9, None)]


async def test_a_status_that_comes_before_its_message_is_kept_and_then_counts(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        early = [Receipt("net-1", "delivered", 7), Receipt("net-1", "read", 8), Receipt("net-1", "delivered", 7)]
        await rig.pipeline.inbox.receipts("linea", early)
        assert await rig.rows("SELECT COUNT(*) FROM strays") == [(2,)]
        await rig.say("hola")
        matched = await rig.database.write(lambda db: statuses.match_strays(db, rig.clock.now()))
        assert matched == 2
        assert await rig.rows("SELECT status, delivered_at FROM messages WHERE provider_id = 'net-1'") == [(4, 7)]
        assert await rig.rows("SELECT COUNT(*) FROM strays") == [(0,)]


async def test_what_came_before_its_message_is_looked_at_again_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("cauce.delivery.pipeline.GLEAN", 0.01)
    async with Rig(tmp_path, HELLO) as rig:
        await rig.pipeline.inbox.receipts("linea", [Receipt("net-1", "read", 8)])
        await rig.say("hola")
        await rig.until_found("SELECT COUNT(*) FROM strays", (0,))
        assert await rig.rows("SELECT status, read_at FROM messages WHERE provider_id = 'net-1'") == [(4, 8)]


async def test_a_status_of_somebody_elses_message_is_forgotten_after_a_day(tmp_path, caplog):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.pipeline.inbox.receipts("linea", [Receipt("stranger", "read", 8)])
        later = rig.clock.now() + DAY * 1000
        assert await rig.database.write(lambda db: statuses.match_strays(db, later)) == 0
        assert await rig.rows("SELECT COUNT(*) FROM strays") == [(1,)]
        await rig.database.write(lambda db: statuses.match_strays(db, later + 1))
        assert await rig.rows("SELECT COUNT(*) FROM strays") == [(0,)]
        assert "1 statuses were of no message of ours" in caplog.text


async def test_what_is_no_status_of_ours_changes_nothing(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.say("hola")
        odd = [Receipt("net-1", "warning", 1), Receipt("x", "read", 1, tag="m2"), Receipt("x", "read", 1, tag="m9x")]
        await rig.pipeline.inbox.receipts("linea", odd)
        assert await rig.rows("SELECT DISTINCT status FROM messages WHERE direction = 'out'") == [(1,)]


async def test_a_doubt_is_over_as_soon_as_the_network_speaks(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        rig.transport.moods.append(RuntimeError("the answer was lost"))
        await rig.arrive("hola")
        await rig.quiet()
        assert await rig.rows("SELECT state FROM outbox ORDER BY id") == [("unknown",), ("queued",)]
        [(message,)] = await rig.rows("SELECT message_id FROM outbox ORDER BY id LIMIT 1")
        receipt = Receipt("net-9", "delivered", 5, tag=f"m{message}", addresses=[("visitor", "ana")])
        await rig.pipeline.inbox.receipts("linea", [receipt])
        await rig.pass_time(91)
        assert rig.transport.texts() == ["¿Nombre?"]
        assert await rig.rows("SELECT provider_id, status, repeated FROM messages WHERE id = ?", message) == [
            ("net-9", 3, 0)
        ]


async def test_what_waits_behind_a_doubt_goes_on_as_soon_as_it_is_over(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        rig.transport.moods.append(RuntimeError("the answer was lost"))
        await rig.arrive("hola")
        await rig.quiet()
        [(message,)] = await rig.rows("SELECT message_id FROM outbox ORDER BY id LIMIT 1")
        receipt = Receipt("net-9", "sent", 5, tag=f"m{message}", addresses=[("visitor", "ana")])
        await rig.pipeline.inbox.receipts("linea", [receipt])
        await rig.quiet()
        assert rig.transport.texts() == ["¿Nombre?"]


async def test_the_first_new_message_of_a_body_has_it(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.arrive("hola", id_="a")
        arrivals = [Arrival(key, ("visitor", "ana"), Inbound("x")) for key in ("a", "b", "c")]
        assert await rig.pipeline.inbox.accept("linea", b"whole", arrivals) == [False, True, True]
        assert await rig.rows("SELECT `key`, body FROM inbox ORDER BY id") == [
            ("a", b"hola"),
            ("b", b"whole"),
            ("c", None),
        ]
