"""The web server: takes the port, and gives it back in good order."""

from __future__ import annotations

import errno
import logging
import os
import socket
from typing import TYPE_CHECKING

from cauce.errors import CauceError

if TYPE_CHECKING:
    from aiohttp import web

DRAIN = 5.0
"""How long requests that are being answered may take when the server stops, in seconds."""


class Garbage(logging.Filter):
    """Tells of what is no HTTP in one line: the whole error repeats what came, and anybody could fill the log with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record of such an error."""
        from aiohttp.http_exceptions import HttpProcessingError

        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            record.msg = f"{record.msg}: {type(error).__name__}"
            record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
        return True


GARBAGE = Garbage()


class ListenError(CauceError):
    """The port or the address cannot be had."""


class Server:
    """One app on one port."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Begin to serve. Raises ListenError."""
        from aiohttp import web

        logging.getLogger("aiohttp.server").addFilter(GARBAGE)
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=DRAIN, handler_cancellation=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port, backlog=1024).start()
        except OSError as error:
            await runner.cleanup()
            raise _refused(self._host, self._port, error) from None
        self._runner = runner

    async def stop(self) -> None:
        """Take no new requests, let those in hand end, close."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def addresses(self) -> list[str]:
        """Where people can reach it, the plainest first."""
        if self._host in {"0.0.0.0", "::", ""}:  # noqa: S104 - what the administrator asked for
            names = ["localhost", socket.gethostname()]
        else:
            names = [f"[{self._host}]" if ":" in self._host else self._host]
        port = self._runner.addresses[0][1] if self._runner and self._runner.addresses else self._port
        return [f"http://{name}:{port}/" for name in names]


def _refused(host: str, port: int, error: OSError) -> ListenError:
    if error.errno == errno.EADDRINUSE:
        words = {
            "es": f"El puerto {port} ya está en uso. Detén el programa que lo usa, o elige otro: cauce run --port {port + 1}",
            "en": f"Port {port} is in use. Stop the program that uses it, or choose another: cauce run --port {port + 1}",
        }
    elif error.errno == errno.EACCES:
        words = {
            "es": f"No tienes permiso para usar el puerto {port}. Usa uno de 1024 o más: cauce run --port 4000",
            "en": f"You may not use port {port}. Use one from 1024 on: cauce run --port 4000",
        }
    else:
        why = error.strerror or os.strerror(error.errno) if error.errno else str(error)
        words = {
            "es": f"No se puede escuchar en {host}:{port} ({why}). Revisa host en cauce.toml, o usa --host 127.0.0.1",
            "en": f"Cannot listen on {host}:{port} ({why}). Look at host in cauce.toml, or use --host 127.0.0.1",
        }
    return ListenError(words)
