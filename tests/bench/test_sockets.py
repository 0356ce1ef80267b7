"""The bench of live events counts rightly: every console is told what it sees, and when."""

from __future__ import annotations

import asyncio

import databases
from bench.sockets import GROUP, Load, measure


async def test_every_event_is_counted_at_every_console_that_sees_it(tmp_path):
    await asyncio.to_thread(databases.prepare, "sqlite")
    found = await measure(Load(sockets=3 * GROUP, rate=20, seconds=1, leads=3), tmp_path)
    assert found.told == found.expected > 0
    assert 0 < found.p50 <= found.p99 <= found.longest
    assert "of a processor" in str(found)
