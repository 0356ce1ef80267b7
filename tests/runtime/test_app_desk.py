"""A whole running Cauce with a team: a visitor of the web chat talks with the flow, then with somebody, then with the flow."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from cauce.app import Options, Service
from cauce.project import Project
from databases import fresh, prepare
from delivery_rig import SOON
from desk_rig import PASSWORD

FLOW = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
    on done -> sigue

sigue:
  ask "¿Algo más?" as x
  say "Chao"
"""


@pytest.fixture
def project(tmp_path):
    """A folder with a flow that hands over, and a database that is up to date."""
    prepare("sqlite")
    for name in ("flows", "data"):
        (tmp_path / name).mkdir()
    fresh("sqlite", tmp_path / "data")
    (tmp_path / "cauce.toml").write_text("", "utf-8")
    (tmp_path / "flows/mesa.flow").write_text(FLOW, "utf-8")
    return Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD})


class Serving:
    """Runs a project, and stops it."""

    def __init__(self, project: Project) -> None:
        self.service = Service(project, Options(port=0), lambda _: None)

    async def __aenter__(self) -> str:
        await asyncio.to_thread(self.service.prepare)
        await self.service.start()
        return self.service.server.addresses[0]

    async def __aexit__(self, *_: object) -> None:
        await self.service.stop()


class Visitor:
    """Somebody at the web chat, by the same addresses that the widget uses."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.said = 0

    async def say(self, text: str) -> None:
        if "Authorization" not in self.session.headers:
            async with self.session.post("webchat/web/visits", json={}) as answer:
                self.session.headers["Authorization"] = f"Bearer {(await answer.json())['token']}"
        self.said += 1
        body = {"id": f"mensaje-{self.said:013}", "text": text}
        async with self.session.post("webchat/web/messages", json=body) as answer:
            assert answer.status == 202

    async def heard(self, *texts: str) -> None:
        """Wait until exactly this was said on the other side."""
        found: list[str] = []
        try:
            async with asyncio.timeout(120):
                while found != list(texts):
                    await asyncio.sleep(0.02)
                    async with self.session.get("webchat/web/history") as answer:
                        told = (await answer.json())["messages"]
                    found = [one["text"] for one in told if one["from"] not in {"contact", "visitor", "me"}]
        except TimeoutError:
            assert found == list(texts)


async def ask(session: aiohttp.ClientSession, method: str, path: str, body=None):
    async with session.request(method, path, json=body) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json()


async def test_a_visitor_talks_with_the_flow_then_with_somebody_then_with_the_flow(project):
    async with Serving(project) as address, aiohttp.ClientSession(address) as chat:
        ana = Visitor(chat)
        async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as desk:
            await ask(desk, "POST", "/api/auth/login", {"account": "admin", "password": PASSWORD})
            await ana.say("hola")
            await ana.heard("Te paso con ventas")
            [one] = (await ask(desk, "GET", "/api/conversations?owner=queue&area=Ventas"))["items"]
            path = f"/api/conversations/{one['id']}"
            await ask(desk, "POST", f"{path}/take", {})
            await ask(desk, "POST", f"{path}/messages", {"text": "Soy Ana"})
            await ana.heard("Te paso con ventas", "Soy Ana")
            await ana.say("un plan")
    # Whose it is survives a restart.
    jar = aiohttp.CookieJar(unsafe=True)
    async with Serving(project) as address, aiohttp.ClientSession(address, cookie_jar=jar) as desk:
        await ask(desk, "POST", "/api/auth/login", {"account": "admin", "password": PASSWORD})
        assert (await ask(desk, "GET", path))["owner"] == "human"
        await ask(desk, "POST", f"{path}/return", {"reason": "listo"})
        lines = (await ask(desk, "GET", f"{path}/messages?order=oldest"))["items"]
        assert [(line["author"], line["text"]) for line in lines] == [
            ("contact", "hola"), ("bot", "Te paso con ventas"), ("human", "Soy Ana"), ("contact", "un plan"),
            ("bot", "¿Algo más?"),
        ]  # fmt: skip


async def test_what_is_old_is_taken_out_of_the_audit_while_it_runs(project, monkeypatch):
    monkeypatch.setattr("cauce.app.AUDIT_SECONDS", 0.05)
    monkeypatch.setenv("CAUCE_AUDIT_DAYS", "30")
    serving = Serving(Project.open(project.settings.root))
    async with serving:
        database = serving.service.database
        assert await database.write(lambda db: db.execute("UPDATE audit SET at = 1").rowcount) > 0

        def old(db):
            return db.execute("SELECT COUNT(*) FROM audit WHERE at = 1").fetchone()[0]

        async with asyncio.timeout(SOON):
            while await database.read(old):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
