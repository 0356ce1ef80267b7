"""How far messages got, as networks tell it: forwards only, even before their own answer; and what is kept unanswered."""

from __future__ import annotations

import pytest

from cauce.model.message import Inbound
from cauce.transport import Arrival, Receipt
from delivery_rig import Rig

STATUS = "SELECT id, status, provider_id, error FROM messages WHERE direction = 'out' ORDER BY id"
ANA = (("visitor", "ana"),)


async def told(rig, *receipts):
    await rig.pipeline.inbox.receipts("linea", receipts)
    return await rig.rows(STATUS)


@pytest.mark.parametrize(
    ("statuses", "rank"),
    [
        (["sent", "delivered", "read"], 4),
        (["read", "delivered", "sent", "read"], 4),
        (["played"], 4),
        (["delivered", "failed"], 3),
        (["failed", "sent"], 2),
        (["failed", "delivered"], 3),
        (["warning"], 1),
        ([], 1),
    ],
)
async def test_statuses_only_move_forwards(tmp_path, statuses, rank):
    async with Rig(tmp_path) as rig:
        await rig.say("x")
        rows = await told(rig, *(Receipt("net-1", status, 5) for status in statuses))
        assert rows[0][1:3] == (rank, "net-1")
        assert rows[1][1] == 1


async def test_the_moments_are_those_of_the_network(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("x")
        await told(rig, Receipt("net-1", "delivered", 7000), Receipt("net-1", "read"))
        [row] = await rig.rows("SELECT delivered_at, read_at FROM messages WHERE provider_id = 'net-1'")
        assert row == (7000, rig.clock.now())


async def test_our_own_id_finds_a_message_whose_answer_is_still_out(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(RuntimeError("cut off"))
        await rig.say("x")
        [(message, status, *_), _] = await rig.rows(STATUS)
        assert status == 0
        tag = f"m{message}"
        for stranger in (
            Receipt("net-9", "read", tag=tag, addresses=(("visitor", "eva"),)),
            Receipt("net-9", "read", tag=f"m{message - 1}", addresses=ANA),
            Receipt("net-9", "read", tag="ticket:4821", addresses=ANA),
            Receipt("net-9", "read", tag="m", addresses=ANA),
            Receipt("net-9", "read", tag="m" + "9" * 30, addresses=ANA),
            Receipt("net-9", "read", tag=tag),
        ):
            assert (await told(rig, stranger))[0][1:3] == (0, None)
        rows = await told(rig, Receipt("net-9", "delivered", 5, tag=tag, addresses=(("phone", "1"), *ANA)))
        assert rows[0][1:3] == (3, "net-9")
        rows = await told(rig, Receipt("net-8", "read", 5, tag=tag, addresses=ANA))
        assert rows[0][1:3] == (3, "net-9")


async def test_a_failure_keeps_its_reason(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("x")
        [(message, *_), _] = await rig.rows(STATUS)
        failed = Receipt("net-1", "failed", 5, "131026", "Undeliverable\0", f"m{message}", ANA)
        assert (await told(rig, failed))[0][1:] == (2, "net-1", "131026 Undeliverable")


async def test_receipts_of_nobody_are_nothing(tmp_path):
    async with Rig(tmp_path) as rig:
        assert await told(rig) == []
        assert await told(rig, Receipt("net-1", "read"), Receipt("né" * 300, "failed", code="é" * 99)) == []


def arrival(key, text, *, quiet, who="ana"):
    return Arrival(key, ("visitor", who), Inbound(text), "Ana", quiet)


async def test_what_is_quiet_is_kept_once_and_wakes_nothing(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("x")
        before = len(rig.transport.sent)
        for expected in ([True], [False]):
            assert await rig.pipeline.inbox.accept("linea", b"raw", [arrival("q1", "👍", quiet=True)]) == expected
        await rig.quiet()
        assert len(rig.transport.sent) == before
        assert [line.message.text for line in await rig.transcript()][-1] == "👍"
        assert await rig.rows("SELECT state, body FROM inbox WHERE `key` = 'q1'") == [("done", b"raw")]
        assert (await rig.events())[-1] == "message.new"
        assert await rig.say("y") == ["2", "y"]


async def test_a_body_with_both_keeps_the_order_of_its_answers(tmp_path):
    async with Rig(tmp_path) as rig:
        mixed = [arrival("1", "a", quiet=False), arrival("2", "👍", quiet=True), arrival("3", "b", quiet=False)]
        assert await rig.pipeline.inbox.accept("linea", b"raw", [*mixed, mixed[0]]) == [True, True, True, False]
        await rig.quiet()
        assert rig.transport.texts("ana")[-2] == "2"
        assert await rig.rows("SELECT `key` FROM inbox WHERE body IS NOT NULL") == [("1",)]
