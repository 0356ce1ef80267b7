"""`/api/conversations/{id}/draft`: what one has written there and not said yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import drafts as rules
from cauce.access.doing import Doing
from cauce.api.telling import Desk, done
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store.connection import Connection
from cauce.store.drafts import Draft

TEXT = text(16_384)
DRAFT = thing({"text": TEXT, "revision": {"type": "integer", "minimum": 0}, "updated_at": or_null(MOMENT)})


class Drafts:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def get(self, request: Request) -> Json:
        """Show one's own, an empty one where there is none."""
        job = partial(rules.get, who=request.caller, conversation=request.params["id"])
        return _shown(await self._database.read(job))

    async def save(self, request: Request) -> Json:
        """Store one's own."""
        given = (request.params["id"], request.body["text"], seen_tag(request))
        return _shown(await self._access.do(request.caller, request.remote, _save, *given))

    async def remove(self, request: Request) -> Text:
        """Take one's own away."""
        given = (request.params["id"], seen_tag(request))
        await self._access.do(request.caller, request.remote, _remove, *given)
        return done()


def _save(db: Connection, doing: Doing, conversation: int, words: str, seen: str) -> Draft:
    before = rules.hold(db, doing, conversation)
    refuse_unseen(seen, _edited(before), asdict(before))
    return rules.save(db, doing, conversation, before, words)


def _remove(db: Connection, doing: Doing, conversation: int, seen: str) -> None:
    before = rules.hold(db, doing, conversation)
    refuse_unseen(seen, _edited(before), asdict(before))
    rules.remove(db, doing, conversation)


def _edited(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "revision": draft.revision}


def _shown(draft: Draft) -> Json:
    return tagged(asdict(draft), _edited(draft))


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    drafts = Drafts(desk)
    path, which = "/api/conversations/{id}/draft", parts(id=ID)
    yield Route(
        "GET", path, "conversations.write", drafts.get, params=which, answer=DRAFT,
        summary={"es": "Lo que uno ha escrito y no ha enviado", "en": "What one has written and not sent"},
    )  # fmt: skip
    yield Route(
        "PUT", path, "conversations.write", drafts.save,
        params=which, body=thing({"text": TEXT}), answer=DRAFT, conditional=True,
        summary={"es": "Guardar el borrador", "en": "Store the draft"},
    )  # fmt: skip
    yield Route(
        "DELETE", path, "conversations.write", drafts.remove, params=which, status=204, conditional=True,
        summary={"es": "Borrar el borrador", "en": "Delete the draft"},
    )  # fmt: skip
