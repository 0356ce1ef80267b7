"""Small questions about parts of a body, and the two complaints that most of them end in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cauce.testing.graph.troubles import Trouble


def filled(value: Any) -> bool:
    """Tell whether this is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def fits(value: Any, most: int, least: int = 1) -> bool:
    """Tell whether this is a text of a length that is allowed, counted in characters; with `least`, not only blanks."""
    return isinstance(value, str) and bool(value.strip() or not least) and len(value) <= most


def is_one_of(value: Any, known: Collection[str]) -> bool:
    """Tell whether this is one of these words; what is no text is none of them."""
    return isinstance(value, str) and value in known


def is_number(value: Any) -> bool:
    """Tell whether this is a number, or a text that is one."""
    if isinstance(value, bool):
        return False
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def listed(value: Any) -> Sequence[Mapping[str, Any]] | None:
    """Return a list of objects, None where it is none."""
    return value if isinstance(value, list) and all(isinstance(one, Mapping) for one in value) else None


def missing(what: str) -> Trouble:
    """Return the complaint about a part that is not there."""
    return Trouble(131008, f"Required: {what}")


def wrong(what: str) -> Trouble:
    """Return the complaint about a part that is not as it should be."""
    return Trouble(131009, what)
