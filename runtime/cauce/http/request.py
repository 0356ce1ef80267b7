"""What a handler sees of an HTTP request: decoded, checked and cleaned. Handlers never touch the web framework."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import field
from typing import Any

from cauce.model.record import record


class Nothing:
    """The body of a request that is not read as it comes."""

    def __aiter__(self) -> Nothing:
        """Begin."""
        return self

    async def __anext__(self) -> bytes:
        """End."""
        raise StopAsyncIteration


@record
class Request:
    """One request.

    params: the parts of the path that the route names in braces. query: what follows `?`. Both of the types that
        their schemas say, where there are such. body: the decoded JSON, None where there is none. raw: its bytes.
    chunks: of a route with `stream`, the body in pieces as they come, once. Reading raises Problem `too_large`, `too_slow`,
        `bad_compression` or `bad_request`.
    headers: without regard to case. remote: the address of the caller. secure: whether it came by https.
    caller: who it is from, as the gate knows them: None on a public route. plugin: the `cauce.Host` of the plugin that the
        route is of, None for those of Cauce itself.
    """

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    raw: bytes = b""
    chunks: AsyncIterator[bytes] = Nothing()
    remote: str = ""
    host: str = ""
    secure: bool = False
    caller: Any = None
    plugin: Any = None

    @property
    def language(self) -> str:
        """`es` or `en`: the one that the caller's `Accept-Language` ranks higher, Spanish where it says nothing."""
        return language_of(self.headers)


def language_of(headers: Mapping[str, str]) -> str:
    """Return the language that is ranked highest, as `Request.language`."""
    best, rank = "es", 0.0
    for entry in headers.get("Accept-Language", "").split(",")[:20]:
        tag, _, quality = entry.strip().lower().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag[:2] in {"es", "en"} and weight > rank:
            best, rank = tag[:2], weight
    return best
