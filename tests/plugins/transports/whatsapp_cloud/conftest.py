"""What the tests of the Cloud API share: the fake platform, and a number at it that somebody has just written to."""

from __future__ import annotations

import pytest

from cauce.testing.graph import FakeGraph
from whatsapp_rig import Kept, channel, heard, opened


@pytest.fixture
async def graph():
    async with FakeGraph() as graph:
        yield graph


@pytest.fixture
async def kept():
    return Kept(lines=heard(2**50))


@pytest.fixture
async def transport(graph, kept):
    async with opened(kept, channel(graph_url=graph.url)) as transport:
        yield transport
