"""Gathering: many ask, one job does it; and a job that could not even begin keeps nobody waiting for ever."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

import databases
from cauce.errors import Unavailable
from cauce.store import sqlite
from cauce.store.database import Database
from cauce.store.gather import MOST, Gather

databases.prepare("sqlite")


@pytest.fixture
async def database(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    found = Database(databases.fresh("sqlite", tmp_path))
    found.open()
    yield found
    await found.close()


def doubling(database, jobs):
    def work(db, items):
        jobs.append(len(items))
        if "wrong" in items:
            raise ValueError("wrong")
        return [item * 2 for item in items], sum(map(len, items))

    return Gather(database, work, lambda _: None)


async def test_many_are_done_by_few_jobs_each_with_its_own_result(database):
    jobs = []
    gather = doubling(database, jobs)
    found = await asyncio.gather(*(gather.put(str(n)) for n in range(2 * MOST + 1)))
    assert found == [str(n) * 2 for n in range(2 * MOST + 1)]
    assert sum(jobs) == 2 * MOST + 1
    assert max(jobs) <= MOST


async def test_what_is_wrong_with_one_befalls_no_other(database):
    gather = doubling(database, [])
    found = await asyncio.gather(*map(gather.put, ["a", "wrong", "b"]), return_exceptions=True)
    assert [found[0], found[2]] == ["aa", "bb"]
    assert isinstance(found[1], ValueError)


async def test_after_a_job_that_could_not_begin_the_next_ones_are_done(database, tmp_path):
    gather = doubling(database, [])
    other = sqlite3.connect(tmp_path / "cauce.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(Unavailable):
            await gather.put("a")
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(databases.PATIENCE):
        assert await gather.put("b") == "bb"
