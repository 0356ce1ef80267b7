"""`/api/users`: who works here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import users as rules
from cauce.access.doing import Doing
from cauce.access.errors import Unknown
from cauce.access.passwords import LONGEST
from cauce.api.telling import Desk, done
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, choice, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store import users as rows
from cauce.store.connection import Connection
from cauce.store.users import User

NAME = text(191)
LOCALE = choice(rules.LOCALES)
CAPACITY = {"type": "integer", "minimum": 0, "maximum": rules.MOST}
USER = thing(
    {
        "id": ID,
        "username": NAME,
        "email": or_null(NAME),
        "name": NAME,
        "role": NAME,
        "active": {"type": "boolean"},
        "locale": LOCALE,
        "presence": choice(rules.PRESENCES),
        "capacity": CAPACITY,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "login_at": or_null(MOMENT),
    }
)
EDITED = {"email": or_null(NAME), "name": NAME, "role": text(64, 1), "locale": LOCALE, "capacity": CAPACITY}
ADDED = thing(
    {"username": text(64, 1), "password": text(LONGEST, 1), "role": text(64, 1)},
    {name: EDITED[name] for name in ("email", "name", "locale", "capacity")},
)


class Users:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List them, a page at a time."""
        [after] = cursor.read("users", request.query, int) or (0,)
        limit = limit_of(request.query)
        found = await self._database.read(partial(rows.after, user=after, limit=limit + 1))
        return page(found, limit, "users", lambda one: (one.id,), asdict)

    async def add(self, request: Request) -> Json:
        """Add somebody."""
        given = dict(request.body)
        password = given.pop("password")
        user = User(id=0, **{"email": None, "name": "", **given})
        return _shown(await self._access.add_user(request.caller, request.remote, user, password), 201)

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        found = await self._database.read(partial(rows.get, user=request.params["id"]))
        if found is None:
            raise Unknown
        return _shown(found)

    async def change(self, request: Request) -> Json:
        """Change one of them."""
        user, seen = request.params["id"], seen_tag(request)
        return _shown(await self._access.do(request.caller, request.remote, _change, user, request.body, seen))

    async def switch(self, request: Request) -> Json:
        """Let one of them in, or no longer."""
        return _shown(await self._set_active(request, active=request.body["active"]))

    async def remove(self, request: Request) -> Text:
        """Let one of them in no longer. What they did stays, and so does their name on it."""
        await self._set_active(request, active=False)
        return done()

    async def reset_password(self, request: Request) -> dict[str, Any]:
        """Give one of them a password that is shown once."""
        made = await self._access.reset_password(request.caller, request.remote, request.params["id"])
        return {"password": made}

    async def offer_reset(self, request: Request) -> dict[str, Any]:
        """Give one of them a way to choose a password, which is shown once."""
        user = request.params["id"]
        secret, ends_at = await self._access.do(request.caller, request.remote, rules.offer_reset, user)
        return {"token": secret, "ends_at": ends_at}

    async def _set_active(self, request: Request, *, active: bool) -> User:
        user = request.params["id"]
        return await self._access.do(request.caller, request.remote, rules.set_active, user, active)


def _change(db: Connection, doing: Doing, user: int, changes: Mapping[str, Any], seen: str) -> User:
    before = rows.get(db, user)
    if before is None:
        raise Unknown
    refuse_unseen(seen, _edited(before))
    return rules.change(db, doing, user, changes)


def _edited(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in (*EDITED, "id")}


def _shown(user: User, status: int = 200) -> Json:
    return tagged(asdict(user), _edited(user), status)


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    users = Users(desk)
    one, which = "/api/users/{id}", parts(id=ID)
    yield Route(
        "GET", "/api/users", "users.read", users.list,
        query=thing({}, PAGING), answer=page_of(USER), summary={"es": "Los usuarios", "en": "The users"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/users", "users.manage", users.add,
        body=ADDED, answer=USER, status=201,
        summary={"es": "Crear un usuario", "en": "Add a user"},
    )  # fmt: skip
    yield Route(
        "GET", one, "users.read", users.get,
        params=which, answer=USER, summary={"es": "Un usuario", "en": "A user"},
    )  # fmt: skip
    yield Route(
        "PUT", one, "users.manage", users.change,
        params=which, body=thing(EDITED), answer=USER, conditional=True,
        summary={"es": "Cambiar un usuario", "en": "Change a user"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, "users.manage", users.switch,
        params=which, body=thing({"active": {"type": "boolean"}}), answer=USER,
        summary={"es": "Activar o desactivar un usuario", "en": "Activate or deactivate a user"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "users.manage", users.remove,
        params=which, status=204,
        summary={"es": "Desactivar un usuario: lo que hizo queda", "en": "Deactivate a user: what they did stays"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/admin/users/{id}/reset-password", "users.manage", users.reset_password,
        params=which, answer=thing({"password": text(LONGEST, 1)}), told_once=True,
        summary={"es": "Dar una contraseña nueva, que se ve una vez", "en": "Give a new password, shown once"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/admin/users/{id}/reset-token", "users.manage", users.offer_reset,
        params=which, answer=thing({"token": text(256, 1), "ends_at": MOMENT}), told_once=True,
        summary={"es": "Dar con qué elegir otra contraseña, que se ve una vez", "en": "Give what a new password is chosen by, shown once"},
    )  # fmt: skip
