"""Live events of a whole running Cauce: a visitor writes, and the operator's console shows it at once."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from cauce.app import Options, Service
from cauce.project import Project
from databases import fresh, prepare
from desk_rig import PASSWORD
from live_rig import Console, until

FLOW = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
"""


@pytest.fixture
async def service(tmp_path):
    """A running Cauce with a flow that hands over, and an admin."""
    await asyncio.to_thread(prepare, "sqlite")
    for name in ("flows", "data"):
        (tmp_path / name).mkdir()
    fresh("sqlite", tmp_path / "data")
    (tmp_path / "cauce.toml").write_text("[live]\nheartbeat_seconds = 0.3\n", "utf-8")
    (tmp_path / "flows/mesa.flow").write_text(FLOW, "utf-8")
    made = Service(Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD}), Options(port=0), lambda _: None)
    await asyncio.to_thread(made.prepare)
    await made.start()
    yield made
    await made.stop()


async def test_what_a_visitor_writes_and_the_flow_answers_is_told_with_its_text_and_author(service):
    address = service.server.addresses[0]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(address) as visitor, aiohttp.ClientSession(address, cookie_jar=jar) as desk:
        async with desk.post("/api/auth/login", json={"account": "admin", "password": PASSWORD}) as answer:
            assert answer.status == 200
        [cookie] = jar
        console = await Console(address, headers={"Cookie": f"{cookie.key}={cookie.value}"}).open()
        async with visitor.post("webchat/web/visits", json={}) as answer:
            token = (await answer.json())["token"]
        body, headers = {"id": "mensaje-0000000000001", "text": "hola"}, {"Authorization": f"Bearer {token}"}
        async with visitor.post("webchat/web/messages", json=body, headers=headers) as answer:
            assert answer.status == 202
        [incoming] = await until(lambda: console.bodies("conversation:incoming"))
        assert (incoming["type"], incoming["data"]["area"]) == ("conversation.queued", "Ventas")
        one = incoming["data"]["conversation"]
        assert (one["channel"], one["owner"], one["area"], one["opened"]) == ("web", "queue", "Ventas", True)
        said = [told["data"]["message"] for told in await until(lambda: console.bodies("message:new"))]
        assert [(told["author"], told["direction"], told["text"]) for told in said] == [
            ("contact", "in", "hola"), ("bot", "out", "Te paso con ventas"),
        ]  # fmt: skip
        statuses = await until(
            lambda: [told for told in console.bodies("conversation:update") if told["type"] == "message.status"]
        )
        assert statuses[0]["data"]["message"] == said[1]["id"]
        stream = f"conversation:{one['id']}"
        assert console.of(stream) == list(range(1, len(console.of(stream)) + 1))
        # What happens inside of the flow is told without what it knows.
        assert all(
            set(told["data"]) == {"conversation"}
            for _, told in console.told
            if str(told.get("type", "")).startswith("run.")
        )
        await service.server.stop()
        await until(console.gone.is_set)
        await console.close()
