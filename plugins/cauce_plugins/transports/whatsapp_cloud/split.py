"""Cutting long texts where people would: between paragraphs, lines, sentences or words, never inside an emoji."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def split(text: str, limit: int) -> Iterator[str]:
    """Yield the text in pieces of at most `limit` code points, none of them blank."""
    while len(text) > limit:
        cut = _cut(text, limit)
        if piece := text[:cut].rstrip():
            yield piece
        text = text[cut:].lstrip()
    if text.strip():
        yield text


def _cut(text: str, limit: int) -> int:
    window = text[: limit + 1]
    for mark in ("\n\n", "\n", ". ", " "):
        found = window.rfind(mark)
        if found >= limit // 2:
            return found + (1 if mark == ". " else 0)
    return _between_clusters(text, limit)


def _between_clusters(text: str, limit: int) -> int:
    """Return the last place up to `limit` where nothing is torn apart that is shown as one sign."""
    for cut in range(limit, max(limit - 64, 0), -1):
        if not _is_torn(text, cut):
            return cut
    return limit


def _is_torn(text: str, cut: int) -> bool:
    left, right = text[cut - 1], text[cut]
    if right in _JOINERS or left == "\u200d" or unicodedata.combining(right):
        return True
    if "\U0001f3fb" <= right <= "\U0001f3ff" or "\U000e0020" <= right <= "\U000e007f":
        return True
    return _is_flag_half(right) and _flag_halves_before(text, cut) % 2 == 1


def _flag_halves_before(text: str, cut: int) -> int:
    start = cut
    while start > 0 and _is_flag_half(text[start - 1]):
        start -= 1
    return cut - start


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
