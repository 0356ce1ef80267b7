"""Several processes on one server: each conversation is given once, and nobody has more than they have room for."""

from __future__ import annotations

import asyncio
import json
import multiprocessing

import pytest

import databases
from cauce_plugins.routing import hearing
from routing_rig import drain_elsewhere, floor

pytestmark = pytest.mark.skipif(len(databases.KINDS) == 1, reason="two processes need a server")

AREAS = ("Ventas", "Soporte")
PROCESSES, WAITING, ROOM = 2, 80, 12


@pytest.fixture(autouse=True)
def _database(monkeypatch):
    databases.prepare("mariadb")
    databases.be_patient(monkeypatch)


async def test_processes_that_drain_at_once_give_each_once_and_to_nobody_too_many(tmp_path):
    async with floor("mariadb", tmp_path) as one:
        # Two of them are in both areas: it is there that two could each think that there is room.
        team = [await one.operator(name, *AREAS, capacity=ROOM) for name in ("Ana", "Luis")]
        team += [
            await one.operator("Eva", "Ventas", capacity=ROOM),
            await one.operator("Raul", "Soporte", capacity=ROOM),
        ]
        await one.waits(AREAS * (WAITING // 2))
        await one.host.act(lambda acts: hearing.note(acts, one.host))
        await asyncio.to_thread(run, f"{databases.SERVER}/{one.database.backend.address.database}")

        loads = dict(
            await one.sql("SELECT assignee_id, COUNT(*) FROM conversations WHERE owner = 'human' GROUP BY assignee_id")
        )
        assert loads == dict.fromkeys(team, ROOM)
        told = await one.sql("SELECT stream FROM events WHERE type = 'conversation.assigned'")
        assert len(told) == len(set(told)) == ROOM * len(team)
        kept = await one.sql("SELECT conversation_id, user_id, why FROM routing_decisions")
        owners = await one.owners()
        assert {(number, user) for number, user, _ in kept} == {(n, user) for n, user in owners.items() if user}
        assert all(told["load"] < ROOM for *_, why in kept for told in json.loads(why)["team"] if not told["state"])


def run(address):
    """Let processes drain both areas, all at once."""
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(PROCESSES)
    ways = [AREAS, AREAS[::-1]]
    started = [context.Process(target=drain_elsewhere, args=(address, way, gate)) for way in ways]
    for process in started:
        process.start()
    for process in started:
        process.join(300)
    assert [process.exitcode for process in started] == [0] * PROCESSES
