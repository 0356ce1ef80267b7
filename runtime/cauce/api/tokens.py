"""`/api/tokens`: keys to this API for programs of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import tokens as rules
from cauce.access.tokens import Wanted
from cauce.api.telling import Desk, done
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, listed, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store import tokens as rows
from cauce.store.tokens import Token

NAME = text(128, 1)
SCOPES = listed(text(191, 1), 1000)
_SHOWN = {
    "id": ID,
    "name": NAME,
    "scopes": SCOPES,
    "created_at": MOMENT,
    "ends_at": or_null(MOMENT),
    "used_at": or_null(MOMENT),
}
TOKEN = thing(_SHOWN)


class Tokens:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List one's own."""
        found = await self._database.read(partial(rows.of_user, user=request.caller.user))
        return {"items": [asdict(one) for one in found]}

    async def issue(self, request: Request) -> Json:
        """Make one. What the program keeps is told only now."""
        given = request.body
        wanted = Wanted(given["name"], given["scopes"], given.get("ends_at"))
        made: tuple[str, Token] = await self._access.do(request.caller, request.remote, rules.issue, wanted)
        return Json({**asdict(made[1]), "token": made[0]}, status=201)

    async def end(self, request: Request) -> Text:
        """End one of one's own."""
        caller = request.caller
        await self._access.do(caller, request.remote, rules.end, caller.user, request.params["id"])
        return done()


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    tokens = Tokens(desk)
    yield Route(
        "GET", "/api/tokens", "tokens.own", tokens.list,
        answer=thing({"items": {"type": "array", "items": TOKEN}}), summary={"es": "Mis fichas", "en": "My tokens"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/tokens", "tokens.own", tokens.issue,
        body=thing({"name": NAME, "scopes": SCOPES}, {"ends_at": or_null(MOMENT)}),
        answer=thing({**_SHOWN, "token": text(200, 20)}), status=201, told_once=True,
        summary={"es": "Crear una ficha, que se ve una vez", "en": "Make a token, shown once"},
    )  # fmt: skip
    yield Route(
        "DELETE", "/api/tokens/{id}", "tokens.own", tokens.end,
        params=parts(id=ID), status=204, summary={"es": "Anular una ficha", "en": "End a token"},
    )  # fmt: skip
