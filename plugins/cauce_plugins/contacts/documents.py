"""Identity numbers: `12.345.678` and `12345678` are the same, whatever digits they are written with."""

from __future__ import annotations

import re
import unicodedata

_LEFT_OUT = re.compile(r"[\s.·,_/-]")
_DOCUMENT = re.compile(r"(?=.*\d)[0-9A-Z]{4,20}")


def read(written: str) -> str:
    """Return the digits and letters of an identity number. Raises ValueError for what cannot be one."""
    text = _LEFT_OUT.sub("", unicodedata.normalize("NFKC", written[:64]).upper().lstrip("'’"))
    if not text.isascii() or not _DOCUMENT.fullmatch(text):
        raise ValueError("no identity number")
    return text
