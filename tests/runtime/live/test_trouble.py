"""A database that is away, a row that nobody can read, too many strangers: nobody who behaves misses anything for it."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest

import databases
from cauce.live import packets
from cauce.store import events
from cauce.store import reader as reading
from live_rig import live_desk, until
from tcp_proxy import Proxy


@pytest.fixture
def way(tmp_path):
    """A database on the server, the same by a way that can be cut, and that way."""
    databases.prepare("mariadb")
    direct = databases.fresh("mariadb", tmp_path)
    proxy = Proxy(direct.address.host, direct.address.port)
    yield direct, databases.Patient(replace(direct.address, host="127.0.0.1", port=proxy.port)), proxy
    proxy.close()


@pytest.mark.skipif("mariadb" not in databases.KINDS, reason="a file does not go away")
async def test_what_happened_while_the_database_was_away_is_told_when_it_is_back(way, monkeypatch):
    direct, place, proxy = way
    monkeypatch.setattr(reading, "DEADLINE", 0.5)
    async with live_desk(place) as desk:
        sofia = await desk.running.enter("sofia", "SUPERVISOR")
        console = await desk.console(sofia)
        one = await desk.running.conversation("bot")
        await desk.tell(one)
        await until(lambda: console.of(f"conversation:{one}") == [1])
        proxy.refuse()
        db = direct.connect()
        db.begin()
        events.tell(db, one, [("conversation.noted", {}), ("conversation.noted", {})], 1)
        db.commit()
        db.close()
        assert (await console.ask("sync", {"log": 1}))["error"]["code"] == "unavailable"
        late = desk.closed(sofia)
        with pytest.raises(Exception, match="connect"):
            await late.socket.connect(late.address, transports=["websocket"], **late.connect)
        assert "unavailable" in str(late.bodies("connect_error"))
        assert not console.gone.is_set()
        proxy.listen()
        await until(lambda: console.of(f"conversation:{one}") == [1, 2, 3])


async def test_a_row_that_nobody_can_read_holds_up_no_other(quick, caplog):
    console = await quick.console(await quick.running.enter("sofia", "SUPERVISOR"))
    one = await quick.running.conversation("bot")

    def spoil(db) -> None:
        events.tell(db, one, [("conversation.noted", {}), ("x", {}), ("y", {}), ("message.new", {"message": 999})], 1)
        db.execute("UPDATE events SET data = 'nada' WHERE type = 'x'")
        db.execute("UPDATE events SET stream = 'conversation:nada' WHERE type = 'y'")

    await quick.running.database.write(spoil)
    await quick.tell(one)
    await until(lambda: console.of(f"conversation:{one}") == [1, 4, 5])
    assert console.bodies("message:new")[0]["data"]["message"] == 999
    assert (await console.ask("sync", {"log": 0}))["ok"]


async def test_of_those_who_do_not_come_in_there_are_only_so_many(quick, monkeypatch):
    monkeypatch.setattr(packets, "STRANGERS", 2)
    monkeypatch.setattr(packets, "PATIENCE", 300.0)
    path = "/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession(quick.running.address) as session:
        for status in (200, 200, 401):
            async with session.get(path) as answer:
                assert answer.status == status
        monkeypatch.setattr(packets, "PATIENCE", 0.0)
        await until(lambda: not quick.live._packets._lines)
        async with session.get(path) as answer:
            assert answer.status == 200
