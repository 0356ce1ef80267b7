"""`/api/audit`: who did what, to what, when and from where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import msgspec

from cauce.api.telling import Desk
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.request import Request
from cauce.http.schema import ID, MOMENT, or_null, text, thing
from cauce.model.route import Route
from cauce.store import audit
from cauce.store.audit import LAST, Record, Sought

WORD = text(64, 1, pattern="^[!-~]+$")
RECORD = thing(
    {
        "id": ID,
        "user": or_null(ID),
        "who": text(191),
        "action": text(64),
        "object": text(64),
        "address": text(64),
        "details": {"type": "object"},
        "at": MOMENT,
    }
)


class Audit:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List what was done, the last first."""
        query, limit = request.query, limit_of(request.query)
        [before] = cursor.read("audit", query, int) or (LAST,)
        sought = Sought(query.get("user"), query.get("object"), query.get("action"), before)
        found = await self._database.read(partial(audit.page, sought=sought, limit=limit + 1))
        return page(found, limit, "audit", lambda one: (one.id,), _shown)


def _shown(one: Record) -> dict[str, Any]:
    return {**asdict(one), "details": msgspec.json.decode(one.details)}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    yield Route(
        "GET", "/api/audit", "audit.read", Audit(desk).list,
        query=thing({}, {**PAGING, "user": ID, "object": WORD, "action": WORD}), answer=page_of(RECORD),
        summary={"es": "Quién hizo qué, lo último primero", "en": "Who did what, the last first"},
    )  # fmt: skip
