"""Having a file read: by a child process, row by row, while the server goes on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec

from cauce_plugins.contacts.reader import SECONDS, TOO_MUCH
from cauce_plugins.contacts.sheets import Refused

LINE = 2 << 20
"""How many bytes a row may be as JSON: what its cells and columns allow, escaped."""
AT_ONCE = asyncio.Semaphore(2)
"""How many files are read at a time."""
MODULE = "cauce_plugins.contacts.reader"


async def read(raw: bytes, options: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
    """Yield what the columns of a file are, and then its rows. Raises Refused for a file that cannot be taken."""
    async with AT_ONCE:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", MODULE,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=LINE,
        )  # fmt: skip
        feeding = asyncio.create_task(_feed(process, msgspec.json.encode(options) + b"\n", raw))
        try:
            async for one in _told(process):
                yield one
        finally:
            feeding.cancel()
            if process.returncode is None:
                process.kill()
            await asyncio.gather(feeding, process.wait(), return_exceptions=True)


async def _feed(process: asyncio.subprocess.Process, *parts: bytes) -> None:
    """Give a file to the child. One that dies, dies of what it read: its silence is told, not this."""
    assert process.stdin
    try:
        for part in parts:
            process.stdin.write(part)
            await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        return


async def _told(process: asyncio.subprocess.Process) -> AsyncIterator[Mapping[str, Any]]:
    assert process.stdout
    while True:
        try:
            async with asyncio.timeout(SECONDS * 4):
                line = await process.stdout.readline()
        except (TimeoutError, ValueError):
            line = b""
        if not line.endswith(b"\n"):
            raise Refused(**TOO_MUCH)
        found = msgspec.json.decode(line)
        if "refused" in found:
            raise Refused(**found["refused"])
        if "end" in found:
            return
        yield found


def options(country: str, definitions: Sequence[Any], areas: Sequence[str]) -> dict[str, Any]:
    """Return what the child has to know. definitions: a list of `Definition`."""
    shown = [
        {"name": one.name, "title": dict(one.title), "type": one.type, "choices": list(one.choices)}
        for one in definitions
    ]
    return {"country": country, "definitions": shown, "areas": list(areas)}
