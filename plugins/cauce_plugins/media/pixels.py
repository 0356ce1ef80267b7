"""How large a picture is, read from its first bytes and never by decoding it: what is too large is never decoded."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import BinaryIO

MOST_SEGMENTS = 1000
"""How many segments of a JPEG are passed over on the way to the one that tells."""

Size = tuple[int, int]


def size_of(file: BinaryIO, mime: str) -> Size | None:
    """Return width and height in pixels, None where the file does not tell, or is of no known kind."""
    reader = _READERS.get(mime)
    file.seek(0)
    try:
        return reader(file) if reader is not None else None
    except (struct.error, ValueError, IndexError):
        return None


def _png(file: BinaryIO) -> Size | None:
    head = file.read(24)
    return struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" else None


def _gif(file: BinaryIO) -> Size | None:
    return struct.unpack("<HH", file.read(10)[6:10])


def _bmp(file: BinaryIO) -> Size | None:
    head = file.read(26)
    width, height = struct.unpack("<HH" if head[14] == 12 else "<ii", head[18 : 22 if head[14] == 12 else 26])
    return abs(width), abs(height)


def _webp(file: BinaryIO) -> Size | None:
    head = file.read(30)
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(file: BinaryIO) -> Size | None:
    file.seek(2)
    for _ in range(MOST_SEGMENTS):
        mark = file.read(2)
        while mark[:1] == b"\xff" and mark[1:] == b"\xff":
            mark = b"\xff" + file.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        (length,) = struct.unpack(">H", file.read(2))
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", file.read(5)[1:])
            return width, height
        file.seek(length - 2, 1)
    return None


_READERS: Mapping[str, Callable[[BinaryIO], Size | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
}
