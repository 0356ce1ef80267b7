"""Bytes of a file as text, whatever encoding it was saved in."""

from __future__ import annotations

import codecs
import io
from typing import TextIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE = 1 << 16


def encoding_of(raw: bytes) -> str:
    """Return the encoding of a file: by its mark, by how its zeros stand, as UTF-8 where it is, else that of Windows."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    head = raw[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8" if _is_utf8(raw) else "cp1252"


def _is_utf8(raw: bytes) -> bool:
    """Tell whether a file is UTF-8 from beginning to end, without keeping what it says."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _PIECE):
            decoder.decode(raw[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def opened(raw: bytes, encoding: str) -> TextIO:
    """Return the text of a file, read as it is asked for. What is no character of the encoding is marked as such."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, errors="replace", newline="")
