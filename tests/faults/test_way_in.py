"""The way in: the same thing twice, shuffled, a thousand at once, half of it, too much of it, or poison."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest

import databases
from cauce.testing.graph import signed
from faults.books import settled
from faults.crowd import Crowd, key_of, message
from faults.killing import until
from faults.oracle import audit
from faults.shop import Shop, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
MIB = 1024 * 1024


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


async def test_what_comes_again_in_batches_and_in_any_order_takes_effect_once(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        people = [crowd.person() for _ in range(50)]
        crowd.unordered.update(people)
        entries = [crowd.fresh(person) for _ in range(10) for person in people]
        singles = [crowd.body([entry]) for entry in crowd.dice.choices(entries, k=150)]
        whole = crowd.body([*entries, *entries])
        # What comes alone, and again, comes at the same time as the thousand that it is among.
        posts = [whole, *singles, *(crowd.body(entries[at : at + 100]) for at in range(0, 500, 100))]
        for round_of in range(2):
            crowd.dice.shuffle(posts)
            await asyncio.gather(*(crowd.bring(raw) for raw in posts[: 40 if round_of else None]))
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["replies"] == len(entries)


async def test_who_hangs_up_in_the_middle_is_heard_whole_or_not_at_all(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        for place in range(60):
            person = crowd.person()
            raw = crowd.body([crowd.fresh(person)])
            kept = len(raw) if place % 2 else crowd.dice.randrange(len(raw))
            await hang_up(shop, raw, kept)
            crowd.acked[person].clear()
        await asyncio.sleep(0.2)
        # Whoever was not heard says it again, and so does whoever was.
        for key in sorted(crowd.tried):
            await crowd.insist(key.split(".")[1], key, "mensaje 1")
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["replies"] == 60


async def hang_up(shop: Shop, raw: bytes, kept: int) -> None:
    """Send so many bytes of a body, and be gone before there can be an answer."""
    where = urlsplit(shop.server.address)
    _, writer = await asyncio.open_connection(where.hostname, where.port)
    signature = signed(shop.platform.number.secret, raw)
    head = (
        f"POST /webhooks/whatsapp HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: {signature}\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    writer.write(head.encode() + raw[:kept])
    await writer.drain()
    writer.transport.abort()


async def test_three_mebibytes_are_taken_and_more_is_refused_while_others_are_answered(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        crowd.start(4)
        person = crowd.person()
        entry = crowd.fresh(person)
        small = json.loads(crowd.body([entry]))

        def padded(size: int) -> bytes:
            small["padding"] = ""
            small["padding"] = "x" * (size - len(json.dumps(small)))
            return json.dumps(small).encode()

        assert len(padded(3 * MIB)) == 3 * MIB
        for _ in range(3):
            await crowd.bring(padded(3 * MIB))
            assert [await crowd.post(padded(size)) for size in (3 * MIB + 1, 5 * MIB)] == [413, 413]
        del crowd.answers[413]
        await crowd.heard(6)
        await crowd.finish()
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["replies"] > 4


async def test_poison_is_set_aside_with_a_reason_and_the_conversation_goes_on(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        person = crowd.person()
        await crowd.say(person)
        await crowd.say(person, "veneno")
        await crowd.say(person, "\ud800 media letra \x00")
        crowd.start(3)
        await until(shop, "SELECT COUNT(*) > 0 FROM inbox WHERE state = 'parked'")
        await crowd.say(person)
        await crowd.finish()
        await settled(shop)
        report = await audit(shop, crowd, poison=[key_of(person, 2)])
        reason = "SELECT COUNT(*) FROM inbox WHERE state = 'parked' AND attempts = 3 AND error LIKE '%veneno%'"
        assert await asyncio.to_thread(shop.count, reason) == 1
    report.check()


async def test_asked_to_stop_it_ends_in_good_order_and_goes_on_after(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        crowd.start(6, once=2)
        for _ in range(4):
            await shop.server.open()
            await asyncio.sleep(0.4)
            assert await shop.server.close() == 0, shop.logs()
        await shop.server.open()
        await crowd.heard(40)
        await crowd.finish()
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["repeated"] == 0
    assert report.figures["replies"] > 30


async def test_one_message_of_many_fields_is_not_taken_for_another(kind, tmp_path):
    async with opened(kind, tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        first, second = crowd.person(), crowd.person()
        key = key_of(first, 1)
        await crowd.insist(first, key, "mensaje 1")
        # The same id from somebody else is the same message: its first reading stays.
        await crowd.bring(crowd.body([message(second, key, "otra cosa")]))
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["replies"] == 1
