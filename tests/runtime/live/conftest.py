"""A desk with live events on each database that there is."""

from __future__ import annotations

import pytest

import databases
from live_rig import live_desk


@pytest.fixture(params=databases.KINDS)
def place(request, tmp_path):
    """An empty database of each kind that there is."""
    databases.prepare(request.param)
    return databases.fresh(request.param, tmp_path)


@pytest.fixture
def file(tmp_path):
    """An empty database on SQLite."""
    databases.prepare("sqlite")
    return databases.fresh("sqlite", tmp_path)


@pytest.fixture
async def desk(place):
    """A desk on each database that there is."""
    async with live_desk(place) as found:
        yield found


@pytest.fixture
async def quick(file):
    """A desk on SQLite, for what is not about the database."""
    async with live_desk(file) as found:
        yield found
