"""The way to the Graph API: one session per number, its token for this host alone, no redirects, limits of time and size."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from multidict import CIMultiDict
from yarl import URL

from cauce import Unreachable
from cauce_plugins.transports.whatsapp_cloud.failures import Answer, Unsettled, closed, settle, taken
from cauce_plugins.transports.whatsapp_cloud.pace import hold
from cauce_plugins.transports.whatsapp_cloud.settings import Number

ANSWER = 256 * 1024
"""How many bytes of an answer are read."""

CONNECT_SECONDS = 8.0
TOTAL_SECONDS = 20.0
"""Less than the pipeline gives a transport, so that what is told of a late answer is ours."""

UPLOAD_SECONDS = 300.0

HEALTH = "display_phone_number,verified_name,quality_rating,throughput,code_verification_status,platform_type"


class Graph:
    """The calls of one number."""

    def __init__(self, number: Number) -> None:
        self._root = f"{number.graph_url.rstrip('/')}/{number.graph_version}"
        self._number = number.phone_number_id
        self.token = number.access_token
        self._session: ClientSession | None = None
        # What every message has in common is put together once. Answers are short: packed, they are dearer to read.
        self._messages = URL(f"{self._root}/{self._number}/messages")
        self._headers = CIMultiDict(
            {
                "Authorization": f"Bearer {self.token}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "Content-Type": "application/json",
            }
        )

    async def open(self) -> None:
        """Make the session; nothing is called yet."""
        self._session = ClientSession(
            connector=TCPConnector(limit=100),
            cookie_jar=DummyCookieJar(),
            trust_env=False,
            headers={"User-Agent": "cauce"},
            timeout=ClientTimeout(total=None, connect=CONNECT_SECONDS),
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, body: Mapping[str, Any]) -> tuple[str, float]:
        """Send a message. Returns the platform's id of it, and how many seconds to hold back now.

        Raises Refused, Unreachable, Stopped or TooMany (nothing was sent), NotFetched (its file could not be had),
        TimeoutError or Unsettled (nobody knows).
        """
        answer = await self._post(body)
        return settle(answer), hold(answer.headers)

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Show that a message was read, and where wanted that an answer is being written. Raises as `send` does."""
        more = {"typing_indicator": {"type": "text"}} if typing else {}
        taken(await self._post({"status": "read", "message_id": message_id, **more}))

    async def health(self) -> Mapping[str, Any]:
        """Return what the platform says of the number: how it is shown, its quality, its throughput. Raises as `send`."""
        return taken(await self._call("GET", self._number, params={"fields": HEALTH}))

    async def media(self, media_id: str) -> Mapping[str, Any]:
        """Return where a file is for the next five minutes: `{url, mime_type, sha256, file_size}`. Raises as `send`."""
        return taken(await self._call("GET", media_id, params={"phone_number_id": self._number}))

    async def upload(self, body: AsyncIterator[bytes], headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Upload a file, as a form that is already written. Raises as `send`, and what reading the body raises."""
        path = f"{self._number}/media"
        return taken(await self._call("POST", path, seconds=UPLOAD_SECONDS, data=body, headers=headers))

    async def _post(self, body: Mapping[str, Any]) -> Answer:
        raw = _encoded({"messaging_product": "whatsapp", **body})
        return await self._request("POST", self._messages, TOTAL_SECONDS, headers=self._headers, data=raw)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        seconds: float = TOTAL_SECONDS,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        known = {**(headers or {}), "Authorization": f"Bearer {self.token}"}
        return await self._request(method, f"{self._root}/{path}", seconds, headers=known, **more)

    async def _request(self, method: str, url: str | URL, seconds: float, **more: Any) -> Answer:
        if self._session is None:
            raise closed()
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(method, url, allow_redirects=False, **more) as answer,
            ):
                return Answer(answer.status, await _read(answer), answer.headers)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Unreachable(type(error).__name__) from None
        except ClientError as error:
            raise Unsettled(type(error).__name__) from None


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(body)
    except (ValueError, OverflowError):
        # Halves of surrogate pairs and endless numbers, which the slow way writes down.
        return json.dumps(body).encode()


async def _read(answer: ClientResponse) -> bytes:
    content = answer.content
    if content.is_eof() and content.total_bytes <= ANSWER and content.exception() is None:
        # It came together with its headers, as nearly all do: nothing to wait for.
        return content.read_nowait()
    found = bytearray()
    async for chunk in content.iter_chunked(16384):
        found += chunk
        if len(found) > ANSWER:
            answer.close()
            raise Unsettled("the answer is too large")
    return bytes(found)
