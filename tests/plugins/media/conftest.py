"""What tests of files share: a running Cauce on each database, with a network that brings and takes files."""

from __future__ import annotations

import pytest

import databases
from media_rig import Network, project, running


@pytest.fixture(params=databases.KINDS)
def kind(request, monkeypatch):
    """Each database that there is."""
    databases.prepare(request.param)
    databases.be_patient(monkeypatch)
    return request.param


@pytest.fixture
async def world(kind, tmp_path):
    """A running Cauce, on each database."""
    net = Network()
    async with running(project(kind, tmp_path, net=net), net) as found:
        yield found


@pytest.fixture
async def desk(tmp_path, monkeypatch):
    """A running Cauce on SQLite, for what is not about the database."""
    databases.be_patient(monkeypatch)
    net = Network()
    async with running(project("sqlite", tmp_path, net=net), net) as found:
        yield found


@pytest.fixture(autouse=True, scope="session")
def _ready():
    databases.prepare("sqlite")
