"""`cauce run --fake-whatsapp`: a number of one's own beside the server, over HTTP and signed, and nothing else is different."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys

import aiohttp
import pytest

ECHO = 'flow eco\n  triggers = ["*"]\n\nstart:\n  ask "¿Qué?" as texto\n  say "{texto}"\n'
CLOUD = """
[[channels]]
name = "linea1"
transport = "whatsapp_cloud"
phone_number_id = "77"
access_token = "env:WA_TOKEN_THAT_IS_NOT_SET"
app_secret = "env:WA_SECRET_THAT_IS_NOT_SET"
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/eco.flow").write_text(ECHO, "utf-8")
    return tmp_path


@contextlib.asynccontextmanager
async def running(folder, *arguments):
    """Give the process, the address of the server and that of the phone."""
    command = [sys.executable, "-m", "cauce", "run", "--port", "0", "--fake-whatsapp", *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said = ""
    try:
        async with asyncio.timeout(60):
            while "Ctrl+C" not in said:
                line = await process.stdout.readline()
                assert line, (await process.stderr.read()).decode()
                said += line.decode()
            server = re.search(r"^  (http://\S+)/$", said, re.MULTILINE)[1]
            phone = re.search(r"WhatsApp\): (http://\S+)/$", said, re.MULTILINE)[1]
            async with aiohttp.ClientSession() as http:
                yield process, server, phone, http
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ledger(http, phone, count):
    """Return what was sent, as soon as it is this much."""
    while True:
        async with http.get(f"{phone}/_fake/ledger") as answer:
            import json

            found = [json.loads(line) for line in (await answer.read()).splitlines()]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("toml", ["", CLOUD])
async def test_a_person_writes_and_is_answered_through_signed_webhooks(place, toml):
    if toml:
        (place / "cauce.toml").write_text(toml, "utf-8")
    async with running(place) as (process, server, phone, http):
        async with http.post(f"{phone}/_fake/verify", json={}) as answer:
            assert await answer.json() == {"verified": True}
        async with http.post(f"{phone}/_fake/say", json={"text": "hola"}) as answer:
            assert await answer.json() == {"status": 200}
        [asked] = await ledger(http, phone, 1)
        assert asked["body"]["text"]["body"] == "¿Qué?"
        assert asked["number"] == ("77" if toml else "108700000000001")
        async with http.post(f"{server}/webhooks/whatsapp", data=b"{}") as answer:
            assert answer.status == 401
        process.send_signal(signal.SIGTERM)
        await process.communicate()
        assert process.returncode == 0


async def test_the_page_speaks_the_language_that_is_asked_for(place):
    async with running(place, "--lang", "en") as (_, _, phone, http), http.get(f"{phone}/") as answer:
        assert answer.status == 200
