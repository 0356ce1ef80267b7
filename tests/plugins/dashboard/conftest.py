"""The databases that the figures are tested on, and a whole Cauce that tells them."""

from __future__ import annotations

from contextlib import closing

import pytest

import databases
from dashboard_rig import Desk, make


@pytest.fixture(params=databases.KINDS)
def db(request, tmp_path):
    """An empty database in a transaction. What a test does there is undone."""
    databases.prepare(request.param)
    with closing(databases.fresh(request.param, tmp_path).connect()) as found:
        found.begin()
        yield found
        found.rollback()


@pytest.fixture
async def desk(tmp_path):
    service = make(tmp_path)
    await service.start()
    try:
        yield Desk(service)
    finally:
        await service.stop()
