"""A file that is locked, or on a disk that is full: nothing is acknowledged that is not stored, and all is well after."""

from __future__ import annotations

import asyncio
import resource
import sqlite3

import pytest

import databases
from faults.crowd import Crowd, message
from faults.illness import ended, green, red, refused, written_again
from faults.shop import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(autouse=True)
def _sqlite():
    databases.prepare("sqlite")


async def test_a_file_that_another_program_holds_is_waited_for(tmp_path):
    async with opened("sqlite", tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        crowd.start(6)
        await asyncio.sleep(0.5)
        other = await asyncio.to_thread(sqlite3.connect, shop.backend.path, timeout=60, isolation_level=None, check_same_thread=False)  # fmt: skip
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        person = crowd.person()
        await refused(crowd, person)
        await red(shop)
        await asyncio.sleep(2)
        other.execute("ROLLBACK")
        other.close()
        await green(shop)
        await written_again(crowd, person)
        await asyncio.sleep(0.5)
        await ended(shop, crowd)


async def test_a_file_that_cannot_grow_is_waited_for(tmp_path):
    async with opened("sqlite", tmp_path) as shop, Crowd(shop) as crowd:
        await shop.server.open()
        crowd.start(6)
        await asyncio.sleep(0.5)
        assert shop.server.process is not None
        unlimited = resource.prlimit(shop.server.process.pid, resource.RLIMIT_FSIZE)
        # Not a byte more: what a full disk is, without filling one.
        resource.prlimit(shop.server.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
        await red(shop)
        person = crowd.person()
        await refused(crowd, person)
        await asyncio.sleep(2)
        raw = crowd.body([message(crowd.person(), "wamid.0", "x")])
        assert await crowd.post(raw) == 503
        resource.prlimit(shop.server.process.pid, resource.RLIMIT_FSIZE, unlimited)
        await green(shop)
        await written_again(crowd, person)
        await asyncio.sleep(0.5)
        await ended(shop, crowd)
