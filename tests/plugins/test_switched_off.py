"""Each of the desk's plugins switched off by name: the rest goes on as if it had never been there."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from cauce.app import Options, Service
from cauce.plugin_manager import BUILT_IN
from cauce.project import Project
from databases import fresh, prepare
from desk_rig import PASSWORD
from runtime.test_app_desk import FLOW, Visitor, ask

DESK = [name for name in BUILT_IN if name.startswith("cauce_plugins.") and ".transports." not in name]


@pytest.fixture
def project(tmp_path):
    """A function that opens a project without some plugins, over a database that has the tables of all."""
    prepare("sqlite")
    (tmp_path / "flows").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "flows/mesa.flow").write_text(FLOW, "utf-8")
    fresh("sqlite", tmp_path / "data")

    def open_without(*names):
        named = ", ".join(f'"{name}"' for name in names)
        (tmp_path / "cauce.toml").write_text(f"[plugins]\ndisable = [{named}]\n", "utf-8")
        return Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD})

    return open_without


@pytest.mark.parametrize(
    "names", [*([name] for name in DESK), DESK], ids=lambda names: names[0] if len(names) == 1 else "all"
)
async def test_a_conversation_goes_from_the_flow_to_a_person_and_back(project, names):
    opened = project(*names)
    assert not {one.name for one in opened.plugins.plugins} & set(names)
    service = Service(opened, Options(port=0), lambda _: None)
    await asyncio.to_thread(service.prepare)
    await service.start()
    try:
        address = service.server.addresses[0]
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(address) as chat, aiohttp.ClientSession(address, cookie_jar=jar) as desk:
            ana = Visitor(chat)
            await ask(desk, "POST", "/api/auth/login", {"account": "admin", "password": PASSWORD})
            await ana.say("hola")
            await ana.heard("Te paso con ventas")
            [one] = (await ask(desk, "GET", "/api/conversations?owner=queue&area=Ventas"))["items"]
            path = f"/api/conversations/{one['id']}"
            await ask(desk, "POST", f"{path}/take", {})
            await ask(desk, "POST", f"{path}/messages", {"text": "Soy Ana"})
            await ana.heard("Te paso con ventas", "Soy Ana")
            await ask(desk, "POST", f"{path}/return", {"reason": "listo"})
            await ana.heard("Te paso con ventas", "Soy Ana", "¿Algo más?")
            await ask(desk, "POST", f"{path}/close", {"reason": "fin"})
            assert [one["name"] for one in (await ask(desk, "GET", "/api/contacts"))["items"]]
            async with desk.get("/api/openapi.json") as answer:
                assert answer.status == 200
    finally:
        await service.stop()
