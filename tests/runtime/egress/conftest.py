"""A small internet for the way out, and a way out into it."""

from __future__ import annotations

import pytest

from cauce.egress import Egress
from internet import Net


@pytest.fixture
async def net(monkeypatch):
    async with Net().open() as net:
        net.bend(monkeypatch)
        yield net


@pytest.fixture
async def way(net):
    """A way out that may speak plain http to two hosts of the open internet, and go anywhere at a third."""
    way = Egress(["http://a.example", "http://b.example", "inside.example"], lookup=net.lookup)
    yield way
    await way.close()
