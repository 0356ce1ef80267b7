"""Files: those of messages are fetched from the platform, ours are put there. Neither is ever held whole in memory."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from cauce import Download, Egress, Forbidden, Media, Refused, Stopped, TooLarge, Unreachable
from cauce_plugins.transports.whatsapp_cloud.client import Graph
from cauce_plugins.transports.whatsapp_cloud.failures import NotFetched, TooMany, Unsettled
from cauce_plugins.transports.whatsapp_cloud.limits import FILES
from cauce_plugins.transports.whatsapp_cloud.reading import file_name, text
from cauce_plugins.transports.whatsapp_cloud.settings import Number

TOKEN_HOSTS = frozenset({"lookaside.fbsbx.com"})
"""The platform's own hosts of files that want the token."""

HOSTS = (*TOKEN_HOSTS, ".fbcdn.net", ".whatsapp.net")
"""Where files lie, besides the host of the Graph API. Whatever else an answer names is not gone to."""

MB = 1024 * 1024
LARGEST = 100 * MB
"""The largest file that the platform passes on."""

PIECE = 64 * 1024

LIMITS: Mapping[str, int] = {
    "image": 5 * MB,
    "audio": 16 * MB,
    "video": 16 * MB,
    "document": 100 * MB,
    "sticker": 500 * 1024,
}
"""How large what we upload may be."""

TYPES: Mapping[str, frozenset[str]] = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "sticker": frozenset({"image/webp"}),
}
"""What the platform takes of each kind; of documents it takes, or refuses, what it likes."""

EXPIRED = frozenset({401, 403, 404, 410})
"""What a place that was told more than five minutes ago answers."""


class Files:
    """The files of one number."""

    def __init__(self, number: Number, graph: Graph) -> None:
        self._graph = graph
        self._home = _origin(number.graph_url)
        self._hosts = (self._home[1].removesuffix("."), *HOSTS)
        self._egress = Egress([f"{self._home[1]}:{self._home[2]}"])

    async def close(self) -> None:
        """Close what is open."""
        await self._egress.close()

    @asynccontextmanager
    async def fetch(self, media: Media) -> AsyncIterator[Download]:
        """Open a file of a message. Raises Refused and Unreachable, also while it is read."""
        if not media.id or not (media.id.isascii() and media.id.replace("_", "").replace("-", "").isalnum()):
            raise Refused("the file has no id of WhatsApp")
        # Where a file is holds for five minutes: one that was told too long ago is asked for again, once.
        for last in (False, True):
            told = await self._where(media.id)
            url, size = text(told, "url"), _size(told)
            async with AsyncExitStack() as stack:
                with _plainly():
                    limit = LARGEST if size is None else size
                    stream = self._egress.stream("GET", url, self._token_for(url), limit=limit, hosts=self._hosts)
                    answer = await stack.enter_async_context(stream)
                if answer.status in EXPIRED and not last:
                    continue
                _check(answer.status)
                chunks = await stack.enter_async_context(aclosing(_checked(answer.chunks, size, text(told, "sha256"))))
                yield Download(text(told, "mime_type") or media.mime, file_name(media.name), size, chunks)
                return

    async def _where(self, media_id: str) -> Mapping[str, Any]:
        try:
            return await self._graph.media(media_id)
        except Stopped as error:
            raise Unreachable(str(error), after=600.0, counts=False, scope="channel") from None
        except (Unsettled, TooMany, NotFetched, TimeoutError) as error:
            # Nothing is lost by asking again.
            raise Unreachable(str(error) or "no answer in time") from None

    def _token_for(self, url: str) -> Mapping[str, str]:
        """Return what a place is told of us: the token where it is the platform's, nothing where it is not."""
        origin = _origin(url)
        ours = origin == self._home or (origin[0] == "https" and origin[1] in TOKEN_HOSTS and origin[2] == 443)
        return {"Authorization": f"Bearer {self._graph.token}"} if ours else {}

    async def upload(self, media: Media, source: AsyncIterable[bytes] | bytes) -> Media:
        """Put a file on the platform, and return it with the id by which it can be sent for 30 days.

        Its kind and type say what it is, and its size, where that is known, how many bytes will come.
        Raises Refused for one that the platform would not take or that is not as long as was said, else as `Graph.send`.
        """
        kind = FILES.get(media.kind, "")
        mime = media.mime.partition(";")[0].strip().lower()
        limit = LIMITS.get(kind, 0)
        if kind not in LIMITS or mime not in TYPES.get(kind, {mime}) or not _is_type(media.mime):
            raise Refused(f"WhatsApp takes no {media.kind} of the type {mime[:80] or 'that is not said'}")
        if isinstance(source, bytes):
            media, source = replace(media, size=len(source)), _pieces(source)
        if (media.size or 0) > limit:
            raise Refused(_too_large(limit))
        form = Form(media, mime, limit)
        try:
            found = await self._graph.upload(form.body(source), form.headers)
        except NotFetched as error:
            raise Refused(str(error)) from None
        except Exception:
            # Of a body that broke off the network only tells that it did.
            if form.trouble is not None:
                raise form.trouble from None
            raise
        if not (key := text(found, "id")):
            raise Unsettled("the answer names no file")
        return Media(media.kind, id=key, mime=media.mime, name=media.name, size=media.size)


class Form:
    """A form of several parts around a file, written as it is sent. trouble: why it broke off, if it did."""

    def __init__(self, media: Media, mime: str, limit: int) -> None:
        border = secrets.token_hex(16)
        name = file_name(media.name).replace('"', "%22") or "file"
        fields = "".join(
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in (("messaging_product", "whatsapp"), ("type", mime))
        )
        opening = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media.mime}'
        self._head = f"{fields}--{border}\r\n{opening}\r\n\r\n".encode()
        self._tail = f"\r\n--{border}--\r\n".encode()
        self._size, self._limit = media.size, limit
        self.trouble: Exception | None = None
        self.headers = {"Content-Type": f"multipart/form-data; boundary={border}"}
        if media.size is not None:
            self.headers["Content-Length"] = str(len(self._head) + media.size + len(self._tail))

    async def body(self, chunks: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
        """Yield the form. What goes wrong on the way is kept in `trouble`, too."""
        yield self._head
        try:
            async for chunk in self._measured(chunks):
                yield chunk
        except Exception as error:
            self.trouble = error
            raise
        yield self._tail

    async def _measured(self, chunks: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
        sent = 0
        async for chunk in chunks:
            sent += len(chunk)
            if sent > self._limit:
                raise Refused(_too_large(self._limit))
            if self._size is not None and sent > self._size:
                break
            yield chunk
        if self._size is not None and sent != self._size:
            raise Refused("the file is not as long as was said")


@contextmanager
def _plainly() -> Iterator[None]:
    """Say what happened on the way to a file in the words of the contract."""
    try:
        yield
    except (Forbidden, TooLarge) as error:
        raise Refused(f"the file cannot be fetched: {error}") from None
    except OSError as error:
        raise Unreachable(f"the file cannot be fetched now: {error or 'no answer in time'}") from None


async def _checked(chunks: AsyncIterator[bytes], size: int | None, digest: str) -> AsyncGenerator[bytes]:
    """Yield a file, and raise Refused at its end where it is not the one that was announced."""
    found, read = hashlib.sha256(), 0
    with _plainly():
        async for chunk in chunks:
            found.update(chunk)
            read += len(chunk)
            yield chunk
    if size is not None and read != size:
        raise Unreachable("the file broke off")
    if digest and digest not in {found.hexdigest(), base64.b64encode(found.digest()).decode()}:
        raise Refused("the file is not the one that was announced")


async def _pieces(data: bytes) -> AsyncGenerator[bytes]:
    for place in range(0, len(data), PIECE):
        yield data[place : place + PIECE]


def _check(status: int) -> None:
    if status == 429 or status >= 500:
        raise Unreachable(f"the file cannot be fetched now: {status}")
    if status != 200:
        raise Refused(f"the file is gone: {status}")


def _size(told: Mapping[str, Any]) -> int | None:
    written = text(told, "file_size")
    if not (written.isascii() and written.isdecimal()):
        return None
    if int(written) > LARGEST:
        raise Refused(_too_large(LARGEST))
    return int(written)


def _origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address; what is none has none, and the way out refuses it."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", "", 0
    return parts.scheme, (parts.hostname or "").lower(), port


def _is_type(mime: str) -> bool:
    return mime.isascii() and mime.isprintable() and "/" in mime and len(mime) <= 200


def _too_large(limit: int) -> str:
    return f"the file is larger than {limit // 1024} KiB"
