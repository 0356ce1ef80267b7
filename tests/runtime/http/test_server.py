"""Taking the port: what is in the way is said with its remedy."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from cauce.http.app import application
from cauce.http.server import GARBAGE, ListenError, Server


async def test_a_port_in_use_is_told_with_another_to_take():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=f"--port {port + 1}") as caught:
            await Server(application([]), "127.0.0.1", port).start()
    assert caught.value.say("es").startswith(f"El puerto {port} ya está en uso")


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.example.invalid"])
async def test_an_address_that_is_not_ours_is_told(host):
    with pytest.raises(ListenError, match=r"--host 127\.0\.0\.1"):
        await Server(application([]), host, 0).start()


async def test_addresses_are_those_that_people_can_use():
    server = Server(application([]), "127.0.0.1", 0)
    await server.start()
    [address] = server.addresses
    assert address.startswith("http://127.0.0.1:")
    assert not address.endswith(":0/")
    await server.stop()
    await server.stop()
    assert Server(application([]), "0.0.0.0", 4000).addresses[0] == "http://localhost:4000/"
    assert Server(application([]), "::1", 4000).addresses == ["http://[::1]:4000/"]


async def test_what_is_no_http_is_one_line_in_the_log_without_what_came(caplog):
    server = Server(application([]), "127.0.0.1", 0)
    await server.start()
    port = int(server.addresses[0].rsplit(":", 1)[1].strip("/"))
    with caplog.at_level(logging.INFO, "aiohttp.server"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("GET /?token=sésamo HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert b" 400 " in await asyncio.wait_for(reader.readline(), 120)
        writer.close()
    await server.stop()
    [record] = [one for one in caplog.records if one.name == "aiohttp.server"]
    assert (record.levelname, record.exc_info) == ("INFO", None)
    assert record.getMessage() == "Error handling request from 127.0.0.1: InvalidURLError"


async def test_other_errors_of_the_server_are_told_whole():
    record = logging.LogRecord(
        "aiohttp.server", logging.ERROR, "", 0, "why", (), (RuntimeError, RuntimeError("a"), None)
    )
    assert GARBAGE.filter(record)
    assert (record.levelname, record.msg, bool(record.exc_info)) == ("ERROR", "why", True)
