"""What tests of access stand on: each database that there is, a door to it, and hours that pass when told to."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher

import databases
from access_rig import Team
from cauce.access import passwords
from cauce.access.door import Access, Lasting
from cauce.clock import FrozenClock
from cauce.store.database import Database


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The same way of keeping passwords at a small part of its price, which one test looks at."""
    small = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: small)


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
async def database(kind, tmp_path):
    found = Database(databases.fresh(kind, tmp_path))
    await asyncio.to_thread(found.prepare)
    found.open()
    yield found
    await found.close()


@pytest.fixture
async def access(database, clock):
    found = Access(database, clock, Lasting())
    await found.start({"Ventas": "Ventas", "Soporte": ""})
    yield found
    found.close()


@pytest.fixture
def team(access, database):
    """The door, and what is asked of it most."""
    return Team(access, database)
