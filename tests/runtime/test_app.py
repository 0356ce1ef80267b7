"""The composition root: a folder becomes a running Cauce that a visitor talks to."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Self

import aiohttp
import pytest

from cauce import Job, Listener, hookimpl
from cauce.app import Options, Service
from cauce.errors import PluginError, SettingsError
from cauce.http.server import ListenError
from cauce.project import Project
from cauce.store import areas
from databases import fresh
from delivery_rig import until

HOLA = """
flow hola
  triggers = ["*"]

start:
  ask "¿Nombre?" as nombre
  say "Hola {nombre}"
  -> start
"""


class Visitor:
    """Somebody at the web chat, by the same addresses that the widget uses."""

    def __init__(self, address: str) -> None:
        self.session = aiohttp.ClientSession(address)

    async def __aenter__(self) -> Self:
        async with self.session.post("webchat/web/visits", json={}) as answer:
            self.session.headers["Authorization"] = f"Bearer {(await answer.json())['token']}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def say(self, text: str) -> list[str]:
        """Say something; return all that was said on the other side so far, once there is an answer."""
        before = len(await self.heard())
        body = {"id": secrets.token_urlsafe(15), "text": text}
        async with self.session.post("webchat/web/messages", json=body) as answer:
            assert answer.status == 202
        async with asyncio.timeout(120):
            while len(heard := await self.heard()) == before:  # noqa: ASYNC110 - as the widget would
                await asyncio.sleep(0.02)
        return heard[before:]

    async def heard(self) -> list[str]:
        async with self.session.get("webchat/web/history") as answer:
            return [one["text"] for one in (await answer.json())["messages"] if one["from"] == "bot"]


@pytest.fixture
def project(tmp_path):
    """A function that makes a project of files and opens it, with a database that is up to date."""

    def make(**files: str) -> Project:
        (tmp_path / "flows").mkdir(exist_ok=True)
        (tmp_path / "data").mkdir(exist_ok=True)
        fresh("sqlite", tmp_path / "data")
        for name, text in {"cauce_toml": "", "hola_flow": HOLA, **files}.items():
            path = name.replace("_", ".")
            (tmp_path / (path if path == "cauce.toml" else f"flows/{path}")).write_text(text, "utf-8")
        return Project.open(tmp_path, {})

    return make


@pytest.fixture
async def run():
    """A function that runs a project; what it started is stopped afterwards."""
    running = []

    async def start(project: Project, **options) -> Service:
        service = Service(project, Options(port=0, **options), start.told.append)
        await asyncio.to_thread(service.prepare)
        await service.start()
        running.append(service)
        return service

    start.told = []
    yield start
    for service in running:
        if service.state == "ok":
            await service.stop()


async def test_a_visitor_talks_to_a_flow(project, run):
    service = await run(project())
    async with Visitor(service.server.addresses[0]) as ana:
        assert await ana.say("hola") == ["¿Nombre?"]
        assert (await ana.say("Ana"))[0] == "Hola Ana"


async def test_a_visitor_goes_on_after_a_restart(project, run):
    here = project()
    service = await run(here)
    async with Visitor(service.server.addresses[0]) as ana:
        await ana.say("hola")
        await service.stop()
        service.state = "gone"
        again = Service(project_again := Project.open(here.settings.root, {}), Options(port=0), print)
        assert project_again.settings.root == here.settings.root
        await asyncio.to_thread(again.prepare)
        await again.start()
        token = ana.session.headers["Authorization"]
        await ana.session.close()
        ana.session = aiohttp.ClientSession(again.server.addresses[0], headers={"Authorization": token})
        assert (await ana.say("Ana"))[0] == "Hola Ana"
        await again.stop()


async def test_who_works_here_comes_in_and_the_areas_of_the_settings_are_there(project, run):
    toml = '[access]\nidle_minutes = 5\nabsolute_hours = 1.5\n[areas.Ventas]\ntitle = "Ventas y planes"\n'
    service = await run(project(cauce_toml=toml))
    made = service.first_admin
    entered = await service.access.log_in("admin", made.password, address="10.0.0.1", agent="")
    assert entered.principal.may("areas.manage")
    assert (await service.access.who(login=entered.token)).username == "admin"
    assert (service.access.lasting.idle_ms, service.access.lasting.absolute_ms) == (300_000, 5_400_000)
    found = await service.database.read(areas.every)
    assert [(one.name, one.description) for one in found] == [("Ventas", "Ventas y planes")]


def test_a_weak_password_in_the_environment_stops_it_before_anything_is_made(project, tmp_path):
    weak = Project.open(project().settings.root, {"ADMIN_PASSWORD": "admin"})
    with pytest.raises(SettingsError, match="ADMIN_PASSWORD"):
        Service(weak, Options(port=0), print).prepare()


class Greeter:
    """A plugin with a job and a listener, which keeps what came to it; its messages are told once the job was done."""

    __name__ = "greeter"

    def __init__(self) -> None:
        self.done: list[str] = []
        self.heard: list[str] = []

    async def count(self, host):
        self.done.append(host.plugin)

    async def hear(self, host, happened):
        self.heard += [one.data["direction"] for one in happened]
        host.nudge("greeter.count")

    @hookimpl
    def register_jobs(self):
        return [Job("greeter.count", {"es": "Contar", "en": "Count"}, self.count, every=3600)]

    @hookimpl
    def register_listeners(self):
        return [Listener("greeter.ear", {"es": "Oír", "en": "Hear"}, ("message.new",), self.hear)]


async def test_plugins_do_their_jobs_and_hear_what_happens_over_a_restart(project, run):
    greeter = Greeter()
    here = project().settings.root
    service = await run(Project.open(here, {}, plugins=[greeter]))
    await until(lambda: greeter.done == ["greeter"])
    async with Visitor(service.server.addresses[0]) as ana:
        await ana.say("hola")
        await until(lambda: greeter.heard == ["in", "out"] and len(greeter.done) > 1)
        await service.stop()
    service.state = "gone"
    again = await run(Project.open(here, {}, plugins=[greeter]))
    async with Visitor(again.server.addresses[0]) as eva:
        await eva.say("hola")
        await until(lambda: greeter.heard == ["in", "out"] * 2)


async def test_a_plugin_that_is_switched_off_does_nothing(project, run):
    greeter = Greeter()
    service = await run(Project.open(project().settings.root, {}, plugins=[greeter], disable=["greeter"]))
    async with Visitor(service.server.addresses[0]) as ana:
        assert await ana.say("hola") == ["¿Nombre?"]
    assert greeter.done == greeter.heard == []


async def test_health_and_the_page_tell_the_state(project, run):
    service = await run(project())
    async with aiohttp.ClientSession(service.server.addresses[0]) as session:
        async with session.get("health/ready") as answer:
            assert (answer.status, await answer.json()) == (
                200,
                {"status": "ok", "checks": {"service": "ok", "database": "ok"}},
            )
        async with session.get("welcome") as answer:
            page = await answer.text()
    assert "hola" in page
    assert "web · webchat" in page


async def test_while_it_stops_it_says_that_it_is_not_ready(project, run):
    service = await run(project())
    service.state = "stopping"
    async with aiohttp.ClientSession(service.server.addresses[0]) as session, session.get("health/ready") as answer:
        assert answer.status == 503
    service.state = "ok"


async def test_in_an_empty_folder_the_samples_answer(tmp_path, run):
    (tmp_path / "data").mkdir()
    fresh("sqlite", tmp_path / "data")
    service = await run(Project.open(tmp_path, {}))
    assert "mesa_ayuda" in service.publisher.names
    async with Visitor(service.server.addresses[0]) as ana:
        assert await ana.say("hola")


async def test_a_change_is_taken_up_and_a_broken_one_leaves_the_last_good_one(project, run, tmp_path):
    service = await run(project(), watch=True)
    flow = tmp_path / "flows/hola.flow"

    shelf = service.publisher._shelf
    first = shelf.library.current("hola").revision
    flow.write_text(HOLA.replace("Hola {", "Buenas {"), "utf-8")
    await until(lambda: shelf.library.current("hola").revision != first)
    async with Visitor(service.server.addresses[0]) as ana:
        await ana.say("hola")
        assert (await ana.say("Ana"))[0] == "Buenas Ana"
        flow.write_text("flow hola\n\nstart:\n  sya roto\n", "utf-8")
        await until(lambda: run.told)
        assert (await ana.say("Eva"))[0] == "Buenas Eva"
    async with Visitor(service.server.addresses[0]) as leo:
        assert await leo.say("hola") == ["¿Nombre?"]
    (tmp_path / "flows/otra.flow").write_text('flow otra\n\nstart:\n  say "Otra"\n', "utf-8")
    await until(lambda: "otra" in service.publisher.names)
    (tmp_path / "flows/otra.flow").unlink()
    await until(lambda: "otra" not in service.publisher.names)


async def test_a_flow_that_is_broken_at_the_start_goes_on_as_it_last_was(project, run, tmp_path):
    service = await run(project())
    await service.stop()
    service.state = "gone"
    (tmp_path / "flows/hola.flow").write_text("flow hola\n\nstart:\n  sya roto\n", "utf-8")
    again = await run(Project.open(tmp_path, {}))
    assert run.told
    async with Visitor(again.server.addresses[0]) as ana:
        assert await ana.say("hola") == ["¿Nombre?"]


async def test_a_taken_port_leaves_nothing_open(project, run):
    first = await run(project())
    port = int(first.server.addresses[0].rsplit(":", 1)[1].strip("/"))
    other = project()
    await first.stop()
    first.state = "gone"
    import socket

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        service = Service(other, Options(port=port), print)
        await asyncio.to_thread(service.prepare)
        with pytest.raises(ListenError):
            await service.start()
    again = await run(Project.open(other.settings.root, {}))
    assert again.state == "ok"


def test_a_channel_without_its_transport_is_refused_before_anything_is_made(project, tmp_path):
    here = project(cauce_toml='[[channels]]\nname = "x"\ntransport = "telepathy"\n')
    with pytest.raises(SettingsError, match="telepathy"):
        Service(here, Options(), print).prepare()


async def test_a_transport_that_breaks_on_opening_is_named(project, tmp_path):
    (tmp_path / "rota.py").write_text(
        "from cauce.hookspecs import hookimpl\n"
        "from cauce.model.message import Capabilities\n"
        "class Rota:\n"
        "    name = 'rota'\n    title = {'es': 'r', 'en': 'r'}\n    settings = {}\n    capabilities = Capabilities()\n"
        "    def routes(self): return ()\n"
        "    async def open(self, channel, ingress): raise RuntimeError('no ink')\n"
        "    async def close(self, channel): pass\n"
        "    async def send(self, channel, delivery): return ''\n"
        "@hookimpl\ndef register_transports(): return [Rota()]\n"
    )
    here = project(cauce_toml='[plugins]\nfiles = ["rota.py"]\n[[channels]]\nname = "x"\ntransport = "rota"\n')
    service = Service(here, Options(port=0), print)
    await asyncio.to_thread(service.prepare)
    with pytest.raises(PluginError, match=r"rota.*no ink"):
        await service.start()


async def test_areas_and_secrets_of_the_settings_reach_the_flows(project, run):
    toml = '[areas.ventas]\ntitle = "Ventas"\nopen = false\nhours = "de 9 a 18 h"\n[secrets]\nandina = "env:ANDINA"\n'
    flow = 'flow hola\n  triggers = ["*"]\n\nstart:\n  say "Abrimos {area_hours(\'ventas\')}"\n'
    service = await run(project(cauce_toml=toml, hola_flow=flow))
    async with Visitor(service.server.addresses[0]) as ana:
        assert await ana.say("hola") == ["Abrimos de 9 a 18 h"]
    with pytest.raises(KeyError):
        service._secret("andina")


async def test_it_answers_at_once(project, run):
    service = await run(project())
    async with Visitor(service.server.addresses[0]) as ana:
        await ana.say("hola")
        began = time.perf_counter()
        await ana.say("Ana")
        assert time.perf_counter() - began < 20
