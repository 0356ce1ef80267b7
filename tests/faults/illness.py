"""What the tests of an unwell database have in common: being refused meanwhile, and being well again afterwards."""

from __future__ import annotations

import asyncio

from faults.books import settled
from faults.crowd import LONGEST, Crowd, key_of
from faults.oracle import audit
from faults.shop import Shop


async def red(shop: Shop) -> None:
    """Wait until the health says that something is wrong."""
    async with asyncio.timeout(LONGEST):
        while await shop.server.health() != 503:  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.1)


async def green(shop: Shop) -> None:
    """Wait until the health is good again by itself."""
    async with asyncio.timeout(LONGEST):
        while await shop.server.health() != 200:  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.1)


async def refused(crowd: Crowd, person: str) -> None:
    """Write once while nothing can be stored: it is not acknowledged, and whoever wrote it is not kept waiting."""
    key = key_of(person, 1)
    crowd.tried.add(key)
    loop = asyncio.get_running_loop()
    began = loop.time()
    status = await crowd.post_once(person, key, "mensaje 1")
    assert status == 503
    assert loop.time() - began < 30


async def written_again(crowd: Crowd, person: str) -> None:
    """Write again what was refused, until it is acknowledged."""
    await crowd.insist(person, key_of(person, 1), "mensaje 1")


async def ended(shop: Shop, crowd: Crowd) -> None:
    """Let everything come to an end, and compare the books."""
    await crowd.heard(25)
    await crowd.finish()
    await settled(shop)
    assert await shop.server.close() == 0, shop.logs()
    report = await audit(shop, crowd)
    report.check()
    assert report.figures["replies"] > 20
