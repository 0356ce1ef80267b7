"""How bytes come in: written down as they come, looked at, and only then kept."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Self

from cauce_plugins.media import hostile, names, pixels
from cauce_plugins.media.decoding.limited import Decoded
from cauce_plugins.media.depot import Depot
from cauce_plugins.media.kinds import SOUND_ONLY, TYPES, UNKNOWN, FileType
from cauce_plugins.media.records import Facts
from cauce_plugins.media.refusal import NotTaken
from cauce_plugins.media.sniff import HEAD, sniff
from cauce_plugins.media.stores import PIECE

PIXELS = 40_000_000
"""How many pixels a picture may have."""

DRAWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"})
"""Pictures that can be decoded here: one of these that cannot is broken, or none."""


@dataclass(slots=True)
class Spooled:
    """A file that is here, and of which nothing is known but its bytes."""

    file: BinaryIO
    sha256: str
    size: int

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield its bytes from the beginning."""
        await asyncio.to_thread(self.file.seek, 0)
        while piece := await asyncio.to_thread(self.file.read, PIECE):
            yield piece


@dataclass(slots=True)
class Examined:
    """A file that may be kept. thumbnail: None where there is none."""

    facts: Facts
    content: Spooled
    thumbnail: Spooled | None


class Intake:
    """One file on its way in; whatever it wrote down is gone after the block."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot
        self._files = ExitStack()

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Forget what was written down."""
        self._files.close()

    def _temporary(self) -> BinaryIO:
        # Without a name from the start: whatever dies, nothing of it stays. And without a buffer, for the process that
        # decodes reads the same file, and moves the place in it that both go on from.
        return self._files.enter_context(tempfile.TemporaryFile(dir=self._depot.spool, buffering=0))

    async def spool(self, chunks: AsyncIterable[bytes], limit: int) -> Spooled:
        """Write bytes down as they come. Raises NotTaken `large` or `empty`, and what reading them raises."""
        file, digest, size = self._temporary(), hashlib.sha256(), 0
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise NotTaken("large")
            digest.update(chunk)
            await asyncio.to_thread(_write, file, chunk)
        if not size:
            raise NotTaken("empty")
        return Spooled(file, digest.hexdigest(), size)

    async def examine(self, found: Spooled, name: str, *, uploaded: bool = False, voice: bool = False) -> Examined:
        """Return what a file is. Raises NotTaken for one that is not to be kept.

        uploaded: whether one of us sends it, to whom stricter limits hold. voice: whether a voice note is to be made of it.
        """
        mime = await asyncio.to_thread(_told, found.file)
        self._refuse(mime, found)
        if voice:
            found, mime = await self._voice(found, mime), "audio/ogg"
            name = name.rpartition(".")[0] or name
        size = await asyncio.to_thread(_measured, found.file, mime)
        type_ = TYPES.get(mime, UNKNOWN)
        decoded, drawn = await self._decoded(found, type_)
        if type_.mime in SOUND_ONLY and not decoded.error and decoded.width is None:
            type_ = TYPES[SOUND_ONLY[type_.mime]]
            self._refuse(type_.mime, found)
        if uploaded and type_.kind == "audio" and (decoded.duration or 0) > self._depot.settings.audio_seconds * 1000:
            raise NotTaken("long")
        facts = Facts(
            type_.kind, type_.mime, names.cleaned(name, type_.suffix), found.sha256, found.size,
            *(size or (decoded.width, decoded.height)), decoded.duration,
        )  # fmt: skip
        return Examined(facts, found, drawn)

    def _refuse(self, mime: str, found: Spooled) -> None:
        settings = self._depot.settings
        if mime not in settings.allow:
            raise NotTaken("type")
        if found.size > settings.limits[TYPES.get(mime, UNKNOWN).kind]:
            raise NotTaken("large")

    async def _decoded(self, found: Spooled, type_: FileType) -> tuple[Decoded, Spooled | None]:
        if type_.kind == "file":
            return Decoded(), None
        target = self._temporary()
        decoded = await self._depot.decoder.decode(type_.kind, found.file, target)
        if decoded.error in {"bomb", "slow"}:
            raise NotTaken("bomb")
        if decoded.error == "broken" and (type_.kind != "image" or type_.mime in DRAWN):
            raise NotTaken("broken")
        drawn = await asyncio.to_thread(_written, target)
        return decoded, drawn if drawn.size and not decoded.error else None

    async def _voice(self, found: Spooled, mime: str) -> Spooled:
        if TYPES[mime].kind not in {"audio", "video"}:
            raise NotTaken("silent")
        target = self._temporary()
        decoded = await self._depot.decoder.decode("voice", found.file, target)
        if decoded.error:
            reasons = {"long": "long", "missing": "missing", "slow": "bomb", "bomb": "bomb"}
            raise NotTaken(reasons.get(decoded.error, "silent"))
        return await asyncio.to_thread(_written, target)


def _write(file: BinaryIO, chunk: bytes) -> None:
    """Write all of a chunk, which without a buffer is not a matter of course."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]


def _told(file: BinaryIO) -> str:
    """Return what a file is, at first sight and then at a closer look."""
    file.seek(0)
    return hostile.look(file, sniff(file.read(HEAD)))


def _measured(file: BinaryIO, mime: str) -> tuple[int, int] | None:
    """Return how large a picture is. Raises NotTaken for one that nobody should decode."""
    size = pixels.size_of(file, mime)
    if size is not None and size[0] * size[1] > PIXELS:
        raise NotTaken("bomb")
    return size


def _written(file: BinaryIO) -> Spooled:
    """Return what the decoder wrote."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return Spooled(file, digest.hexdigest(), size)


async def keep(depot: Depot, found: Examined, key: str, thumbnail: str) -> str | None:
    """Keep a file and its thumbnail. Returns the key of the latter, None where there is none. Raises StoreDown."""
    await depot.store.put(key, found.content.chunks())
    if found.thumbnail is None:
        return None
    await depot.store.put(thumbnail, found.thumbnail.chunks())
    return thumbnail
