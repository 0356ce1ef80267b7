"""Logs: one line each, for people or for machines, and nothing in them that could pass for another line."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any, TextIO

LEVELS = ("debug", "info", "warning", "error")

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(level: str = "info", *, as_json: bool = False, stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (standard error), from `level` on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # What is no HTTP at all arrives all day on an open port; it is answered, and nobody's error.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    for noisy in ("asyncio", "aiosqlite", "tortoise"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


class PlainLines(logging.Formatter):
    """`12:03:44 warning cauce.store: ... (conversation=7)`, with line ends and control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it, indented, the traceback if there is one."""
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        line = f"{clock} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        shown = _escape(f"{line} ({extras})" if extras else line)
        if record.exc_info:
            shown += "\n  " + self.formatException(record.exc_info).replace("\n", "\n  ")
        return shown


class JsonLines(logging.Formatter):
    """One JSON object a line, its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told: dict[str, Any] = {
            "at": f"{stamp}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True, default=str)


def _escape(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
