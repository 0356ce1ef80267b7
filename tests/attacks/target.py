"""What is attacked: a whole running service over real HTTP, with two numbers, one number without a secret, and a web chat.

`everything` is what the database holds, so that a test can say that nothing changed. So one person may be answered at once,
however often: a reply that waits for its turn would leave in the middle of a later test.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar

from cauce.app import Options, Service
from cauce.project import Project
from cauce.store.tables import MODELS
from cauce.testing.graph import PERSON, FakeGraph, signed, written
from whatsapp_rig import Running

SECRET, OTHER_SECRET = "secreto-de-la-app-0123456789", "secreto-de-otra-app-0123456789"
NUMBER, OTHER_NUMBER, MUTE_NUMBER = "108700000000001", "108700000000002", "108700000000003"
BY_THE_WAY = {"nodes", "message_words", "contact_words", "indexed", "rewords", "jobs", "hearings", "unheard"}
"""What Cauce keeps up by itself, whatever anybody sends: its processes, the words of what was said before, and what plugins do."""
TABLES = tuple(name for model in MODELS if (name := model._meta.db_table) not in BY_THE_WAY)

ECHO = """
flow eco
  triggers = ["*"]

start:
  ask "¿Qué?" as texto
  say "{contact.name} dijo {texto}"
  -> start
"""

CHANNELS = """
[[channels]]
name = "linea1"
transport = "whatsapp_cloud"
phone_number_id = "{number}"
access_token = "{token}"
app_secret = "{secret}"
verify_token = "palabra"
graph_url = "{graph}"
pace = {{ person_seconds = 0 }}

[[channels]]
name = "linea2"
transport = "whatsapp_cloud"
phone_number_id = "{other_number}"
access_token = "{token}"
app_secret = "{other_secret}"
verify_token = "otra palabra"
graph_url = "{graph}"

[[channels]]
name = "muda"
transport = "whatsapp_cloud"
phone_number_id = "{mute_number}"
access_token = "{token}"
graph_url = "{graph}"

[[channels]]
name = "web"
transport = "webchat"
origins = ["https://tienda.example"]
{web}
"""


@dataclass
class Target(Running):
    """A running service, the fake platform behind it, and a client that attacks."""

    http: ClientSession
    url: str
    folder: Path
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, bytes, Mapping[str, str]]:
        async with self.http.request(method, f"{self.url}{path}", allow_redirects=False, **more) as answer:
            return answer.status, await answer.read(), answer.headers

    async def hook(self, raw: bytes, path: str = "", secret: str | None = SECRET, **headers: str | None) -> int:
        """Post a webhook, signed with a secret unless there is none; return the status."""
        sent = {"Content-Type": "application/json", "X-Hub-Signature-256": secret and signed(secret, raw), **headers}
        found = {name: value for name, value in sent.items() if value is not None}
        return (await self.call("POST", f"/webhooks/whatsapp{path}", data=io.BytesIO(raw), headers=found))[0]

    async def raw(self, data: bytes) -> bytes:
        """Write bytes to the port, and return what comes back until it ends or nothing more is said."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(120):
                return await reader.read(65536)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        await self.quiet()

        def job(db: Any) -> dict[str, list[tuple[Any, ...]]]:
            return {table: list(db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()) for table in TABLES}

        return await self.service.database.write(job)

    async def counts(self) -> dict[str, int]:
        return {table: len(rows) for table, rows in (await self.everything()).items()}

    async def added(self, before: Mapping[str, int]) -> dict[str, int]:
        """Return how many rows each table has more than before, without those that have as many."""
        now = await self.counts()
        return {table: now[table] - before[table] for table in TABLES if now[table] != before[table]}

    async def is_well(self) -> bool:
        return (await self.call("GET", "/health/ready"))[0] == 200


def body(*messages: Mapping[str, Any], number: str = NUMBER, name: str = "Juana", **more: Any) -> bytes:
    """Return a webhook with these messages at a number."""
    people = [{"profile": {"name": name}, "wa_id": PERSON}]
    value = {"metadata": {"phone_number_id": number}, "contacts": people, "messages": list(messages), **more}
    return written(
        {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    )


def message(text: str = "hola", **more: Any) -> dict[str, Any]:
    """Return a message with an id of its own."""
    return {"from": PERSON, "id": f"wamid.{secrets.token_hex(8)}", "type": "text", "text": {"body": text}, **more}


def texts_of(value: Any) -> list[str]:
    """Return every text in a row, a JSON one read."""
    if isinstance(value, bytes):
        return []
    if isinstance(value, str):
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(value)
            if not isinstance(found, str):
                return [value, *texts_of(found)]
        return [value]
    if isinstance(value, Mapping):
        return [text for pair in value.items() for text in texts_of(list(pair))]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts_of(one)]
    return []


def is_clean(text: str) -> bool:
    """Tell whether a text is such as may be stored: without NUL and without halves of pairs."""
    return "\0" not in text and text == text.encode("utf-8", "replace").decode()


@contextlib.asynccontextmanager
async def attacked(
    folder: Path, flows: Mapping[str, str] | None = None, *, web: str = "", extra: str = "", **environment: str
) -> AsyncIterator[Target]:
    """Give a running service to attack. web: more settings of the web chat. extra: more of `cauce.toml`."""
    async with FakeGraph(secret=SECRET, window=False) as graph, ClientSession(cookie_jar=DummyCookieJar()) as http:
        (folder / "flows").mkdir(exist_ok=True)
        settings = CHANNELS.format(
            number=NUMBER, other_number=OTHER_NUMBER, mute_number=MUTE_NUMBER, secret=SECRET, other_secret=OTHER_SECRET,
            graph=graph.url, token=graph.token, web=web,
        )  # fmt: skip
        (folder / "cauce.toml").write_text(settings + extra, "utf-8")
        for name, text in ({"eco": ECHO} if flows is None else flows).items():
            (folder / f"flows/{name}.flow").write_text(text, "utf-8")
        service = Service(Project.open(folder, environment), Options(port=0), print)
        await asyncio.to_thread(service.prepare)
        await service.start()
        try:
            yield Target(service, graph, http, service.server.addresses[0].rstrip("/"), folder)
        finally:
            await service.stop()
