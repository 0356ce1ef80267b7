"""A whole running Cauce with a plugin: its routes come with its host, and what it wants done at the end is done."""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp
import pytest

from cauce import AreaHours, Fact, Opening, Route, SettingsTable, hookimpl
from cauce.app import Options, Service
from cauce.desk import Unknown, see
from cauce.project import Project
from databases import fresh, prepare
from desk_rig import PASSWORD

WORDS = {"es": "El tiempo", "en": "The weather"}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string", "default": "Asunción"}}}


class Weather:
    """A plugin that has most things."""

    def __init__(self) -> None:
        self.ended = False
        self.__name__ = "weather"

    @hookimpl
    def register_settings(self):
        return [SettingsTable("weather", WORDS, SCHEMA)]

    @hookimpl
    def register_facts(self):
        return [Fact("weather.city", WORDS, "text", load=lambda moment: moment.settings["city"])]

    @hookimpl
    def register_area_hours(self):
        return [AreaHours("weather.hours", WORDS, lambda db, area, at, settings: Opening(open=area != "Ventas"))]

    @hookimpl
    def register_routes(self):
        answer = {"type": "object", "additionalProperties": True}
        return [
            Route("GET", "/api/weather", "public", self.today, answer=answer),
            Route("GET", "/api/weather/seen", "conversations.read", self.seen, answer=answer),
        ]

    async def today(self, request):
        host = request.plugin

        async def end():
            self.ended = True

        host.at_stop(end)
        opening = await host.read(lambda db: host.opening(db, "Ventas"))
        return {"city": host.settings["city"], "open": opening.open, "plugin": host.plugin}

    async def seen(self, request):
        await request.plugin.read(lambda db: see(db, request.caller, 77))
        raise AssertionError(Unknown)


@pytest.fixture
def served(tmp_path):
    """A plugin in a project whose database is up to date."""
    prepare("sqlite")
    (tmp_path / "data").mkdir()
    (tmp_path / "flows").mkdir()
    fresh("sqlite", tmp_path / "data")
    (tmp_path / "cauce.toml").write_text("", "utf-8")
    plugin = Weather()
    project = Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD}, plugins=[plugin])
    return SimpleNamespace(plugin=plugin, service=Service(project, Options(port=0), lambda _: None))


async def test_a_route_comes_with_the_host_and_what_access_refuses_is_a_problem(served):
    await served.service.start()
    address = served.service.server.addresses[0]
    try:
        async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async with session.get("/api/weather") as answer:
                assert await answer.json() == {"city": "Asunción", "open": False, "plugin": "weather"}
            login = {"account": "admin", "password": PASSWORD}
            async with session.post("/api/auth/login", json=login) as answer:
                assert answer.status == 200
            async with session.get("/api/weather/seen") as answer:
                assert (answer.status, (await answer.json())["code"]) == (404, "not_found")
    finally:
        await served.service.stop()
    assert served.plugin.ended


async def test_a_plugin_that_ends_badly_does_not_keep_cauce_from_stopping(served, caplog):
    await served.service.start()

    async def end():
        raise ValueError("no")

    served.service.host("weather").at_stop(end)
    await served.service.stop()
    assert "a plugin did not end in good order" in caplog.text
