"""How answers leave: the framework's response for each kind of reply, and streams written as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cauce.http.headers import SECURITY
from cauce.http.response import Bytes, Json, Reply, Stream, Text

if TYPE_CHECKING:
    from aiohttp import web
    from multidict import CIMultiDict


def encode(answer: Reply) -> web.Response:
    """Return the framework's response for an answer that is no stream."""
    from aiohttp import web

    data, content_type, fresh = _content(answer)
    headers = _headers(content_type, fresh)
    if answer.headers:
        headers = headers.copy()
        headers.update(answer.headers)
    # It is copied there.
    response = web.Response(status=answer.status, body=data, headers=headers)
    if answer.cookies:
        _set_cookies(response, answer)
    return response


@lru_cache(maxsize=64)
def _headers(content_type: str, fresh: int) -> CIMultiDict[str]:
    """Return the headers of an answer that adds none: always the same ones, put together once."""
    from multidict import CIMultiDict

    headers = CIMultiDict({**SECURITY, "Content-Type": content_type})
    if fresh:
        headers["Cache-Control"] = f"public, max-age={fresh}"
    return headers


def _content(answer: Reply) -> tuple[bytes, str, int]:
    if isinstance(answer, Json):
        import msgspec

        return msgspec.json.encode(answer.value), "application/json", 0
    if isinstance(answer, Text):
        return answer.text.encode(), f"{answer.content_type}; charset=utf-8", answer.fresh
    if isinstance(answer, Bytes):
        return answer.data, answer.content_type, answer.fresh
    raise TypeError(f"a handler answered with {type(answer).__name__}")


def _set_cookies(response: web.StreamResponse, answer: Reply) -> None:
    for cookie in answer.cookies:
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=cookie.age,
            path=cookie.path,
            httponly=True,
            secure=cookie.secure,
            samesite=cookie.same_site,
        )


async def pour(request: web.Request, answer: Stream) -> web.StreamResponse:
    """Write a stream's chunks as they come, until it ends, the client leaves or the server stops."""
    from aiohttp import web

    headers = {**SECURITY, "Content-Type": answer.content_type, "X-Accel-Buffering": "no", **answer.headers}
    response = web.StreamResponse(status=answer.status, headers=headers)
    _set_cookies(response, answer)
    await response.prepare(request)
    streams = request.app[streams_key()]
    task = asyncio.current_task()
    assert task is not None
    streams.add(task)
    try:
        if request.method != "HEAD":
            await _write(response, answer.chunks)
    except asyncio.CancelledError:
        # The server stops: the answer ends here, in good order. Anything else that cancels goes on.
        if task in streams:
            raise
        task.uncancel()
    finally:
        streams.discard(task)
        await answer.chunks.aclose()  # type: ignore[attr-defined]
    return response


async def _write(response: web.StreamResponse, chunks: AsyncIterator[bytes]) -> None:
    with suppress(ConnectionError):
        async for chunk in chunks:
            await response.write(chunk)


@cache
def streams_key() -> web.AppKey[set[asyncio.Task[Any]]]:
    """Return the key under which an app keeps the streams that are being written."""
    from aiohttp import web

    return web.AppKey("streams", set[asyncio.Task[Any]])


async def end_streams(app: web.Application) -> None:
    """End every stream, so that the server can stop."""
    streams = app[streams_key()]
    while streams:
        streams.pop().cancel()
