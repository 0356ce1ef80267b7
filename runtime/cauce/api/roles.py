"""`/api/roles` and `/api/permissions`: what there is that somebody may do, and who may do what of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from cauce.access import roles as rules
from cauce.access.doing import Doing
from cauce.access.errors import Unknown
from cauce.access.permissions import expand
from cauce.api.telling import Desk
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json
from cauce.http.schema import ID, listed, parts, text, thing
from cauce.model.route import Route
from cauce.store import roles as rows
from cauce.store.connection import Connection
from cauce.store.roles import Role

NAME = text(191, 1)
PERMISSIONS = listed(NAME, 1000)
ROLE = thing({"id": ID, "name": NAME, "permissions": PERMISSIONS, "builtin": {"type": "boolean"}})
PERMISSION = thing({"name": NAME, "title": text(500)})


class Roles:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def permissions(self, request: Request) -> dict[str, Any]:
        """List what there is that somebody may do, in the words of the one who asks."""
        known = sorted(self._access.permissions.values(), key=lambda one: one.name)
        lang = request.language
        return {"items": [{"name": one.name, "title": one.title.get(lang) or one.title["en"]} for one in known]}

    async def list(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """List them all."""
        return {"items": [self._view(one) for one in await self._database.read(rows.every)]}

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        found = await self._database.read(partial(rows.get, role=request.params["id"]))
        if found is None:
            raise Unknown
        return self._shown(found)

    async def add(self, request: Request) -> Json:
        """Make a role."""
        name, permissions = request.body["name"], request.body["permissions"]
        made = await self._access.do(request.caller, request.remote, rules.add, name, permissions)
        return self._shown(made, 201)

    async def change(self, request: Request) -> Json:
        """Give a role other permissions."""
        role, permissions, seen = request.params["id"], request.body["permissions"], seen_tag(request)
        return self._shown(await self._access.do(request.caller, request.remote, _change, role, permissions, seen))

    def _view(self, role: Role) -> dict[str, Any]:
        permissions = sorted(expand(role.permissions, self._access.permissions))
        return {"id": role.id, "name": role.name, "permissions": permissions, "builtin": role.builtin}

    def _shown(self, role: Role, status: int = 200) -> Json:
        return tagged(self._view(role), _edited(role), status)


def _change(db: Connection, doing: Doing, role: int, permissions: Sequence[str], seen: str) -> Role:
    before = rows.get(db, role)
    if before is None:
        raise Unknown
    refuse_unseen(seen, _edited(before))
    return rules.change(db, doing, role, permissions)


def _edited(role: Role) -> dict[str, Any]:
    return {"id": role.id, "permissions": sorted(role.permissions)}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    roles = Roles(desk)
    which = parts(id=ID)
    yield Route(
        "GET", "/api/permissions", "users.read", roles.permissions,
        answer=thing({"items": {"type": "array", "items": PERMISSION}}),
        summary={"es": "Los permisos que hay", "en": "The permissions that there are"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/roles", "users.read", roles.list,
        answer=thing({"items": {"type": "array", "items": ROLE}}), summary={"es": "Los roles", "en": "The roles"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/roles", "roles.manage", roles.add,
        body=thing({"name": text(64, 1), "permissions": PERMISSIONS}), answer=ROLE, status=201,
        summary={"es": "Crear un rol", "en": "Make a role"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/roles/{id}", "users.read", roles.get,
        params=which, answer=ROLE, summary={"es": "Un rol", "en": "A role"},
    )  # fmt: skip
    yield Route(
        "PUT", "/api/roles/{id}", "roles.manage", roles.change,
        params=which, body=thing({"permissions": PERMISSIONS}), answer=ROLE, conditional=True,
        summary={"es": "Dar a un rol otros permisos", "en": "Give a role other permissions"},
    )  # fmt: skip
