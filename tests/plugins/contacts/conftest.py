"""A desk with contacts, on each database that there is, and a quick one."""

from __future__ import annotations

import pytest

import databases
from contacts_rig import serving


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
async def people(place, tmp_path):
    """A desk with contacts on each database."""
    async with serving(place, tmp_path) as found:
        yield found


@pytest.fixture
async def quick(file, tmp_path):
    """A desk with contacts on SQLite, for what is not about the database."""
    async with serving(file, tmp_path) as found:
        yield found
