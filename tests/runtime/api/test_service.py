"""The API of a whole running Cauce: a stranger's routes stand beside ours, behind the same gate, in the same document."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from cauce.app import Options, Service
from cauce.errors import PluginError
from cauce.project import Project
from databases import fresh, prepare

PLUGIN = '''
"""The weather."""

from cauce import Permission, Route, hookimpl


async def today(request):
    return {"sky": "clear", "for": request.caller.username}


@hookimpl
def register_routes():
    answer = {"type": "object"}
    return [Route("GET", "/api/weather", "weather.read", today, answer=answer, summary={"es": "El tiempo", "en": "Weather"})]


@hookimpl
def register_permissions():
    return [Permission("weather.WORD", {"es": "Ver el tiempo", "en": "See the weather"}, ("OPERATOR",))]
'''


@pytest.fixture
def project(tmp_path):
    """A function that makes a project with the plugin, and a database that is up to date."""

    prepare("sqlite")

    def make(word: str = "read", toml: str = "") -> Project:
        (tmp_path / "data").mkdir()
        (tmp_path / "flows").mkdir()
        (tmp_path / "plugins").mkdir()
        fresh("sqlite", tmp_path / "data")
        (tmp_path / "plugins/weather.py").write_text(PLUGIN.replace("WORD", word), "utf-8")
        (tmp_path / "cauce.toml").write_text(f'{toml}\n[plugins]\nfiles = ["plugins/weather.py"]\n', "utf-8")
        return Project.open(tmp_path, {"ADMIN_PASSWORD": "un río que no vuelve"})

    return make


@pytest.fixture
async def start():
    """A function that runs a project."""
    services = []

    async def run(project: Project) -> Service:
        service = Service(project, Options(port=0), print)
        await asyncio.to_thread(service.prepare)
        await service.start()
        services.append(service)
        return service

    yield run
    for service in services:
        await service.stop()


async def test_a_strangers_route_has_the_same_gate_and_the_same_document(project, start):
    service = await start(project(toml='[access]\ncookie = "mesa"'))
    [address] = service.server.addresses
    async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get("/api/weather") as answer:
            assert answer.status == 401
        body = {"account": "admin", "password": "un río que no vuelve"}
        async with session.post("/api/auth/login", json=body) as answer:
            assert answer.headers["Set-Cookie"].startswith("mesa=")
        async with session.get("/api/weather") as answer:
            assert await answer.json() == {"sky": "clear", "for": "admin"}
        async with session.get("/api/weather?city=x") as answer:
            assert answer.status == 422
        async with session.get("/api/openapi.json") as answer:
            paths = (await answer.json())["paths"]
        assert paths["/api/weather"]["get"]["x-permission"] == "weather.read"
        async with session.get("/api") as answer:
            assert "El tiempo" in await answer.text()
        async with session.get("/welcome") as answer:
            assert "/api</a>" in await answer.text()


async def test_a_route_for_a_permission_that_nobody_registers_stops_the_start(project, start):
    with pytest.raises(PluginError, match=r"/api/weather asks for 'weather\.read'"):
        await start(project("write"))
