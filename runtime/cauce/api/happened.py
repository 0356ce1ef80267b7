"""`/api/conversations/{id}/events`: what happened to a conversation, besides what was said in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import msgspec

from cauce.api.telling import Desk, opened
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.request import Request
from cauce.http.schema import ID, MOMENT, parts, text, thing
from cauce.model.route import Route
from cauce.store import happened
from cauce.store.happened import Happened

HAPPENED = thing(
    {
        "seq": {"type": "integer", "minimum": 1, "description": "Its place in the stream of the conversation"},
        "type": text(64, description="`conversation.taken` and the like, as live events have it"),
        "at": MOMENT,
        "data": {"type": "object", "description": "Who (`who`, `name`), why (`reason`), `from` and `to`, as far as it has them"},
    }
)  # fmt: skip


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the route."""

    async def listed(request: Request) -> dict[str, Any]:
        seen = await opened(request, desk)
        scope, limit = f"events:{seen.id}", limit_of(request.query)
        [before] = cursor.read(scope, request.query, int) or (happened.FIRST,)
        found = await desk.database.read(partial(happened.page, conversation=seen.id, before=before, limit=limit + 1))
        return page(found, limit, scope, lambda one: (one.seq,), _shown)

    yield Route(
        "GET", "/api/conversations/{id}/events", "conversations.read", listed, params=parts(id=ID),
        query=thing({}, PAGING), answer=page_of(HAPPENED),
        summary={"es": "Lo que pasó con ella, lo último primero", "en": "What happened to it, the last first"},
    )  # fmt: skip


def _shown(one: Happened) -> dict[str, Any]:
    return {**asdict(one), "data": msgspec.json.decode(one.data)}
