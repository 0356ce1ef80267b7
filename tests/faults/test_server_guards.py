"""The guards between processes matter: without one, a process that slept does what is not its work any more."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import pytest

import databases
from faults.crowd import Crowd
from faults.killing import given_up, until
from faults.oracle import Report, audit
from faults.shop import Server, Shop, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
LEASE = "2400"
TRIES = 3
OPEN = "'queued', 'retry', 'attempt', 'unknown'"


@pytest.fixture(autouse=True)
def _mariadb():
    databases.prepare("mariadb")


async def slept_while_speaking(shop: Shop, crowd: Crowd, patience: float) -> Report:
    """A process falls asleep in the middle of what it has to say; another one takes over; it wakes up.

    patience: how many seconds are given to everything to come to an end.
    """
    first, second = shop.server, shop.more()
    await first.open()
    await second.open(CAUCE_FAULTS_WITHOUT="")
    await shop.platform.set(webhook=f"{second.address}/webhooks/whatsapp", mode="slow", delay=0.3)
    people = [crowd.person() for _ in range(4)]
    for person in people:
        crowd.unordered.add(person)
        raws = [crowd.body([crowd.fresh(person)]) for _ in range(16)]
        await asyncio.gather(*(crowd.bring(raw, first) for raw in raws))
    first.send_signal(signal.SIGSTOP)
    await given_up(shop, first)
    # The other one is in the middle of it when this one wakes.
    await asyncio.sleep(1.5)
    # These come in while it sleeps, so that they are the first that it sees.
    first_posts = [asyncio.ensure_future(first_heard(crowd, first)) for _ in range(8)]
    await asyncio.sleep(0.5)
    first.send_signal(signal.SIGCONT)
    await asyncio.gather(*first_posts)
    await asyncio.sleep(3)
    with contextlib.suppress(TimeoutError):
        # Without the guards there may be no end of it.
        await until(shop, f"SELECT COUNT(*) = 0 FROM outbox WHERE state IN ({OPEN})", patience)
    return await audit(shop, crowd, asleep=True)


async def first_heard(crowd: Crowd, server: Server) -> None:
    """Let somebody new write to one process until it is acknowledged."""
    await crowd.bring(crowd.body([crowd.fresh(crowd.person())]), server)


@pytest.mark.parametrize("guard", ["epoch", "fence"])
async def test_without_a_guard_a_process_that_slept_goes_on_with_what_is_not_its_own(guard, tmp_path):
    # Where the machine itself stood still in the wrong moment there was nothing left to go on with.
    for attempt in range(TRIES):
        async with (
            opened("mariadb", tmp_path / str(attempt), CAUCE_FAULTS_LEASE=LEASE, CAUCE_FAULTS_WITHOUT=guard) as shop,
            Crowd(shop) as crowd,
        ):
            report = await slept_while_speaking(shop, crowd, 30)
        if report.of("fence") or report.of("I4") or report.of("I5"):
            return
    raise AssertionError(report)


async def test_with_all_guards_it_does_not(tmp_path):
    async with opened("mariadb", tmp_path, CAUCE_FAULTS_LEASE=LEASE) as shop, Crowd(shop) as crowd:
        (await slept_while_speaking(shop, crowd, 240)).check()
