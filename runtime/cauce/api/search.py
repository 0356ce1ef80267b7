"""`/api/search`: the messages and the contacts that have the words that somebody typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

import msgspec

from cauce.access import search
from cauce.access.principal import Principal
from cauce.access.search import FoundContact, FoundMessage, Sought
from cauce.api.conversations import FLAG, OWNER
from cauce.api.telling import Desk
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.request import Request
from cauce.http.schema import ID, MOMENT, choice, text, thing
from cauce.model.route import Route
from cauce.store.connection import Connection
from cauce.store.folding import Term, terms, tokens

Found = TypeVar("Found", FoundMessage, FoundContact)

SHOWN = 160
"""How many characters of a message are shown, about where its first word was found."""
BEFORE = 40
"""How many of them stand before it."""

QUERY = {"q": text(200, 1, description="Every word, in any order; the last one may be the beginning of one")}
FILTERS = {"channel": text(64, 1), "area": text(64, 1), "owner": OWNER, "opened": FLAG, "conversation": ID}
PLACE = {"type": "integer", "minimum": 0}
HIT = thing({"start": PLACE, "end": PLACE})
MESSAGE = thing(
    {
        "id": ID,
        "conversation": ID,
        "contact": ID,
        "name": text(256),
        "channel": text(64),
        "direction": choice(("in", "out")),
        "author": choice(("contact", "bot", "human")),
        "created_at": MOMENT,
        "snippet": text(SHOWN, description="A part of its text"),
        "offset": {**PLACE, "description": "Where that part begins, in characters"},
        "hits": {"type": "array", "items": HIT, "description": "Where the words stand in it, in characters"},
    }
)
CONTACT = thing(
    {"id": ID, "name": text(256), "addresses": {"type": "array", "items": {"type": "string"}}, "created_at": MOMENT}
)


class Search:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._database = desk.database

    async def messages(self, request: Request) -> dict[str, Any]:
        """List the messages that have every word."""
        wanted = terms(request.query["q"])
        return await self._page(request, "found-messages", search.messages, partial(_message, wanted=wanted))

    async def contacts(self, request: Request) -> dict[str, Any]:
        """List the contacts that have every word."""
        return await self._page(request, "found-contacts", search.contacts, asdict)

    async def _page(
        self,
        request: Request,
        scope: str,
        find: Callable[[Connection, Principal, Sought], list[Found]],
        show: Callable[[Found], Any],
    ) -> dict[str, Any]:
        query, limit = request.query, limit_of(request.query)
        [after] = cursor.read(scope, query, int) or (None,)
        which = {name: query[name] for name in FILTERS if name in query}
        sought = Sought(terms(query["q"]), which, after, limit + 1)

        def job(db: Connection) -> dict[str, Any]:
            return page(find(db, request.caller, sought), limit, scope, lambda one: (one.id,), show)

        return await self._database.search(job)


def _message(found: FoundMessage, wanted: Sequence[Term]) -> dict[str, Any]:
    whole = str(msgspec.json.decode(found.body).get("text", ""))
    hits = [one for one in tokens(whole) if any(term.fits(one.word) for term in wanted)]
    begin = max(0, hits[0].start - BEFORE) if hits else 0
    end = min(len(whole), begin + SHOWN)
    told = {name: value for name, value in asdict(found).items() if name != "body"}
    shown = [{"start": one.start - begin, "end": one.end - begin} for one in hits if one.end <= end]
    return {**told, "snippet": whole[begin:end], "offset": begin, "hits": shown}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    found = Search(desk)
    yield Route(
        "GET", "/api/search/messages", "conversations.read", found.messages,
        query=thing(QUERY, {**PAGING, **FILTERS}), answer=page_of(MESSAGE),
        summary={"es": "Los mensajes que tienen todas las palabras, de lo que uno ve; lo último primero",
                 "en": "The messages that have every word, of what one sees; the last first"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/search/contacts", "contacts.read", found.contacts,
        query=thing(QUERY, PAGING), answer=page_of(CONTACT),
        summary={"es": "Los contactos que tienen todas las palabras en su nombre y sus direcciones; el último primero",
                 "en": "The contacts that have every word in their name and addresses; the last first"},
    )  # fmt: skip
