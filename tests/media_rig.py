"""A whole running Cauce whose one channel brings and takes files, and real files to send through it: good ones and others."""

from __future__ import annotations

import asyncio
import io
import struct
import wave
import zipfile
import zlib
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

import databases
from cauce import Arrival, Capabilities, Channel, Delivery, Download, Inbound, Ingress, Media, Refused, hookimpl
from cauce.app import Options, Service
from cauce.delivery.host import Host
from cauce.project import Project
from databases import fresh
from delivery_rig import SOON
from desk_rig import PASSWORD

FLOW = """
flow mesa
  triggers = ["*"]

start:
  redirect Ventas
"""


class Network:
    """A transport over a network that is a dict. `files` are what it has, `took` what was put there."""

    name = "net"
    title: Mapping[str, str] = {"es": "Prueba", "en": "Test"}
    settings: Mapping[str, Any] = {"type": "object"}
    capabilities = Capabilities(media=frozenset({"image", "audio", "video", "file", "sticker"}))

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.moods: deque[Exception] = deque()
        self.took: dict[str, tuple[Media, bytes]] = {}
        self.sent: list[Delivery] = []
        self.arrived = 0
        self.ingress: Ingress | None = None

    def routes(self):
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        self.ingress = ingress

    async def close(self, channel: Channel) -> None:
        pass

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        self.sent.append(delivery)
        return f"n{len(self.sent)}"

    @asynccontextmanager
    async def fetch(self, channel: Channel, media: Media) -> AsyncIterator[Download]:
        if self.moods:
            raise self.moods.popleft()
        if media.id not in self.files:
            raise Refused("it is gone")
        data = self.files[media.id]
        yield Download(media.mime, media.name, None, pieces(data))

    async def upload(self, channel: Channel, media: Media, source: AsyncIterable[bytes] | bytes) -> Media:
        data = source if isinstance(source, bytes) else b"".join([piece async for piece in source])
        self.took[f"up{len(self.took)}"] = (media, data)
        return Media(media.kind, id=f"up{len(self.took) - 1}")


async def pieces(data: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for place in range(0, len(data), size):
        yield data[place : place + size]


class WithoutUpload(Network):
    """The same, where files are only fetched from addresses."""

    name = "plain"
    fetch = property()  # type: ignore[assignment]
    upload = property()  # type: ignore[assignment]


@dataclass
class World:
    """What runs. ana: the administrator's session. bea: an operator of another area."""

    service: Service
    net: Network
    address: str
    ana: aiohttp.ClientSession
    sessions: list[aiohttp.ClientSession] = field(default_factory=list)

    @property
    def host(self) -> Host:
        return self.service.host("cauce_plugins.media")

    async def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.service.database.read(lambda db: db.execute(sql, values).fetchall())]

    async def session(self, account: str, role: str = "OPERATOR", area: int | None = None) -> aiohttp.ClientSession:
        """Return somebody who is logged in, made first, and in an area."""
        body = {
            "username": account,
            "name": account,
            "role": role,
            "password": PASSWORD,
            "email": f"{account}@example.org",
        }
        made = await ask(self.ana, "POST", "/api/users", body)
        if area is not None:
            await ask(self.ana, "PUT", f"/api/areas/{area}/members/{made['id']}", None)
        session = aiohttp.ClientSession(self.address, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.sessions.append(session)
        await ask(session, "POST", "/api/auth/login", {"account": account, "password": PASSWORD})
        return session

    async def bring(self, data: bytes, who: str = "luis", **media: Any) -> int:
        """Let somebody send a file; return the number of the message."""
        self.net.arrived += 1
        key = f"f{self.net.arrived}"
        self.net.files[key] = data
        return await self.say(
            Inbound(kind=media.get("kind", "image"), media=Media(**{"kind": "image", "id": key, **media})), who
        )

    async def say(self, message: Inbound, who: str = "luis") -> int:
        self.net.arrived += 1
        assert self.net.ingress is not None
        await self.net.ingress.accept("linea", b"{}", [Arrival(f"in{self.net.arrived}", ("phone", who), message)])
        [(found,)] = await self.rows("SELECT MAX(id) FROM messages WHERE direction = 'in'")
        return int(found)

    async def conversation(self, who: str = "luis") -> int:
        """Open a conversation, and let the administrator take it."""
        await self.say(Inbound("hola"), who)
        [(found,)] = await self.rows("SELECT MAX(id) FROM conversations")
        await ask(self.ana, "POST", f"/api/conversations/{found}/take", {})
        return int(found)

    async def until(self, found: Any) -> Any:
        """Wait until something that is asked for is so."""
        async with asyncio.timeout(SOON):
            while not (seen := await found()):  # noqa: ASYNC110 - as whoever waits would
                await asyncio.sleep(0.02)
        return seen

    async def file_of(self, message: int, *states: str) -> dict[str, Any]:
        """Return what is told of the file of a message, once it is in one of these states."""

        async def look() -> Any:
            sql = "SELECT f.file FROM media_files f JOIN media_uses u ON u.file_id = f.id WHERE u.message_id = ?"
            for (file,) in await self.rows(sql, message):
                told = await ask(self.ana, "GET", f"/api/media/{file}/info")
                if told["state"] in (states or ("stored", "refused")):
                    return told
            return None

        return await self.until(look)


async def ask(session: aiohttp.ClientSession, method: str, path: str, body: Any = None) -> Any:
    async with session.request(method, path, json=body) as answer:
        assert answer.status < 300, f"{answer.status} {await answer.text()}"
        return await answer.json() if answer.content_type == "application/json" else None


async def upload(session: aiohttp.ClientSession, data: Any, name: str = "", **query: str) -> tuple[int, Any]:
    async with session.post("/api/media", data=data, params={"name": name, **query}) as answer:
        return answer.status, await answer.json()


async def get(session: aiohttp.ClientSession, path: str, **headers: str) -> tuple[int, bytes, Any]:
    async with session.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        return answer.status, await answer.read(), answer.headers


def project(kind: str, folder: Path, settings: str = "", net: Network | None = None, **more: Any) -> Project:
    """Return a project whose channel is the network, on a database."""
    net = net or Network()
    (folder / "data").mkdir(exist_ok=True)
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "flows/mesa.flow").write_text(FLOW, "utf-8")
    transport = net.name
    (folder / "cauce.toml").write_text(
        f'{more.pop("top", "")}\n[[channels]]\nname = "linea"\ntransport = "{transport}"\n{settings}', "utf-8"
    )
    place = fresh(kind, folder / "data") if more.pop("empty", True) else None
    environment = {"ADMIN_PASSWORD": PASSWORD, **more.pop("environment", {})}
    if kind == "mariadb":
        address = databases._database(()).address
        environment["CAUCE_DATABASE_URL"] = f"{databases.SERVER}/{address.database}"
    del place

    class Plugin:
        """Hands the network over."""

        @hookimpl
        def register_transports(self):
            return [net]

    return Project.open(folder, environment, plugins=[Plugin()], entry_points=False)


@asynccontextmanager
async def running(found: Project, net: Network) -> AsyncIterator[World]:
    """Run a project."""
    service = Service(found, Options(port=0), lambda _: None)
    await asyncio.to_thread(service.prepare)
    await service.start()
    address = service.server.addresses[0]
    ana = aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True))
    world = World(service, net, address, ana)
    try:
        await ask(ana, "POST", "/api/auth/login", {"account": "admin", "password": PASSWORD})
        yield world
    finally:
        for session in (ana, *world.sessions):
            await session.close()
        await service.stop()


def told_apart(value: object) -> str:
    """Return how a file, or what is said of it, is called among the cases of a test: bytes differ from process to process."""
    return value if isinstance(value, str) else "file"


def picture(width: int = 64, height: int = 48, kind: str = "PNG", **more: Any) -> bytes:
    """Return a real picture."""
    made = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(made, kind, **more)
    return made.getvalue()


def sound(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """Return a real sound, as WAV."""
    made = io.BytesIO()
    with wave.open(made, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(b"\x00\x10\x00\xf0" * int(seconds * rate / 2))
    return made.getvalue()


def film() -> bytes:
    """Return a real film, as MP4."""
    import av

    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_image(Image.effect_noise((96, 64), 60).convert("RGB"))
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()


def archive(*members: tuple[str, bytes]) -> bytes:
    """Return a real archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return made.getvalue()


def document(*more: tuple[str, bytes]) -> bytes:
    """Return what Word takes for a document."""
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *more)


def flood(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a picture of a few bytes that says, and would be, 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 2000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
