"""How files leave: typed by us, never run, in parts where that is asked for."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

from cauce import Problem, Reply, Request, Stream, Text, Unavailable
from cauce_plugins.media.depot import Depot
from cauce_plugins.media.kinds import ACTIVE, TYPES, UNKNOWN
from cauce_plugins.media.names import disposition
from cauce_plugins.media.records import File
from cauce_plugins.media.stores import Lost, StoreDown

SANDBOX = (
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
"""Whatever a file is, and whoever opens it: no script, no form, no address of ours."""

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True, slots=True)
class Served:
    """Bytes to be served. tag: changes when they do; inline: whether a browser may show them."""

    store: str
    key: str
    size: int
    tag: str
    mime: str
    name: str
    inline: bool


def content(file: File, *, keep: bool) -> Served:
    """Return what is served of a file. keep: whether the browser is to keep it rather than show it. Raises Problem."""
    if file.state != "stored" or file.key is None or file.size is None:
        raise Problem("not_found", f"the file is {file.state}{f': {file.reason}' if file.reason else ''}")
    type_ = TYPES.get(file.mime, UNKNOWN)
    mime = UNKNOWN.mime if file.mime in ACTIVE else file.mime
    mime = f"{mime}; charset=utf-8" if mime.startswith("text/") else mime
    return Served(file.store, file.key, file.size, str(file.sha256), mime, file.name, type_.inline and not keep)


async def thumbnail(depot: Depot, file: File) -> Served:
    """Return what is served of a thumbnail. Raises Problem where there is none."""
    if file.state != "stored" or file.thumbnail is None:
        raise Problem("not_found")
    with told():
        size = await depot.where(file.store).size(file.thumbnail)
    return Served(file.store, file.thumbnail, size, f"{file.sha256}-small", "image/webp", "thumbnail.webp", inline=True)


async def serve(request: Request, depot: Depot, what: Served, more: Mapping[str, str] | None = None) -> Reply:
    """Answer with bytes, or a part of them, or that they did not change. Raises Problem and Unavailable."""
    tag = f'"{what.tag}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(what.name, inline=what.inline),
        "Content-Security-Policy": SANDBOX,
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
        **(more or {}),
    }
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}:
        return Text("", status=304, headers=headers)
    part = asked(request.headers, what.size, tag)
    start, end = part or (0, what.size)
    headers["Content-Length"] = str(end - start)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{what.size}"
    with told():
        chunks = await begun(depot.where(what.store).open(what.key, start, end))
    return Stream(chunks, what.mime, status=206 if part else 200, headers=headers)


def asked(headers: Mapping[str, str], size: int, tag: str) -> tuple[int, int] | None:
    """Return the part that is asked for: its beginning, and where it ends; None for all. Raises Problem `no_such_range`.

    Several parts at once, or what is no range, count as nothing said.
    """
    found = _RANGE.fullmatch(headers.get("Range", "").strip())
    if not found or headers.get("If-Range", tag) != tag or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if first and last and int(last) < int(first):
        return None
    if start >= size or end <= start:
        raise Problem("no_such_range", headers={"Content-Range": f"bytes */{size}"})
    return start, end


async def begun(chunks: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    """Return bytes of which the first are read already: what is not there is told before anything is answered.

    Raises Lost and StoreDown.
    """
    return _all(await anext(chunks, b""), chunks)


@contextmanager
def told() -> Iterator[None]:
    """Tell what goes wrong with a store as it is answered: Problem `not_found`, or Unavailable."""
    try:
        yield
    except Lost:
        raise Problem("not_found", "the bytes are not there any more") from None
    except StoreDown as error:
        words = {"es": f"El archivo no se puede leer ahora: {error}", "en": f"It cannot be read now: {error}"}
        raise Unavailable(words) from None


async def _all(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk
