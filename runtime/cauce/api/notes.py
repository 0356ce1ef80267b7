"""`/api/conversations/{id}/notes` and `/api/mentions`: what the team writes for the team, and whom it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import mentions
from cauce.access import notes as rules
from cauce.access.doing import Doing
from cauce.access.mentions import Mention
from cauce.api.telling import Desk, done
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, parts, text, thing
from cauce.model.route import Route
from cauce.store.connection import Connection
from cauce.store.notes import Note

NAME = text(191)
TEXT = text(10_000, 1)
WRITTEN = thing({"text": TEXT})
NOTE = thing(
    {
        "id": ID,
        "author": ID,
        "name": NAME,
        "text": TEXT,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "mentions": {"type": "array", "items": ID, "description": "The users whom it names and who see it"},
    }
)
MENTION = thing(
    {
        "id": ID,
        "conversation": ID,
        "note": ID,
        "author": ID,
        "name": NAME,
        "text": TEXT,
        "seen": {"type": "boolean"},
        "created_at": MOMENT,
    }
)


class Notes:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List those of a conversation. That somebody opened it is written down."""
        conversation, limit = request.params["id"], limit_of(request.query)
        scope = f"notes:{conversation}"
        [before] = cursor.read(scope, request.query, int) or (2**62,)
        job = partial(rules.listed, who=request.caller, conversation=conversation, before=before, limit=limit + 1)
        found = await self._database.read(job)
        self._access.note(request.caller, request.remote, "conversation.opened", f"conversation:{conversation}")
        return page(found, limit, scope, lambda one: (one.id,), asdict)

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        conversation, note = request.params["id"], request.params["note"]
        job = partial(rules.one, who=request.caller, conversation=conversation, note=note)
        return _shown(await self._database.read(job))

    async def add(self, request: Request) -> Json:
        """Write one."""
        conversation, words = request.params["id"], request.body["text"]
        made = await self._access.do(request.caller, request.remote, rules.write, conversation, words)
        return _shown(made, 201)

    async def change(self, request: Request) -> Json:
        """Give one of one's own another text."""
        conversation, note = request.params["id"], request.params["note"]
        given = (conversation, note, request.body["text"], seen_tag(request))
        return _shown(await self._access.do(request.caller, request.remote, _change, *given))

    async def remove(self, request: Request) -> Text:
        """Take one away."""
        conversation, note = request.params["id"], request.params["note"]
        await self._access.do(request.caller, request.remote, rules.remove, conversation, note)
        return done()

    async def mentions(self, request: Request) -> dict[str, Any]:
        """List those that name the one who asks."""
        limit, place = limit_of(request.query), cursor.read("mentions", request.query, int, int)
        after = (place[0], place[1]) if place else mentions.FIRST
        job = partial(mentions.listed, who=request.caller, after=after, limit=limit + 1)
        return page(await self._database.read(job), limit, "mentions", lambda one: one.place, _told)

    async def see(self, request: Request) -> Text:
        """Record that the one who asks has seen one."""
        await self._access.do(request.caller, request.remote, mentions.mark_seen, request.params["id"])
        return done()


def _change(db: Connection, doing: Doing, conversation: int, note: int, words: str, seen: str) -> Note:  # noqa: PLR0913, PLR0917
    before = rules.own(db, doing, conversation, note)
    refuse_unseen(seen, _edited(before), asdict(before))
    return rules.change(db, doing, conversation, note, words)


def _edited(note: Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text}


def _shown(note: Note, status: int = 200) -> Json:
    return tagged(asdict(note), _edited(note), status)


def _told(one: Mention) -> dict[str, Any]:
    told = asdict(one)
    told["seen"] = not told.pop("unseen")
    return told


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    notes = Notes(desk)
    every, which = "/api/conversations/{id}/notes", parts(id=ID)
    one, both = f"{every}/{{note}}", parts(id=ID, note=ID)
    yield Route(
        "GET", every, "conversations.read", notes.list, params=which, query=thing({}, PAGING), answer=page_of(NOTE),
        summary={"es": "Las notas internas, la última primero", "en": "The internal notes, the last first"},
    )  # fmt: skip
    yield Route(
        "POST", every, "conversations.write", notes.add, params=which, body=WRITTEN, answer=NOTE, status=201,
        summary={"es": "Escribir una nota, que nunca sale", "en": "Write a note, which never leaves"},
    )  # fmt: skip
    yield Route(
        "GET", one, "conversations.read", notes.get, params=both, answer=NOTE,
        summary={"es": "Una nota", "en": "A note"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, "conversations.write", notes.change, params=both, body=WRITTEN, answer=NOTE, conditional=True,
        summary={"es": "Cambiar una nota propia", "en": "Change a note of one's own"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "conversations.write", notes.remove, params=both, status=204,
        summary={"es": "Borrar una nota propia; quien supervisa, cualquiera", "en": "Delete a note of one's own; who supervises, anybody's"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/mentions", "conversations.read", notes.mentions, query=thing({}, PAGING), answer=page_of(MENTION),
        summary={"es": "Las notas que me nombran, las no vistas primero", "en": "The notes that name me, the unseen first"},
    )  # fmt: skip
    yield Route(
        "PUT", "/api/mentions/{id}/seen", "conversations.read", notes.see, params=which, status=204,
        summary={"es": "Dar por vista una mención", "en": "Mark a mention as seen"},
    )  # fmt: skip
