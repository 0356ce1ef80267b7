"""Each test of routing on each database that there is."""

from __future__ import annotations

import pytest

import databases
from routing_rig import floor


@pytest.fixture(params=databases.KINDS)
def kind(request, monkeypatch):
    databases.prepare(request.param)
    databases.be_patient(monkeypatch)
    return request.param


@pytest.fixture
def on(kind, tmp_path):
    """Give a floor: `async with on() as floor`."""
    return lambda **settings: floor(kind, tmp_path, **settings)
