"""A project, its database and the processes that serve it: real ones, started by `cauce run`, killed without a word."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

import databases
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from faults.platform_process import Platform
from served import COUNTER, Port

CLOCK = """
flow reloj
  triggers = ["reloj"]

start:
  wait 1s
  end "ya"
"""

SETTINGS = """
[plugins]
files = ["faults_plugin.py"]

[loop_guard]
same_texts = 0
quick_rounds = 0

[[channels]]
name = "linea1"
transport = "whatsapp_cloud"
phone_number_id = "{number}"
access_token = "token"
app_secret = "secret"
verify_token = "palabra"
graph_url = "{graph}"

[channels.pace]
per_second = 0
person_seconds = 0

[[channels]]
name = "once"
transport = "once"
file = "{folder}/once.log"
"""

START = "from cauce.cli import main; raise SystemExit(main())"
READY_SECONDS = 240.0
"""How long a start may take before it is a failure: a machine may have much else to do."""
CACHE = Path(tempfile.gettempdir()) / f"cauce-faults-{os.getuid()}"
"""Compiled modules of all the processes that are started: most of a start would be compiling."""


def environment(**more: str) -> dict[str, str]:
    """Return the variables of a process under test: nothing measures it, and it does not compile anew."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("COVERAGE_", "COV_CORE_", "CAUCE_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PYTHONPYCACHEPREFIX": str(CACHE), "CAUCE_LOG_LEVEL": "error", **more}


@dataclass
class Server:
    """One process of a shop. starts: how many seconds each took."""

    shop: Shop
    name: str = "a"
    port: Port = field(default_factory=Port)
    process: asyncio.subprocess.Process | None = None
    starts: list[float] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port.number}"

    @property
    def alive(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.returncode is None

    async def open(self, crash_point: str = "", **more: str) -> None:
        """Start it and wait until it is ready, or dead where it has a point to crash at."""
        variables = {"CAUCE_CRASH_POINT": crash_point, **self.shop.variables, **more}
        began = time.monotonic()
        with (self.shop.folder / f"{self.name}.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", START, "run", "--port", str(self.port.number), cwd=self.shop.folder,
                env=environment(**variables), stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(READY_SECONDS):
            while self.alive and await self.health() != 200:  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.02)
        assert self.alive or crash_point, self.shop.logs()
        self.starts.append(time.monotonic() - began)

    async def health(self, seconds: float = 30.0) -> int:
        """Return the status of its health, 0 where it does not answer."""
        try:
            async with asyncio.timeout(seconds), self.shop.session.get(f"{self.address}/health/ready") as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    async def died(self, seconds: float) -> bool:
        """Wait until it is dead, at most so many seconds."""
        assert self.process is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.process.wait()
        return not self.alive

    async def kill(self) -> None:
        """Pull the plug."""
        self.send_signal(signal.SIGKILL)
        if self.process is not None:
            await self.process.wait()

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there to get it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def close(self, seconds: float = 180.0) -> int:
        """Ask it to stop, and return its exit code."""
        assert self.process is not None
        self.send_signal(signal.SIGTERM)
        async with asyncio.timeout(seconds):
            return await self.process.wait()


@dataclass
class Shop:
    """A project with a number and an idempotent channel, its database, the platform, and the processes that serve it.

    url: of the database as the processes see it, "" for SQLite in the project. variables: for every process.
    """

    folder: Path
    backend: Backend
    platform: Platform
    session: aiohttp.ClientSession
    url: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "flows").mkdir(parents=True, exist_ok=True)
        for name, text in {"contador": COUNTER, "reloj": CLOCK}.items():
            (self.folder / f"flows/{name}.flow").write_text(text, "utf-8")
        shutil.copy(Path(__file__).with_name("faults_plugin.py"), self.folder / "faults_plugin.py")
        self.settings()
        self.variables = {"CAUCE_FAULTS_SENDS": str(self.folder / "sends.log"), **self.variables}
        self.at(self.url)

    def at(self, url: str) -> None:
        """Let the processes that start from now on find the database here."""
        if url:
            self.variables["CAUCE_DATABASE_URL"] = url

    def settings(self, more: str = "", **changed: str) -> None:
        """Write the settings. changed: what stands there, and what shall in its place."""
        text = SETTINGS.format(number=self.platform.number.number_id, graph=self.platform.url, folder=self.folder)
        for key, value in changed.items():
            text = text.replace(f"{key} = 0", f"{key} = {value}")
        (self.folder / "cauce.toml").write_text(text + more, "utf-8")

    @property
    def server(self) -> Server:
        """The first process."""
        return self.servers[0]

    def more(self) -> Server:
        """Add a process, not yet started."""
        self.servers.append(Server(self, "abcdef"[len(self.servers)]))
        return self.servers[-1]

    @contextlib.contextmanager
    def books(self) -> contextlib.AbstractContextManager[Connection]:
        """Open the database to look at it."""
        db = self.backend.connect_to_read()
        try:
            yield db
        finally:
            db.close()

    def count(self, sql: str) -> int:
        """Return a number that a query finds."""
        with self.books() as db:
            return int(db.execute(sql).fetchone()[0])

    def logs(self) -> str:
        """Return the end of what the processes wrote."""
        return "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in sorted(self.folder.glob("?.log")))

    async def stop(self) -> None:
        """Kill whatever still runs."""
        for server in self.servers:
            await server.kill()
            server.port.close()


@contextlib.asynccontextmanager
async def opened(kind: str, folder: Path, **variables: str) -> AsyncIterator[Shop]:
    """Give a shop with an empty database of a kind (`databases.prepare` was called) and one process, not started."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    backend = await asyncio.to_thread(databases.fresh, kind, data)
    url = "" if kind == "sqlite" else f"{databases.SERVER}/{backend.address.database}"
    limit = aiohttp.TCPConnector(limit=0, force_close=False)
    timeout = aiohttp.ClientTimeout(total=60)
    async with Platform() as platform, aiohttp.ClientSession(connector=limit, timeout=timeout) as session:
        shop = Shop(folder, backend, platform, session, url, dict(variables))
        server = shop.more()
        await platform.set(webhook=f"{server.address}/webhooks/whatsapp")
        try:
            yield shop
        finally:
            await shop.stop()
