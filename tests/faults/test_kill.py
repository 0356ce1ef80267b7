"""Killed at any moment and started again, the server goes on where it was: nothing lost, nothing said twice.

`CAUCE_KILL_CYCLES` says how many times it is killed at random moments on each database (60 where it is not set). For long
runs there is `python -m faults --cycles N`.
"""

from __future__ import annotations

import os

import pytest

import databases
from cauce.crash import POINTS
from faults.killing import kill_at_points, kill_at_random
from faults.shop import opened

CYCLES = int(os.environ.get("CAUCE_KILL_CYCLES", "60"))
TIMES = 5
POINTS_OF_DELIVERY = [f"P{number}" for number in range(1, 13)] + ["P14"]


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


def test_every_point_of_delivery_is_there():
    assert list(POINTS) == POINTS_OF_DELIVERY


@pytest.mark.slow
@pytest.mark.timeout(900 + CYCLES * 30)
@pytest.mark.parametrize("part", range(2))
async def test_killed_at_random_moments(kind, part, tmp_path):
    async with opened(kind, tmp_path) as shop:
        report = await kill_at_random(shop, (CYCLES + part) // 2, seed=20261121 + part)
    report.check()
    assert report.figures["cycles"] == (CYCLES + part) // 2
    assert report.figures["replies"] > CYCLES


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("points", [POINTS_OF_DELIVERY[:5], POINTS_OF_DELIVERY[5:9], POINTS_OF_DELIVERY[9:]])
async def test_killed_at_each_crash_point(kind, points, tmp_path):
    async with opened(kind, tmp_path) as shop:
        report = await kill_at_points(shop, points, TIMES)
    report.check()
    assert report.figures["cycles"] == TIMES * len(points)
    assert report.figures["survived"] == 0
