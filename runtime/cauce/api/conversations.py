"""`/api/conversations`: those that one sees, and whose each one is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Concatenate, ParamSpec

import msgspec

from cauce.access import ownership as rules
from cauce.access.conversations import Seen, Wanted, seen_by
from cauce.access.doing import Doing
from cauce.access.ownership import To, Why
from cauce.access.principal import Principal
from cauce.api.messages import AUTHOR, SIDE, STATUS, kind_of
from cauce.api.reading import UNREAD
from cauce.api.telling import Desk, opened, seen_by_caller
from cauce.delivery.team import Team
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.request import Request
from cauce.http.schema import ID, MOMENT, choice, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store import last_said, read_marks
from cauce.store.connection import Connection
from cauce.store.last_said import LastSaid
from cauce.store.messages import Status
from cauce.store.ownership import Owned

Given = ParamSpec("Given")

SNIPPET = 160
"""How many characters of what was said last a list shows."""

OWNER = choice(("bot", "queue", "human", "paused"))
FLAG = {"type": "boolean"}
REASON, NOTE = text(191), text(2000)
OWNED = thing({"id": ID, "opened": FLAG, "owner": OWNER, "area": or_null(text(64)), "assignee": or_null(ID)})
CONVERSATION = thing(
    {
        **OWNED["properties"],
        "channel": text(64),
        "contact": ID,
        "name": text(256),
        "note": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "reason": or_null(REASON),
        "opened_at": MOMENT,
        "active_at": MOMENT,
        "closed_at": or_null(MOMENT),
        "seq": {"type": "integer", "minimum": 0, "description": "Of the last event of its stream"},
        "unread": UNREAD,
    }
)
LAST = thing(
    {
        "id": ID,
        "direction": SIDE,
        "author": AUTHOR,
        "message_type": text(64),
        "text": text(SNIPPET, description="Its beginning"),
        "status": STATUS,
        "created_at": MOMENT,
    }
)
LISTED = thing({**CONVERSATION["properties"], "last": or_null({**LAST, "description": "What was said last"})})
OPENED = thing(
    {
        **CONVERSATION["properties"],
        "window_ends_at": or_null({**MOMENT, "description": "Until when one may write freely; null for ever, 0 never"}),
    }
)
FILTERS = {"owner": OWNER, "area": text(64, 1), "assignee": choice(("me",)), "opened": {**FLAG, "default": True}}


class Conversations:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._database = desk.database
        self._team: Team = desk.team  # type: ignore[assignment]

    async def list(self, request: Request) -> dict[str, Any]:
        """List those that one sees, the last active first."""
        query, caller = request.query, request.caller
        limit, place = limit_of(query), cursor.read("conversations", query, int, int)
        wanted = Wanted(
            opened=query.get("opened", True),
            owner=query.get("owner"),
            area=query.get("area"),
            assignee=caller.user if "assignee" in query else None,
            after=(place[0], place[1]) if place else None,
            limit=limit + 1,
        )
        found, unread, last = await self._database.read(partial(_page, who=caller, wanted=wanted))
        return page(
            found, limit, "conversations", lambda one: one.place,
            lambda one: {**_shown(one, unread[one.id]), "last": _last(last.get(one.id))},
        )  # fmt: skip

    async def get(self, request: Request) -> dict[str, Any]:
        """Show one of them. That somebody opened it is written down."""
        seen = await opened(request, self._desk)
        job = partial(read_marks.unread, user=request.caller.user, conversations=[seen.id])
        unread = (await self._database.read(job))[seen.id]
        return {**_shown(seen, unread), "window_ends_at": await self._team.window(seen)}

    async def take(self, request: Request) -> dict[str, Any]:
        """Make one of them one's own."""
        return await self._move(request, rules.take, _why(request), over=request.body.get("takeover", False))

    async def assign(self, request: Request) -> dict[str, Any]:
        """Give one of them to an operator."""
        return await self._move(request, rules.assign, request.body["user"], _why(request))

    async def transfer(self, request: Request) -> dict[str, Any]:
        """Give what one has to another operator, or to an area."""
        to = To(request.body.get("user"), request.body.get("area"))
        return await self._move(request, rules.transfer, to, _why(request))

    async def give_back(self, request: Request) -> dict[str, Any]:
        """Hand one of them back to the bot."""
        return await self._move(request, rules.give_back, _why(request))

    async def close(self, request: Request) -> dict[str, Any]:
        """Close one of them."""
        return await self._move(request, rules.close, _why(request))

    async def reopen(self, request: Request) -> dict[str, Any]:
        """Open one of them again."""
        return await self._move(request, rules.reopen, _why(request))

    async def _move(
        self,
        request: Request,
        rule: Callable[Concatenate[Connection, Doing, Seen, Given], Owned],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> dict[str, Any]:
        seen = await seen_by_caller(request, self._desk)
        after = await self._team.move(request.caller, request.remote, seen, rule, *given, **named)
        return {"id": seen.id, **asdict(after)}


def _why(request: Request) -> Why:
    return Why(request.body.get("reason", ""), request.body.get("note"))


def _page(db: Connection, who: Principal, wanted: Wanted) -> tuple[list[Seen], dict[int, int], dict[int, LastSaid]]:
    found = seen_by(db, who, wanted)
    ids = [one.id for one in found]
    return found, read_marks.unread(db, who.user, ids), last_said.of(db, ids)


def _last(one: LastSaid | None) -> dict[str, Any] | None:
    if one is None:
        return None
    body: Mapping[str, Any] = msgspec.json.decode(one.body)
    return {
        "id": one.id,
        "direction": one.direction,
        "author": one.author,
        "message_type": kind_of(body),
        "text": str(body.get("text") or "")[:SNIPPET],
        "status": Status(one.status).name.lower(),
        "created_at": one.created_at,
    }


def _shown(seen: Seen, unread: int) -> dict[str, Any]:
    return {**asdict(seen), "opened": seen.opened == 1, "tags": msgspec.json.decode(seen.tags), "unread": unread}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    found = Conversations(desk)
    one, which = "/api/conversations/{id}", parts(id=ID)
    yield Route(
        "GET", "/api/conversations", "conversations.read", found.list,
        query=thing({}, {**PAGING, **FILTERS}), answer=page_of(LISTED),
        summary={"es": "Las conversaciones que uno ve, la última activa primero", "en": "The conversations that one sees, the last active first"},
    )  # fmt: skip
    yield Route(
        "GET", one, "conversations.read", found.get, params=which, answer=OPENED,
        summary={"es": "Una conversación; queda escrito quién la abrió", "en": "A conversation; who opened it is written down"},
    )  # fmt: skip
    why = {"reason": REASON}
    yield _step(
        f"{one}/take", found.take, thing({}, {"takeover": FLAG, **why}),
        {"es": "Tomarla; con `takeover`, también de otra persona", "en": "Take it; with `takeover`, from somebody else too"},
    )  # fmt: skip
    yield _step(
        f"{one}/assign", found.assign, thing({"user": ID}, {**why, "note": NOTE}),
        {"es": "Asignarla a un operador", "en": "Assign it to an operator"}, "conversations.assign",
    )  # fmt: skip
    yield _step(
        f"{one}/transfer", found.transfer, thing({"reason": text(191, 1)}, {"user": ID, "area": text(64, 1), "note": NOTE}),
        {"es": "Pasarla a otro operador o a un área", "en": "Transfer it to another operator or an area"},
    )  # fmt: skip
    yield _step(
        f"{one}/return", found.give_back, thing({}, why),
        {"es": "Devolverla al bot", "en": "Hand it back to the bot"},
    )  # fmt: skip
    yield _step(
        f"{one}/close", found.close, thing({"reason": text(191, 1)}), {"es": "Cerrarla", "en": "Close it"}
    )  # fmt: skip
    yield _step(
        f"{one}/reopen", found.reopen, thing({}, why),
        {"es": "Abrirla de nuevo, hasta un día después", "en": "Open it again, up to a day later"},
    )  # fmt: skip


def _step(
    path: str,
    handler: Callable[[Request], Any],
    body: Mapping[str, Any],
    summary: Mapping[str, str],
    permission: str = "conversations.write",
) -> Route:
    return Route(
        "POST", path, permission, handler, params=parts(id=ID), body=body, answer=OWNED, summary=summary, problems=("conflict",)
    )  # fmt: skip
