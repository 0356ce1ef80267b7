"""Comparing what the bot said with what a test expects: `...` stands for anything."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

WILDCARD = "..."


def tidy(text: str) -> str:
    """Return the text as people see it: composed, without spaces at the ends of lines or blank lines around it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip("\n")


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> tuple[str, ...]:
    pieces = tidy(pattern).split(WILDCARD)
    if len(pieces) == 1:
        return tuple(pieces)
    # "Hola ..." is to match a bare "Hola": the spaces beside the dots belong to them.
    first, *middle, last = pieces
    return first.rstrip(), *(piece.strip() for piece in middle), last.lstrip()


def matches(pattern: str, text: str) -> bool:
    """Tell whether the text is what the pattern says, spaces at the ends of lines apart. Linear in the text."""
    pieces = _pieces(pattern)
    text = tidy(text)
    if len(pieces) == 1:
        return pieces[0] == text
    first, *middle, last = pieces
    if not text.startswith(first):
        return False
    position = len(first)
    for piece in middle:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(text) - position >= len(last) and text.endswith(last)
