"""The two loops that kill: at moments that nobody chose, and at the very places where it would hurt most."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Sequence

from faults.books import settled
from faults.crowd import Crowd
from faults.oracle import Report, audit
from faults.shop import Server, Shop

PEOPLE, ONCE = 6, 2
TALKERS, BURST = 12, 50
SURVIVAL = 240.0
"""Seconds after which a process has survived a crash point that it never passed."""


async def kill_at_random(shop: Shop, cycles: int, seed: int) -> Report:
    """Kill the server so many times under load, then compare the books."""
    dice = random.Random(seed)
    await shop.server.open()
    async with Crowd(shop, random.Random(seed)) as crowd:
        crowd.start(PEOPLE, ONCE)
        for cycle in range(cycles):
            if cycle % 5 == 0:
                await crowd.remind()
            await asyncio.sleep(dice.uniform(0.0, 0.4))
            await shop.server.kill()
            await shop.server.open()
        await crowd.heard(3 * cycles)
        return await _end(shop, crowd, cycles)


async def kill_at_points(shop: Shop, points: Sequence[str], times: int) -> Report:
    """Let the server kill itself so many times at each point, under load, then compare the books."""
    survived = 0
    async with Crowd(shop) as crowd:
        crowd.start(PEOPLE, ONCE)
        for time in range(times):
            for point in points:
                # The first one may be of the platform asking whether we are there.
                await shop.server.open(f"{point}:{3 + 5 * time}")
                survived += not await shop.server.died(SURVIVAL)
                await shop.server.kill()
        await shop.server.open()
        report = await _end(shop, crowd, times * len(points))
    report.figures["survived"] = survived
    return report


async def two_processes(shop: Shop, *, sleeps: bool) -> Report:
    """Let two processes share the work, take one away in the middle, or put it to sleep beyond its lease; compare the books."""
    first, second = shop.server, shop.more()
    await first.open()
    await second.open()
    async with Crowd(shop) as crowd:
        people = [crowd.person() for _ in range(TALKERS)]
        await shop.platform.set(webhook=f"{second.address}/webhooks/whatsapp")
        writing = asyncio.ensure_future(bursts(crowd, people))
        crowd.start(2)
        await asyncio.sleep(0.7)
        if sleeps:
            await _sleep(shop, first)
        else:
            await first.kill()
        await writing
        await crowd.finish()
        if sleeps:
            await bursts(crowd, people)
        await settled(shop)
        codes = [await server.close() for server in shop.servers if server.alive]
        report = await audit(shop, crowd, asleep=sleeps)
    report.figures["cycles"] = 1
    if any(codes):
        report.violations.append(("stop", f"ended with {codes}\n{shop.logs()}"))
    return report


async def bursts(crowd: Crowd, people: Sequence[str]) -> None:
    """Let everybody write many things at once, to either process."""
    await asyncio.gather(*(crowd.burst(person, BURST) for person in people))


async def _sleep(shop: Shop, server: Server) -> None:
    """Stop a process until the others have given it up and said what it left, and let it go on until it joined again."""
    server.send_signal(signal.SIGSTOP)
    await given_up(shop, server)
    await asyncio.sleep(5)
    server.send_signal(signal.SIGCONT)
    await until(shop, f"{lives_of(server)} > 0")


def lives_of(server: Server) -> str:
    """Return the query for the epochs of a process that nobody has given up."""
    assert server.process is not None
    return f"SELECT (SELECT COUNT(*) FROM nodes WHERE pid = {server.process.pid} AND fenced_at IS NULL)"


async def given_up(shop: Shop, server: Server) -> None:
    """Wait until the others have given up a process."""
    await until(shop, f"{lives_of(server)} = 0")


async def until(shop: Shop, sql: str, seconds: float = 180) -> None:
    """Wait until a query says so."""
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(shop.count, sql):  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.1)


async def _end(shop: Shop, crowd: Crowd, cycles: int) -> Report:
    await crowd.finish()
    await settled(shop)
    code = await shop.server.close()
    report = await audit(shop, crowd)
    report.figures["cycles"] = cycles
    if code:
        report.violations.append(("stop", f"ended with {code}\n{shop.logs()}"))
    return report
