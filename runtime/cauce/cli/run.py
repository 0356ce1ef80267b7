"""`cauce run`: serve people, until told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cauce.cli import report, surface
from cauce.cli.language import say
from cauce.cli.surface import option
from cauce.log import LEVELS

if TYPE_CHECKING:
    from cauce.access.first import FirstAdmin
    from cauce.app import Service
    from cauce.cli.fake_whatsapp import Beside


@surface.command(
    "run",
    "Atiende a la gente\n\nAbre el proyecto de esta carpeta; sin proyecto, los flujos de ejemplo. "
    "Se detiene con Ctrl+C; con SIGHUP vuelve a leer los flujos.",
    "Serve people\n\nOpens the project of this folder; without one, the sample flows. "
    "Ctrl+C stops it; SIGHUP makes it read the flows again.",
)
@option(
    "--dev", is_flag=True, es="Toma los cambios de los flujos al guardarlos.", en="Take up flows as they are saved."
)
@option("--host", es="Dirección en que escucha.", en="Address to listen on.")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    es="Puerto en que escucha; 0: uno libre.",
    en="Port to listen on; 0: a free one.",
)
@option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", envvar="CAUCE_LOG_FORMAT",
    es="Forma del registro.", en="Form of the log.",
)  # fmt: skip
@option(
    "--log-level", type=click.Choice(LEVELS), default="info", envvar="CAUCE_LOG_LEVEL",
    es="Desde qué importancia se registra.", en="From which importance on things are logged.",
)  # fmt: skip
@option(
    "--fake-whatsapp",
    is_flag=True,
    es="Abre un WhatsApp de mentira, con una página que hace de teléfono del cliente.",
    en="Open a make-believe WhatsApp, with a page that plays the customer's phone.",
)
def command(  # noqa: PLR0913 - one each for the options
    *, dev: bool, host: str | None, port: int | None, log_format: str, log_level: str, fake_whatsapp: bool
) -> int:
    """Run until a signal says stop, and return the exit code."""
    from cauce import log
    from cauce.app import Options, Service
    from cauce.project import Project

    log.configure(log_level, as_json=log_format == "json")
    project = Project.open(Path.cwd())
    fake = None
    if fake_whatsapp:
        from cauce.cli.fake_whatsapp import beside

        fake = beside(project)
        project = fake.project
    service = Service(project, Options(host, port, dev), lambda files: report.write_text(files, err=True))
    if before := service.prepare():
        click.echo(
            say(
                {
                    "es": "Base de datos actualizada; la anterior quedó en {path}",
                    "en": "Database updated; the former one is kept in {path}",
                },
                path=before,
            )
        )
    asyncio.run(_serve_beside(service, fake, dev=dev) if fake else _serve(service, dev=dev))
    return 0


async def _serve_beside(service: Service, fake: Beside, *, dev: bool) -> None:
    """Serve, with the fake open before the first call can go there and until the last one has."""
    async with fake.graph:
        await _serve(service, dev=dev, fake=fake)


async def _serve(service: Service, *, dev: bool, fake: Beside | None = None) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    reloads: set[asyncio.Task[None]] = set()

    def stop() -> None:
        if stopping.is_set():
            # The second time, somebody is in a hurry; what is stored is safe at any moment.
            os._exit(130)
        stopping.set()

    def reload() -> None:
        task = loop.create_task(service.publisher.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await service.start()
    loop.add_signal_handler(signal.SIGHUP, reload)
    if fake:
        fake.connect(service)
    spare_collector()
    _announce(service, dev=dev, phone=fake.graph.url if fake else "", admin=service.first_admin)
    await stopping.wait()
    click.echo(say({"es": "Deteniendo…", "en": "Stopping…"}))
    await service.stop()


def spare_collector() -> None:
    """Have the garbage collector leave alone what start-up made, for it stays, and look at the rest less often.

    What requests leave behind is nearly all freed without it: looking every 700 objects took a sixth of the processor.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _announce(service: Service, *, dev: bool, phone: str = "", admin: FirstAdmin | None = None) -> None:
    """Tell where it can be reached. phone: the page that plays the customer's phone, "" without one. admin: who is new."""
    plain, *others = service.server.addresses
    chats = [line.name for line in service.channels if line.transport == "webchat"]
    lines = [
        say({"es": "Cauce está en marcha", "en": "Cauce is running"}),
        f"  {plain}",
        *(f"  {one}" for one in others),
    ]
    if chats:
        lines.append(say({"es": "Chat: {address}", "en": "Chat: {address}"}, address=f"{plain}chat/{chats[0]}"))
    if phone:
        words = {"es": "Teléfono de prueba (WhatsApp): {address}", "en": "Phone to try it (WhatsApp): {address}"}
        lines.append(say(words, address=f"{phone}/"))
    flows = ", ".join(sorted(service.publisher.names)) or "—"
    lines.append(
        say(
            {"es": "Flujos: {flows} ({folder})", "en": "Flows: {flows} ({folder})"},
            flows=flows,
            folder=service.publisher.folder,
        )
    )
    lines.append(say({"es": "Base de datos: {path}", "en": "Database: {path}"}, path=service.database.backend))
    if admin:
        lines.append(_introduce(admin))
    if dev:
        lines.append(
            say(
                {
                    "es": "Los cambios de los flujos se toman al guardarlos.",
                    "en": "Flows are taken up as they are saved.",
                }
            )
        )
    lines.append(say({"es": "Ctrl+C para detener", "en": "Ctrl+C to stop"}))
    for line in lines:
        click.echo(line)


def _introduce(admin: FirstAdmin) -> str:
    """Return the line about the first admin: the only place where a password that was made up is ever told."""
    if not admin.password:
        words = {"es": "Primer usuario: {name}, con la contraseña de ADMIN_PASSWORD",
                 "en": "First user: {name}, with the password of ADMIN_PASSWORD"}  # fmt: skip
        return say(words, name=admin.username)
    words = {"es": "Primer usuario: {name}; contraseña, solo esta vez: {password}",
             "en": "First user: {name}; password, only this once: {password}"}  # fmt: skip
    return say(words, name=admin.username, password=admin.password)
