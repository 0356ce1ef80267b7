"""`/api/conversations/{id}/scheduled`: what is to be said at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import msgspec

from cauce.access.errors import Unknown
from cauce.api.messages import USER, answered, asked_under, sayable
from cauce.api.telling import Desk, done, opened, seen_by_caller
from cauce.delivery import scheduling
from cauce.delivery.team import Team
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.etag import refuse_unseen, seen_tag, tag_of, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, choice, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store import scheduled as rows
from cauce.store.scheduled import Scheduled

SCHEDULED = thing(
    {
        "id": ID,
        "user": USER,
        "at": MOMENT,
        "state": choice(("waiting", "sent", "held", "cancelled")),
        "reason": or_null(
            {**text(16), "description": "Why it is held: closed, owner, author, window, refused, failed"}
        ),
        "message": or_null({**ID, "description": "As which it was said"}),
        "content": {"type": "object", "description": "What is said, as it was asked for"},
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
)


class Schedule:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._database = desk.database
        self._team: Team = desk.team  # type: ignore[assignment]

    async def list(self, request: Request) -> dict[str, Any]:
        """List those of a conversation."""
        seen = await opened(request, self._desk)
        scope, limit = f"scheduled:{seen.id}", limit_of(request.query)
        [before] = cursor.read(scope, request.query, int) or (None,)
        found = await self._database.read(partial(rows.page, conversation=seen.id, before=before, limit=limit + 1))
        return page(found, limit, scope, lambda one: (one.id,), _shown)

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        one = await self._one((await seen_by_caller(request, self._desk)).id, request.params["scheduled"])
        return tagged(_shown(one), _shown(one))

    async def add(self, request: Request) -> Json:
        """Note what is to be said at a time, which only whoever has the conversation may."""
        seen = await seen_by_caller(request, self._desk)
        body, at = _asked(request)
        said = await self._team.do(
            request.caller, request.remote, seen, scheduling.schedule, body, at, *asked_under(request)
        )
        one = await self._one(seen.id, said.message) if said.fits else None
        shown = _shown(one) if one is not None else {}
        return answered(said, shown, ETag=tag_of(shown))

    async def change(self, request: Request) -> Json:
        """Change what is said, or when."""
        tag, (body, at) = seen_tag(request), _asked(request)
        seen = await seen_by_caller(request, self._desk)
        row = request.params["scheduled"]

        def unseen(one: Scheduled) -> None:
            refuse_unseen(tag, _shown(one))

        one = await self._team.do(request.caller, request.remote, seen, scheduling.change, row, body, at, unseen)
        return tagged(_shown(one), _shown(one))

    async def cancel(self, request: Request) -> Text:
        """Let one never be said."""
        seen = await seen_by_caller(request, self._desk)
        await self._team.do(request.caller, request.remote, seen, scheduling.cancel, request.params["scheduled"])
        return done()

    async def _one(self, conversation: int, row: int) -> Scheduled:
        found = await self._database.read(partial(rows.get, conversation=conversation, row=row))
        if found is None:
            raise Unknown
        return found


def _asked(request: Request) -> tuple[dict[str, Any], int]:
    body = dict(request.body)
    at = body.pop("at")
    return body, at


def _shown(one: Scheduled) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "user": {"id": one.user, "name": one.name},
        "at": one.at,
        "state": one.state,
        "reason": one.reason,
        "message": one.message,
        "content": msgspec.json.decode(one.wish),
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    found = Schedule(desk)
    root = "/api/conversations/{id}/scheduled"
    one, which, both = f"{root}/{{scheduled}}", parts(id=ID), parts(id=ID, scheduled=ID)
    yield Route(
        "GET", root, "conversations.read", found.list, params=which, query=thing({}, PAGING), answer=page_of(SCHEDULED),
        summary={"es": "Lo que se dirá más tarde, lo último primero", "en": "What is to be said later, the last first"},
    )  # fmt: skip
    yield Route(
        "POST", root, "conversations.write", found.add, params=which,
        body=sayable(at=MOMENT), answer=SCHEDULED, status=201, problems=("conflict",), idempotent=True,
        summary={"es": "Programar algo para una hora", "en": "Schedule something for a time"},
    )  # fmt: skip
    yield Route(
        "GET", one, "conversations.read", found.get, params=both, answer=SCHEDULED,
        summary={"es": "Un mensaje programado", "en": "A scheduled message"},
    )  # fmt: skip
    yield Route(
        "PUT", one, "conversations.write", found.change, params=both,
        body=sayable(at=MOMENT), answer=SCHEDULED, conditional=True, problems=("conflict",),
        summary={"es": "Cambiar lo que se dirá, o cuándo", "en": "Change what is said, or when"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "conversations.write", found.cancel, params=both, status=204, problems=("conflict",),
        summary={"es": "Cancelar un mensaje programado", "en": "Cancel a scheduled message"},
    )  # fmt: skip
