"""First stage: any string to the one form of source that the other stages read.

No byte order mark, lines that end in a line feed, NFC (macOS sends `n` and a combining tilde, which is not a letter to
a regular expression), no lone surrogates, a final newline. Columns in diagnostics count in this form.
"""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

COMPOSABLE = re.compile("[\u0300-\U0010ffff]")
"""What a text has where NFC may change it."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_PILE = re.compile(r"[^\x00-\u02ff\w]{64}")
_PIECE = re.compile(r"[^\x00-\u02ff\w]{1,64}|[\x00-\u02ff\w]+")


def normalise(text: str) -> str:
    """Return the source form of a text. Applying it twice changes nothing more."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() and COMPOSABLE.search(text):
        text = compose(without_surrogates(text))
    return text if text.endswith("\n") else text + "\n"


def without_surrogates(text: str) -> str:
    """Return the text with each half of a character replaced: no file can hold one."""
    return _SURROGATE.sub("\ufffd", text)


def compose(text: str) -> str:
    """Return the text in NFC, in linear time.

    Sorting a pile of combining marks takes the square of its height, so that 256 KiB of them would take minutes;
    absurd piles are composed in pieces instead.
    """
    if _PILE.search(text):
        return "".join(normalize("NFC", piece) for piece in _PIECE.findall(text))
    return normalize("NFC", text)


def is_composed(text: str) -> bool:
    """Tell whether `compose` would leave the text as it is; in linear time, so no for the absurd."""
    return not _PILE.search(text) and is_normalized("NFC", text)
