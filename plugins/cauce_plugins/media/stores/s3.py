"""Files in a store that speaks S3: Amazon's, MinIO, and many others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cauce import CauceError
from cauce_plugins.media.stores import PIECE, Lost, StoreDown, checked

if TYPE_CHECKING:
    from miniopy_async.api import Minio

PART = 5 * 1024 * 1024
"""The smallest part of an upload that S3 takes, and all of a file that is in memory at a time."""
SECONDS = 60.0
"""How long one question may take."""
_GONE = frozenset({"NoSuchKey", "NoSuchObject"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the files are. endpoint: with or without `https://`; `http://` is only for a store next door."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"
    prefix: str = ""


class S3Store:
    """A bucket. Raises CauceError where the library for it is not installed."""

    name = "s3"

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._client = _client(bucket)

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """Send it in parts; S3 shows it once the last one is there."""
        source, path = Source(chunks), self._path(key)
        first = await source.fill(PART)
        if len(first) < PART:
            with _plainly():
                await self._client.put_object(self._bucket.bucket, path, BytesIO(first), len(first))
            return len(first)
        with _plainly():
            await self._client.put_object(
                self._bucket.bucket, path, source, -1, part_size=PART, num_parallel_uploads=1  # type: ignore[arg-type]
            )  # fmt: skip
        return source.size

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes]:
        """Yield a part of a file."""
        if end is not None and end <= start:
            return
        length = 0 if end is None else end - start
        with _plainly():
            async with asyncio.timeout(SECONDS):
                answer: Any = await self._client.get_object(
                    self._bucket.bucket, self._path(key), offset=start, length=length
                )
            try:
                while piece := await asyncio.wait_for(answer.content.read(PIECE), SECONDS):
                    yield piece
            finally:
                answer.close()

    async def size(self, key: str) -> int:
        """Return how large a file is."""
        with _plainly():
            async with asyncio.timeout(SECONDS):
                return int((await self._client.stat_object(self._bucket.bucket, self._path(key))).size or 0)

    async def delete(self, key: str) -> None:
        """Remove a file."""
        with _plainly():
            async with asyncio.timeout(SECONDS):
                await self._client.remove_object(self._bucket.bucket, self._path(key))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close_session()  # type: ignore[no-untyped-call]

    def _path(self, key: str) -> str:
        return f"{self._bucket.prefix}{checked(key)}"


class Source:
    """Chunks, to be read by as many bytes as are asked for. size: how many were."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks: AsyncIterator[bytes] = aiter(chunks)
        self._waiting = b""
        self.size = 0

    async def fill(self, size: int) -> bytes:
        """Return so many bytes, fewer where there are no more, and be ready to give them again."""
        parts = bytearray(self._waiting)
        while len(parts) < size and (piece := await anext(self._chunks, b"")):
            parts += piece
        self._waiting = bytes(parts)
        return self._waiting

    async def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        while not self._waiting:
            try:
                self._waiting = await anext(self._chunks)
            except StopAsyncIteration:
                return b""
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        self.size += len(piece)
        return piece


def _client(bucket: Bucket) -> Minio:
    try:
        from miniopy_async.api import Minio
    except ImportError:
        raise CauceError(
            {
                "es": 'Para guardar archivos en S3 hace falta una biblioteca más: pip install "cauce[media]"',
                "en": 'To keep files in S3 one more library is needed: pip install "cauce[media]"',
            }
        ) from None
    place = urlsplit(bucket.endpoint if "://" in bucket.endpoint else f"https://{bucket.endpoint}")
    secure = place.scheme != "http"
    return Minio(place.netloc, bucket.access_key, bucket.secret_key, secure=secure, region=bucket.region)


@contextmanager
def _plainly() -> Iterator[None]:
    """Say what went wrong in our own words: theirs hold addresses and keys."""
    from aiohttp import ClientError
    from miniopy_async.error import MinioException, S3Error

    try:
        yield
    except S3Error as error:
        if error.code in _GONE:
            raise Lost from None
        raise StoreDown(f"the store said {error.code}") from None
    except (MinioException, ClientError, TimeoutError, OSError) as error:
        raise StoreDown(f"the store does not answer: {type(error).__name__}") from None
