"""What is about the database runs on each that there is, and nothing in it happens because a second has gone by."""

from __future__ import annotations

import pytest

import databases
import delivery_rig
from cauce.delivery import membership, pipeline
from cauce.store import nodes

HOUR = 3600


@pytest.fixture(params=databases.KINDS)
def database_kind(request, monkeypatch):
    databases.prepare(request.param)
    monkeypatch.setattr(delivery_rig, "kind", request.param)
    with pytest.MonkeyPatch.context() as patch:
        databases.be_patient(patch)
        patch.setattr(pipeline, "GLEAN", HOUR)
        patch.setattr(membership, "EVERY", HOUR)
        patch.setattr(nodes, "LEASE_MS", HOUR * 1000)
        yield request.param
