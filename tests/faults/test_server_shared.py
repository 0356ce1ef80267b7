"""Several processes on one database: they share the work, and take over what one that is dead, or asleep, has left."""

from __future__ import annotations

import pytest

import databases
from faults.books import noted, settled
from faults.crowd import Crowd
from faults.killing import BURST, TALKERS, bursts, two_processes
from faults.oracle import audit
from faults.shop import opened

ROUNDS = 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(autouse=True)
def _mariadb():
    databases.prepare("mariadb")


async def test_bursts_to_either_process_are_answered_once_and_in_order(tmp_path):
    # Nobody is given up here, however slow the machine.
    async with opened("mariadb", tmp_path, CAUCE_FAULTS_LEASE="3600000") as shop, Crowd(shop) as crowd:
        await shop.server.open()
        await shop.more().open()
        rounds = 0
        # Whoever begins to speak to a person goes on for as long as there is more to say: one may be quicker with all.
        while rounds < ROUNDS and len({pid for pid, _, _ in noted(shop)}) < 2:
            await bursts(crowd, [crowd.person() for _ in range(TALKERS)])
            await settled(shop)
            rounds += 1
        report = await audit(shop, crowd)
        processes = {pid for pid, _, _ in noted(shop)}
    report.check()
    assert report.figures["replies"] == rounds * TALKERS * BURST
    assert report.figures["repeated"] == 0
    assert len(processes) == 2


@pytest.mark.parametrize("sleeps", [False, True], ids=["killed", "asleep"])
async def test_what_a_process_left_is_taken_over_and_not_said_by_it_any_more(sleeps, tmp_path):
    async with opened("mariadb", tmp_path) as shop:
        report = await two_processes(shop, sleeps=sleeps)
    report.check()
    assert report.figures["replies"] >= TALKERS * BURST
