"""Fan-out: by what several processes tell each other what is in no log. Without Redis, each tells its own clients only."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import socketio

from cauce.errors import SettingsError

PATIENCE = 2.0
"""How long Redis may take to take a connection, in seconds."""


def manager(redis_url: str, database: str) -> Any:
    """Return Socket.IO's manager. database: its name, so that two services may use one Redis. Raises SettingsError."""
    if not redis_url:
        return socketio.AsyncManager()
    if find_spec("redis") is None:
        raise SettingsError(
            {
                "es": "CAUCE_REDIS_URL está definida, y falta el paquete redis: pip install 'cauce[redis]'",
                "en": "CAUCE_REDIS_URL is set, and the package redis is missing: pip install 'cauce[redis]'",
            }
        )
    channel = f"cauce-live-{hashlib.sha256(database.encode()).hexdigest()[:16]}"
    options = {"socket_connect_timeout": PATIENCE}
    return socketio.AsyncRedisManager(redis_url, channel=channel, logger=log, redis_options=options)


async def close(manager: Any) -> None:
    """Let go of Redis."""
    thread = getattr(manager, "thread", None)
    if thread is not None:
        thread.cancel()
        await asyncio.gather(thread, return_exceptions=True)
    for one in (getattr(manager, "pubsub", None), getattr(manager, "redis", None)):
        if one is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await one.aclose()


class Plain(logging.Filter):
    """Lets a library speak of trouble in a line: without the traceback, in which there may be what a client sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the traceback away."""
        record.exc_info = None
        return record.levelno >= logging.WARNING


log = logging.getLogger("cauce.live.socketio")
log.addFilter(Plain())
