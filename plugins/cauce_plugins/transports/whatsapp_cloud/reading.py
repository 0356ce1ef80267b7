"""Reading JSON that nobody vouches for: whatever is missing or of another type is simply not there."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from cauce import clean

DEPTH = 12
"""How deep a value may be nested to be kept as it is; what lies deeper is kept as its text."""

LARGEST = 2**53
"""Whole numbers beyond this are kept as their text: not every reader of JSON can hold them."""

DIGITS = 10**32
"""Whole numbers from here on are no ids and no times."""

FILE_NAME = 200
"""How long the name of a file may be."""


def loaded(written: bytes | str) -> Any:
    """Return the value of a JSON text; bytes are UTF-8. Raises ValueError for what is none, or is nested too deeply."""
    try:
        # Bytes would be read as UTF-16 and UTF-32, too.
        return json.loads(written.decode("utf-8-sig") if isinstance(written, bytes) else written)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def part(value: Any, name: str) -> Mapping[str, Any]:
    """Return the object under a name, an empty one where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def parts(value: Any, name: str) -> Sequence[Mapping[str, Any]]:
    """Return the objects in the list under a name; what is no object is left out."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else ()


def text(value: Any, name: str) -> str:
    """Return the text under a name, safe to keep; a whole number becomes its digits, anything else nothing."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, str):
        return clean(found)
    whole = isinstance(found, int) and not isinstance(found, bool) and abs(found) < DIGITS
    return str(found) if whole else ""


def moment(value: Any, name: str) -> int:
    """Return a time in milliseconds since 1970, 0 where there is none. Seconds are usual, milliseconds have been seen."""
    return milliseconds(text(value, name))


def milliseconds(written: str) -> int:
    """Return a time that is written in seconds or in milliseconds, in milliseconds; 0 for what is none."""
    if not (written.isascii() and written.isdecimal() and len(written) <= 14):
        return 0
    found = int(written)
    return found if found >= 10**11 else found * 1000


def kept(value: Any, depth: int = DEPTH) -> Any:
    """Return a value such as can be stored, of bounded depth."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict | list):
        return _nested(value, depth)
    if isinstance(value, float) and value - value != 0:
        return None
    return str(value) if isinstance(value, int) and abs(value) > LARGEST else value


def _nested(value: dict[str, Any] | list[Any], depth: int) -> Any:
    if depth == 0:
        return _told(value)
    if isinstance(value, dict):
        return {clean(name): kept(inner, depth - 1) for name, inner in value.items()}
    return [kept(inner, depth - 1) for inner in value]


def _told(value: Any) -> str:
    try:
        return json.dumps(value)[:4096]
    except RecursionError:
        return ""


def is_degrees(value: Any, most: int) -> bool:
    """Tell whether this is a latitude or a longitude, of at most so many degrees either way."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


def filled(**found: Any) -> dict[str, Any]:
    """Return what there is something in."""
    return {name: value for name, value in found.items() if value not in ("", None, False, [], {})}


def file_name(written: str) -> str:
    """Return the name of a file that somebody chose, safe to show and to store under: no folders, no hidden signs."""
    last = written.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return seen.strip(" .")[:FILE_NAME]
