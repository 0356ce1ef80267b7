"""Pages of a list: where the last one ended, written so that nobody builds on how, and checked when it comes back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from cauce.http.response import Problem
from cauce.http.schema import MOST, Schema, or_null, text, thing

Item = TypeVar("Item")

USUAL = 50
MOST_ITEMS = 100

PAGING: Mapping[str, Schema] = {
    "cursor": text(400, 1, description="Where the page before ended: its `next`"),
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL},
}
"""What every list takes in its query."""


def page_of(item: Schema) -> dict[str, Any]:
    """Return the schema of a page: its items, and the cursor of the next one or null."""
    return thing({"items": {"type": "array", "items": item}, "next": or_null(text(400))})


def limit_of(query: Mapping[str, Any]) -> int:
    """Return how many items a page shall have."""
    return int(query.get("limit", USUAL))


def write(scope: str, *place: int | str) -> str:
    """Return the cursor for a place in the list `scope`."""
    raw = json.dumps([scope, *place], separators=(",", ":"), ensure_ascii=True).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(scope: str, query: Mapping[str, Any], *kinds: type) -> tuple[Any, ...] | None:
    """Return the place that the query's cursor stands for, None for the beginning.

    kinds: what it is made of. Raises Problem `invalid` for a cursor that this list did not give.
    """
    cursor = query.get("cursor")
    if cursor is None:
        return None
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        same = [scope, *place[1:]] == place and write(*place) == cursor
        fits = same and tuple(map(type, place[1:])) == kinds and all(_bounded(part) for part in place[1:])
    except (ValueError, TypeError, KeyError, RecursionError):
        fits = False
    if not fits:
        problem = {"es": "no es un cursor de esta lista", "en": "it is no cursor of this list"}
        raise Problem("invalid", errors=[{"at": "/cursor", "problem": problem, "code": "cursor"}])
    return tuple(place[1:])


def _bounded(part: int | str) -> bool:
    return isinstance(part, str) or 0 <= part <= MOST


def page(
    found: Sequence[Item],
    limit: int,
    scope: str,
    place: Callable[[Item], tuple[int | str, ...]],
    show: Callable[[Item], Any],
) -> dict[str, Any]:
    """Return the page of what was found. One more than `limit` was asked for: that there is one says that it goes on."""
    shown = found[:limit]
    more = write(scope, *place(shown[-1])) if len(found) > limit else None
    return {"items": [show(one) for one in shown], "next": more}
