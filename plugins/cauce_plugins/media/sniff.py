"""What a file is, by its first bytes. What somebody says that it is counts for nothing here."""

from __future__ import annotations

import re
from collections.abc import Callable

HEAD = 4096
"""How many of the first bytes are looked at."""

_FIXED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"MZ", "application/x-executable"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"#!", "application/x-executable"),
    (0, b"\xca\xfe\xba\xbe", "application/x-executable"),
)

_RIFF = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}

_BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"iso4": "video/mp4",
    b"iso5": "video/mp4",
    b"iso6": "video/mp4",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"avc1": "video/mp4",
    b"dash": "video/mp4",
    b"M4V ": "video/mp4",
    b"MSNV": "video/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
    b"3g2a": "video/3gpp",
}

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|img|a\s|style|title|table|div|meta|link|form|object|embed|!--)",
    re.IGNORECASE,
)
_SVG = re.compile(rb"<(?:\w{1,20}:)?svg[\s>/]|<!doctype\s+svg", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?(?:xml|php)|\s*<!(?:doctype|entity)", re.IGNORECASE)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(head: bytes) -> str:
    """Return the type that the first bytes tell, `application/octet-stream` where they tell none."""
    for look in (_fixed, _riff, _boxes, _streams, _text):
        if found := look(head):
            return found
    return "application/octet-stream"


def _fixed(head: bytes) -> str:
    return next((mime for place, magic, mime in _FIXED if head.startswith(magic, place) and _is_sound(mime, head)), "")


def _is_sound(mime: str, head: bytes) -> bool:
    """Tell whether two letters are more than chance: a bitmap says its own size and where its pixels are."""
    if mime == "image/bmp":
        return (
            len(head) >= 18
            and head[6:10] == bytes(4)
            and head[14:18] in {b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"}
        )
    return mime != "application/x-executable" or head[:2] != b"MZ" or b"\0" in head[:64]


def _riff(head: bytes) -> str:
    return _RIFF.get(head[8:12], "") if head[:4] == b"RIFF" else ""


def _boxes(head: bytes) -> str:
    return _BRANDS.get(head[8:12], "") if head[4:8] == b"ftyp" else ""


def _streams(head: bytes) -> str:
    """Tell apart what comes in pages or frames: Ogg, Matroska, MPEG audio."""
    if head[:4] == b"OggS":
        first = head[:512]
        if b"theora" in first or b"BBCD\0" in first:
            return "video/ogg"
        return "audio/ogg" if any(one in first for one in (b"OpusHead", b"\x01vorbis", b"Speex", b"\x7fFLAC")) else ""
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    return _frames(head)


def _frames(head: bytes) -> str:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    layer, version = head[1] >> 1 & 3, head[1] >> 3 & 3
    if layer == 0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 else ""
    is_sound = layer != 3 and version != 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3
    return "audio/mpeg" if is_sound else ""


def _text(head: bytes) -> str:
    if not head or (found := _decoded(head)) is None:
        return ""
    looks: tuple[tuple[Callable[[bytes], object], str], ...] = (
        (_SVG.search, "image/svg+xml"),
        (_MARKUP.search, "text/html"),
        (_XML.match, "application/xml"),
    )
    return next((mime for look, mime in looks if look(found)), "text/plain")


def _decoded(head: bytes) -> bytes | None:
    """Return what is plain text as UTF-8, None for what is none. The last character of a piece may be cut."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        wide = head[: len(head) // 2 * 2].decode("utf-16", "replace")
        return None if "\0" in wide else wide.encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf")
    return None if _NO_TEXT.search(head) else head
