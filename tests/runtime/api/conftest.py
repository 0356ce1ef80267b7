"""A desk to call: access over an empty database, every route, and clients that hold each answer against the document."""

from __future__ import annotations

import pytest

import databases
import delivery_rig
from desk_rig import running


@pytest.fixture(params=databases.KINDS)
def place(request, tmp_path):
    """An empty database of each kind that there is."""
    databases.prepare(request.param)
    return databases.fresh(request.param, tmp_path)


@pytest.fixture(params=databases.KINDS)
def each(request, monkeypatch):
    """Each kind of database that there is, for a desk over a pipeline that delivers."""
    databases.prepare(request.param)
    monkeypatch.setattr(delivery_rig, "kind", request.param)


@pytest.fixture
def file(tmp_path):
    """An empty database on SQLite."""
    databases.prepare("sqlite")
    return databases.fresh("sqlite", tmp_path)


@pytest.fixture
async def desk(place):
    """A desk on each database that there is."""
    async with running(place) as found:
        yield found


@pytest.fixture
async def quick(file):
    """A desk on SQLite, for what is not about the database."""
    async with running(file) as found:
        yield found


@pytest.fixture
async def team(desk):
    """A desk with two operators in an area, one in another, and a supervisor."""
    for name, role in (("ana", "OPERATOR"), ("beto", "OPERATOR"), ("eva", "OPERATOR"), ("jefa", "SUPERVISOR")):
        await desk.add(name, role)
    await desk.area("Ventas", "ana", "beto")
    await desk.area("Soporte", "eva")
    return desk
