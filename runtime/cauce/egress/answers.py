"""What comes back: read whole and parsed for flows, or handed on in pieces, never more than was agreed on."""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cauce.context import Response
from cauce.egress.errors import TooLarge
from cauce.text import clean, clean_value

if TYPE_CHECKING:
    from aiohttp import ClientResponse

SIZE = 256 * 1024
"""How many bytes an answer to a flow may have, after decompression."""
PIECE = 64 * 1024

_CHARSETS = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"})
"""Encodings that are believed, besides UTF-8; other texts are read as UTF-8. Some of Python's take quadratic time."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer on its way.

    status: of HTTP; nothing is raised for any. headers: by name in small letters. size: in bytes as the other side
    announces it, None where it does not. chunks: the body, decompressed, in pieces of at most 64 KiB; reading it raises
    TooLarge past the limit, TimeoutError past the deadline or a pause that is too long, OSError where it breaks off.
    """

    status: int
    headers: Mapping[str, str]
    size: int | None
    chunks: AsyncIterator[bytes]

    async def read(self) -> bytes:
        """Return the whole body. Raises what `chunks` does."""
        return b"".join([piece async for piece in self.chunks])


def headers_of(answer: ClientResponse) -> dict[str, str]:
    """Return the headers of an answer, cleaned, by name in small letters."""
    return {clean(name, 200).lower(): clean(value, 4096) for name, value in answer.headers.items()}


def announced(answer: ClientResponse) -> int | None:
    """Return how many bytes the body has, None where that is not known beforehand."""
    return None if "Content-Encoding" in answer.headers else answer.content_length


async def pieces(answer: ClientResponse, limit: int, deadline: float, idle: float) -> AsyncGenerator[bytes]:
    """Yield the body. deadline: of the loop's clock. idle: the longest pause, in seconds. Raises TooLarge, TimeoutError."""
    clock = asyncio.get_running_loop().time
    size = 0
    if answer.method != "HEAD" and (announced(answer) or 0) > limit:
        raise TooLarge(f"the answer is larger than {_told(limit)}")
    while True:
        async with asyncio.timeout_at(min(deadline, clock() + idle)):
            piece = await answer.content.read(PIECE)
        if not piece:
            return
        size += len(piece)
        if size > limit:
            answer.close()
            raise TooLarge(f"the answer is larger than {_told(limit)}")
        yield piece


def _told(size: int) -> str:
    return f"{size // 1024} KiB" if size % 1024 == 0 else f"{size} bytes"


def response(answer: ClientResponse, raw: bytes) -> Response:
    """Return an answer that was read whole."""
    return Response(answer.status, headers_of(answer), _body(raw, answer))


def _body(raw: bytes, answer: ClientResponse) -> Any:
    text = raw.decode(_charset(answer.charset), "replace")
    kind = answer.content_type
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return clean_value(json.loads(text))
        except (ValueError, RecursionError):
            pass
    return clean(text, SIZE)


def _charset(written: str | None) -> str:
    try:
        name = codecs.lookup(written or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8-sig"
    return name if name in _CHARSETS else "utf-8-sig"
