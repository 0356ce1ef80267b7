"""`/api/quick-replies`: texts to answer with, and how each reads in a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import quick_replies as rules
from cauce.access.doing import Doing
from cauce.api.telling import Desk, done
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, listed, parts, text, thing
from cauce.model.route import Route
from cauce.store.connection import Connection
from cauce.store.quick_replies import QuickReply

NEEDED = {"shortcut": text(64, 1), "text": text(10_000, 1)}
MORE = {"title": text(191), "areas": listed(text(64, 1), 100)}
REPLY = thing({"id": ID, **NEEDED, **MORE})
FILLED = thing(
    {
        "text": {"type": "string"},
        "unknown": {"type": "array", "items": {"type": "string"}, "description": "Variables without a value here"},
    }
)


class QuickReplies:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List those that one sees."""
        [after] = cursor.read("quick-replies", request.query, int) or (0,)
        limit = limit_of(request.query)
        job = partial(rules.listed, who=request.caller, after=after, limit=limit + 1)
        return page(await self._database.read(job), limit, "quick-replies", lambda one: (one.id,), asdict)

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        return _shown(await self._database.read(partial(rules.one, who=request.caller, reply=request.params["id"])))

    async def add(self, request: Request) -> Json:
        """Make one."""
        reply = QuickReply(**{"id": 0, "title": "", **request.body})
        return _shown(await self._access.do(request.caller, request.remote, rules.add, reply), 201)

    async def change(self, request: Request) -> Json:
        """Change some of one of them."""
        given = (request.params["id"], request.body, seen_tag(request))
        return _shown(await self._access.do(request.caller, request.remote, _change, *given))

    async def remove(self, request: Request) -> Text:
        """Take one away."""
        await self._access.do(request.caller, request.remote, rules.remove, request.params["id"])
        return done()

    async def preview(self, request: Request) -> dict[str, Any]:
        """Show how one reads in a conversation."""
        conversation, reply = request.params["id"], request.params["reply"]
        job = partial(rules.preview, who=request.caller, conversation=conversation, reply=reply)
        return asdict(await self._database.read(job))


def _change(db: Connection, doing: Doing, reply: int, changes: Mapping[str, Any], seen: str) -> QuickReply:
    before = rules.hold(db, doing.who, reply)
    refuse_unseen(seen, asdict(before), asdict(before))
    return rules.change(db, doing, before, changes)


def _shown(reply: QuickReply, status: int = 200) -> Json:
    return tagged(asdict(reply), asdict(reply), status)


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    replies = QuickReplies(desk)
    one, which = "/api/quick-replies/{id}", parts(id=ID)
    yield Route(
        "GET", "/api/quick-replies", "conversations.read", replies.list,
        query=thing({}, PAGING), answer=page_of(REPLY),
        summary={"es": "Las respuestas rápidas que uno ve", "en": "The quick replies that one sees"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/quick-replies", "quick_replies.manage", replies.add,
        body=thing(NEEDED, MORE), answer=REPLY, status=201,
        summary={"es": "Crear una respuesta rápida", "en": "Make a quick reply"},
    )  # fmt: skip
    yield Route(
        "GET", one, "conversations.read", replies.get, params=which, answer=REPLY,
        summary={"es": "Una respuesta rápida", "en": "A quick reply"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, "quick_replies.manage", replies.change,
        params=which, body=thing({}, {**NEEDED, **MORE}), answer=REPLY, conditional=True,
        summary={"es": "Cambiar una respuesta rápida", "en": "Change a quick reply"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "quick_replies.manage", replies.remove, params=which, status=204,
        summary={"es": "Borrar una respuesta rápida", "en": "Delete a quick reply"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/conversations/{id}/quick-replies/{reply}", "conversations.read", replies.preview,
        params=parts(id=ID, reply=ID), answer=FILLED,
        summary={"es": "Cómo queda una respuesta en una conversación", "en": "How a reply reads in a conversation"},
    )  # fmt: skip
