"""The other side of the process that decodes: starts it, waits for so long, believes nothing of what it says blindly."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

CHILD = Path(__file__).with_name("child.py")
FLAGS = ("-I", "-B")
"""How Python starts: by itself, reading nothing of ours."""
AT_ONCE = 2
"""How many files are decoded at the same time."""
ANSWER = 4096
"""How many bytes an answer may have."""
LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Limits:
    """What decoding may take. memory, output: in bytes. seconds: of the processor, and twice that by the clock."""

    memory: int = 1024**3
    seconds: int = 20
    output: int = 16 * 1024 * 1024
    pixels: int = 40_000_000
    side: int = 320
    longest: int = 120


@dataclass(frozen=True, slots=True)
class Decoded:
    """What decoding told. duration: in milliseconds. error: "" where it went well, else `broken bomb long slow missing`."""

    width: int | None = None
    height: int | None = None
    duration: int | None = None
    error: str = ""


class Decoder:
    """Decodes, a few files at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def decode(self, what: str, source: BinaryIO, target: BinaryIO) -> Decoded:
        """Do one of `image audio video voice` with a file, and write what comes of it to another.

        Both are real files. Never raises for what the file holds: `Decoded.error` tells.
        """
        source.seek(0)
        async with self._slots:
            return await self._run(what, source, target)

    async def _run(self, what: str, source: BinaryIO, target: BinaryIO) -> Decoded:
        limits = self._limits
        bounds = {"memory": limits.memory, "seconds": limits.seconds, "output": limits.output}
        facts = {"pixels": limits.pixels, "side": limits.side, "longest": limits.longest}
        job = json.dumps({"do": what, "out": target.fileno(), "limits": bounds, **facts})
        child = await asyncio.create_subprocess_exec(
            sys.executable, *FLAGS, str(CHILD), job,
            stdin=source, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(target.fileno(),), env={}, start_new_session=True, close_fds=True,
        )  # fmt: skip
        assert child.stdout is not None
        try:
            async with asyncio.timeout(2 * limits.seconds):
                raw = await child.stdout.read(ANSWER)
                await child.wait()
        except TimeoutError:
            return Decoded(error="slow")
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        return understood(raw)


def understood(raw: bytes) -> Decoded:
    """Return what the process said, `broken` for what makes no sense: it may have been taken over by the file."""
    try:
        told = json.loads(raw)
        found = {name: _number(told, name) for name in ("width", "height", "duration")}
        error = str(told.get("error", ""))
    except (ValueError, AttributeError):
        # It died without a word: of too much memory or time, or because the file broke it.
        return Decoded(error="broken")
    return Decoded(**found, error=error if error in {"", "bomb", "long", "missing"} else "broken")


def _number(told: Mapping[str, Any], name: str) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or not 0 <= value < LARGEST:
        raise ValueError(name)
    return value
