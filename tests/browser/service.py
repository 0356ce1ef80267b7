"""A real `cauce run` in a folder of its own, with the sample flows, and the ticket system that they call."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

ROOT = Path(__file__).parents[2]
CHANNEL = '\n[[channels]]\nname = "web"\ntransport = "webchat"\ntitle = "Andina Internet"\nstarters = ["Hola"]\n'

WALK = [
    "¿En qué te ayudamos?",
    "Soporte técnico",
    "¿Qué servicio falla?",
    "Internet",
    "¿Cuál es tu RUT?",
    "11.111.111-2",
    "Ese RUT no es válido, revisa el dígito verificador.",
    "12.345.678-5",
    "Cuéntanos qué pasa, en una frase.\nSi puedes, adjunta una foto del módem 📷",
    "El módem parpadea <b>en rojo</b>",
    "Listo ✅ Tu ticket es T-1001.",
    "¿Qué nota le pones a la atención, de 1 a 5?",
    "5",
    "¡Gracias! 💙",
    "Gracias por escribir a Andina 💙",
]
"""What is said from the menu on, one after the other, when somebody walks the service desk to its end."""

PATIENCE = 200
"""Seconds to wait for a start: it takes three on an idle machine, and twenty times that on one that does much else."""


class Service:
    """The process. `kill` is `kill -9`: it gets no chance to say goodbye. said: what it printed when it began."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *options: str) -> None:
        self.folder = folder
        self.environment = environment
        self.options = options
        self.url = ""
        self.said = ""
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, the second time on the same port, and wait until it is ready."""
        port = self.url.rpartition(":")[2] or "0"
        with (self.folder / "log").open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cauce", "run", "--port", port, *self.options),
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self.said = ""
        async with asyncio.timeout(PATIENCE):
            while "Ctrl+C" not in self.said:
                line = await self.process.stdout.readline()
                assert line, (self.folder / "log").read_text()
                self.said += line.decode()
            self.url = re.search(r"http://127\.0\.0\.1:\d+(?=/\s)", self.said)[0]
            await self._ready()

    async def _ready(self) -> None:
        async with aiohttp.ClientSession() as http:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{self.url}/health/ready") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it and return its exit code."""
        self.process.send_signal(how)
        await self.process.communicate()
        return self.process.returncode


@contextlib.asynccontextmanager
async def tickets() -> AsyncIterator[tuple[str, list[Any]]]:
    """Give the address of a ticket system and the list of what it was asked."""
    asked: list[Any] = []

    async def make(request: web.Request) -> web.Response:
        asked.append((request.headers["Authorization"], await request.json()))
        return web.json_response({"id": f"T-{1000 + len(asked)}"}, status=201)

    app = web.Application()
    app.router.add_post("/tickets", make)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


def project(
    folder: Path, tickets_url: str, settings: str = "", flows: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Put the sample project into a folder, with its calls going to `tickets_url`; return the environment it runs in.

    settings: what is added to those of the sample. flows: more of them, by the names of their files.
    """
    shutil.copytree(ROOT / "flows", folder / "flows")
    flow = folder / "flows" / "mesa_ayuda.flow"
    flow.write_text(flow.read_text("utf-8").replace("https://api.andina.example", tickets_url), "utf-8")
    for name, text in (flows or {}).items():
        (folder / "flows" / name).write_text(text, "utf-8")
    (folder / "cauce.toml").write_text((ROOT / "cauce.toml").read_text("utf-8") + settings, "utf-8")
    allowed = tickets_url.removeprefix("http://")
    return {"ANDINA_TOKEN": "llave-de-prueba-0123456789", "CAUCE_EGRESS_ALLOW": allowed, "CAUCE_LANG": "es"}


@contextlib.asynccontextmanager
async def started(service: Service) -> AsyncIterator[Service]:
    """Start a service and end it afterwards, if it has not ended by then."""
    try:
        await service.start()
        yield service
    finally:
        if service.process is not None and service.process.returncode is None:
            await service.kill(signal.SIGTERM)


@contextlib.asynccontextmanager
async def service(folder: Path, tickets_url: str, closed: tuple[str, ...] = ()) -> AsyncIterator[Service]:
    """Give a started `cauce run` over the sample flows, with a web chat. closed: the areas that are."""
    environment = project(folder, tickets_url, CHANNEL)
    settings = folder / "cauce.toml"
    for area in closed:
        text = settings.read_text("utf-8")
        settings.write_text(text.replace(f"[areas.{area}]\n", f"[areas.{area}]\nopen = false\n"), "utf-8")
    async with started(Service(folder, environment)) as running:
        yield running
