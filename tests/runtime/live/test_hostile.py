"""Clients that flood, join, pretend, stall or send what is no packet: each gets the stated refusal, and harms nobody."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from cauce.live import asking, packets, post
from cauce.store import events
from live_rig import cookie_of, until


@pytest.fixture
async def ana(quick):
    """Somebody with a conversation of their own."""
    return await quick.running.enter("ana", "OPERATOR")


@pytest.fixture
async def mine(quick, ana):
    """Their conversation."""
    return await quick.running.conversation("human", None, quick.running.users["ana"].id)


class Raw:
    """A websocket whose client speaks as it likes."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def come_in(self) -> Raw:
        assert (await self.socket.receive_str()).startswith("0")
        await self.socket.send_str("40")
        assert (await self.socket.receive_str()).startswith("40{")
        return self

    async def ended(self) -> None:
        """Wait until the other side ends it."""
        async with asyncio.timeout(60):
            while not self.socket.closed:
                await self.socket.receive()


async def raw(quick, client, **more) -> Raw:
    headers = {"Cookie": cookie_of(client)}
    url = "/socket.io/?EIO=4&transport=websocket"
    return Raw(await client.session.ws_connect(url, headers=headers, **more))


async def still_works(quick, client, mine) -> None:
    """Whoever behaves is told as ever."""
    console = await quick.console(client)
    before = len(console.of(f"conversation:{mine}"))
    await quick.tell(mine)
    await until(lambda: len(console.of(f"conversation:{mine}")) > before)


@pytest.mark.parametrize("name", ["join", "leave", "room:join", "message:new", "connect_error", "", "x" * 1000])
async def test_what_is_no_event_of_ours_is_refused(quick, ana, mine, name):
    beto = await quick.console(await quick.running.enter("beto", "OPERATOR"))
    for body in ({"token": "x"}, {"room": f"user:{quick.running.users['ana'].id}"}, "conversations", None):
        answer = await beto.ask(name, body)
        assert answer["error"]["code"] == "not_found"
    await still_works(quick, ana, mine)
    assert beto.streams() == set()


async def test_who_says_too_much_is_told_so_and_then_cut_off(quick, ana, mine, monkeypatch):
    monkeypatch.setattr(asking, "RATE", 0.001)
    monkeypatch.setattr(packets, "RATE", 0.001)
    console = await quick.console(ana)
    answers = [await console.ask("sync", {}) for _ in range(110)]
    codes = {answer.get("error", {}).get("code") for answer in answers}
    assert codes == {None, "too_many"}
    assert answers[-1]["error"]["detail"]
    assert not console.gone.is_set()
    for _ in range(2000):
        if console.gone.is_set():
            break
        await console.socket.emit("sync", {})
    await until(console.gone.is_set)
    await still_works(quick, ana, mine)


@pytest.mark.parametrize(
    "text",
    [
        "", "9", "x", "ñ", "bAAAA", "45", "4", "4x", "42", "42{", "42[]", "42[7]", "42{}", '42["connect",{},{}]', '42["disconnect"]',
        '42["*"]', "40", "40/admin,", '42/admin,["sync",{}]', "43[]", "430[1]", "44{}", '451-["sync",{"_placeholder":true,"num":0}]',
        "461-[]", "4" + "2" * 200, "42" + "[" * 30_000, '42["sync",' + "9" * 5000 + "]",
    ],
)  # fmt: skip
async def test_what_is_no_packet_ends_the_connection_and_nothing_else(quick, ana, mine, caplog, text):
    line = await (await raw(quick, ana)).come_in()
    await line.socket.send_str(text)
    await line.ended()
    await still_works(quick, ana, mine)
    assert not [record for record in caplog.records if record.exc_info]


async def test_bytes_are_no_packet(quick, ana, mine):
    line = await (await raw(quick, ana)).come_in()
    await line.socket.send_bytes(b"\x00\x01")
    await line.ended()
    await still_works(quick, ana, mine)


async def test_a_packet_that_is_too_large_ends_the_connection(quick, ana, mine):
    line = await (await raw(quick, ana)).come_in()
    await line.socket.send_str('42["sync",{"x":"' + "a" * packets.LARGEST + '"}]')
    await line.ended()
    async with ana.session.get("/socket.io/?EIO=4&transport=polling") as answer:
        sid = json.loads((await answer.text())[1:])["sid"]
    url = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    async with ana.session.post(url, data="4" * (packets.LARGEST + 1)) as answer:
        assert answer.status == 413
    async with ana.session.post(url, data="b===\x1e4x\x1e") as answer:
        assert answer.status in {200, 400}
        assert "Traceback" not in await answer.text()
    await still_works(quick, ana, mine)


async def test_nothing_is_heard_before_one_comes_in_and_who_does_not_is_cut_off(quick, ana, mine, monkeypatch):
    monkeypatch.setattr(packets, "PATIENCE", 0.5)
    line = await raw(quick, ana)
    assert (await line.socket.receive_str()).startswith("0")
    await line.socket.send_str('42["sync",{"log":0}]')
    await line.ended()
    line = await raw(quick, ana)
    await line.socket.receive_str()
    await line.ended()
    monkeypatch.undo()
    await still_works(quick, ana, mine)
    assert not quick.live._packets._lines.keys() - set(quick.live.seats._lines)


async def test_who_does_not_read_is_cut_off_and_misses_nothing_by_asking(quick, ana, mine):
    """The queue is bounded, so that its memory is; what was in it is in the log."""
    line = await (await raw(quick, ana)).come_in()
    quiet = await quick.console(ana)
    transport = line.socket._response.connection.transport
    transport.pause_reading()
    long = {"text": "x" * 3000}
    total = 0
    while quick.live.seats.count(quick.running.users["ana"].id) > 1:
        total += 50
        assert total < 20_000
        await quick.running.database.write(
            lambda db: events.tell(db, mine, [("conversation.noted", long)] * 50, quick.running.clock.now())
        )
        assert all(one.queue.qsize() <= post.QUEUE for one in quick.live._server.eio.sockets.values())
        await until(lambda total=total: len(quiet.of(f"conversation:{mine}")) == total)
    transport.resume_reading()
    await line.ended()
    assert quiet.of(f"conversation:{mine}") == list(range(1, total + 1))
    await quick.tell(mine)
    await until(lambda: quiet.of(f"conversation:{mine}")[-1] == total + 1)


async def test_an_error_inside_is_told_by_its_number_only(quick, ana, monkeypatch):
    console = await quick.console(ana)

    def broken(*_, **__):
        raise RuntimeError("un secreto")

    monkeypatch.setattr("cauce.live.asking.missed", broken)
    answer = await console.ask("sync", {})
    assert answer["error"]["code"] == "internal"
    assert "secreto" not in str(answer)
    assert not console.gone.is_set()
