"""Fixtures for what runs a pipeline: on each database that there is, and nothing happens because a second has gone by."""

from __future__ import annotations

import pytest

import databases
import delivery_rig
from cauce.delivery import membership, pipeline
from cauce.store import nodes

HOUR = 3600


@pytest.fixture(autouse=True, params=databases.KINDS)
def database_kind(request, monkeypatch):
    databases.prepare(request.param)
    monkeypatch.setattr(delivery_rig, "kind", request.param)
    return request.param


@pytest.fixture(autouse=True)
def calm():
    """What the pipeline does every other second by itself would come between two steps of a test on a slow machine."""
    with pytest.MonkeyPatch.context() as patch:
        databases.be_patient(patch)
        patch.setattr(pipeline, "GLEAN", HOUR)
        patch.setattr(membership, "EVERY", HOUR)
        patch.setattr(nodes, "LEASE_MS", HOUR * 1000)
        yield
