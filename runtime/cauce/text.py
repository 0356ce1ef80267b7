"""Texts from outside, made safe to keep: no lone surrogates, no NUL, no endless length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIMIT = 65536
"""How many code points a text may have; the rest is cut off."""

DEPTH = 64


def clean(text: str, limit: int = LIMIT) -> str:
    """Return the text without NUL, with lone surrogates replaced and pairs joined, cut to `limit` code points."""
    if len(text) > limit:
        text = text[:limit]
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def clean_value(value: Any, depth: int = DEPTH) -> Any:
    """Return a JSON value with every text in it cleaned, keys too. What is no JSON becomes its text.

    Raises ValueError where it is nested deeper than `depth`.
    """
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    if depth <= 0:
        raise ValueError("nested too deeply")
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_value(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean_value(item, depth - 1) for item in value]
    return clean(str(value))
