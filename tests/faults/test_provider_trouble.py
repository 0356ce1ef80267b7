"""A platform that is unwell in every way it can be: replies keep their order, and none leaves twice unknown to us."""

from __future__ import annotations

import asyncio

import pytest

import databases
from faults.books import settled
from faults.crowd import Crowd
from faults.oracle import audit
from faults.shop import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
MIXED = {"slow": 0.1, "429": 0.02, "500": 0.1, "reset": 0.1, "drop": 0.1, "garbage": 0.1, "noid": 0.1, "truncated": 0.1}


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


async def test_whatever_the_platform_does_order_holds_and_nothing_leaves_twice_unknown(kind, tmp_path):
    async with opened(kind, tmp_path, CAUCE_FAULTS_SETTLE="1.0") as shop, Crowd(shop, pace=0.25) as crowd:
        await shop.platform.set(mix=MIXED, delay=0.5, order="shuffled", repeat=2)
        await shop.server.open()
        crowd.start(20, once=2)
        await asyncio.sleep(5)
        await crowd.heard(150)
        async with asyncio.timeout(240):
            while not {one.mode for one in await shop.platform.ledger()} >= set(MIXED) - {"drop"}:  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.2)
        await crowd.finish()
        await settled(shop)
        assert await shop.server.close() == 0, shop.logs()
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["repeated"] > 0
    assert report.figures["replies"] > 100


async def test_an_answer_that_is_lost_is_made_good_by_the_statuses(kind, tmp_path):
    async with opened(kind, tmp_path, CAUCE_FAULTS_SETTLE="600") as shop, Crowd(shop, pace=0.02) as crowd:
        await shop.platform.set(mode="reset", order="shuffled")
        await shop.server.open()
        people = [crowd.person() for _ in range(20)]
        for _ in range(5):
            await asyncio.gather(*(crowd.say(person) for person in people))
        # Long before it would be said again.
        await settled(shop)
        report = await audit(shop, crowd)
    report.check()
    assert report.figures["repeated"] == report.figures["twice"] == 0
    assert report.figures["calls"] == report.figures["replies"] == 100
