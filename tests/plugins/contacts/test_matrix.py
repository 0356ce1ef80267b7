"""Who may do what to contacts: every route of the plugin, every role, one's own and another's. A route without a row fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from cauce.http import openapi
from cauce.model.permission import ROLES
from cauce_plugins.contacts import register_routes
from contacts_rig import ANY, ROOT

LEAD, BOSS = ROLES[:2], ROLES[:1]


@dataclass(frozen=True)
class Row:
    """A route. roles: who may. good: what they are told then. hides: whether another's contact or import is not there."""

    roles: tuple[str, ...]
    good: int
    body: Any = None
    hides: bool = False
    raw: bytes | None = None


ROWS = {
    "GET /api/contacts": Row(ROLES, 200),
    "POST /api/contacts": Row(ROLES, 201, {"name": "Ana"}),
    "GET /api/contacts/groups": Row(ROLES, 200),
    "GET /api/contacts/{id}": Row(ROLES, 200, hides=True),
    "PATCH /api/contacts/{id}": Row(ROLES, 200, {"name": "Otra"}, hides=True),
    "PUT /api/contacts/{id}": Row(ROLES, 200, {"name": "Otra"}, hides=True),
    "DELETE /api/contacts/{id}": Row(LEAD, 204, hides=True),
    "PATCH /api/contacts/{id}/tags": Row(ROLES, 200, {"add": ["x"]}, hides=True),
    "GET /api/contacts/{id}/history": Row(ROLES, 200, hides=True),
    "POST /api/contacts/{id}/merge": Row(LEAD, 200, {"other": "other"}, hides=True),
    "POST /api/contacts/{id}/unmerge": Row(LEAD, 404, {"merge": 99}, hides=True),
    "GET /api/contacts/{id}/merges": Row(ROLES, 200, hides=True),
    "GET /api/contacts/fields": Row(ROLES, 200),
    "POST /api/contacts/fields": Row(BOSS, 201, {"name": "campo{n}", "title": {"es": "C"}, "type": "text"}),
    "GET /api/contacts/fields/{id}": Row(ROLES, 200),
    "PATCH /api/contacts/fields/{id}": Row(BOSS, 200, {"required": False}),
    "DELETE /api/contacts/fields/{id}": Row(BOSS, 204),
    "POST /api/contacts/import": Row(LEAD, 201, raw=b"name\nAna\n"),
    "GET /api/contacts/imports": Row(LEAD, 200),
    "GET /api/contacts/imports/{id}": Row(LEAD, 200),
    "DELETE /api/contacts/imports/{id}": Row(LEAD, 204),
    "POST /api/contacts/imports/{id}/commit": Row(LEAD, 200),
    "GET /api/contacts/imports/{id}/rows": Row(LEAD, 200),
    "GET /api/contacts/imports/{id}/report": Row(LEAD, 200),
    "GET /api/contacts/export": Row(LEAD, 200),
}


def test_every_route_has_a_row_and_every_row_a_route():
    assert {f"{one.method} {openapi.plain(one.path)}" for one in register_routes()} == set(ROWS)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_does_what_it_may_and_sees_what_is_its_own(people, role):
    client = await people.desk.enter("alguien", role)
    stranger = people.desk.client()
    scanned = await people.upload(b"name\nBeto\n")
    for number, (name, row) in enumerate(ROWS.items()):
        method, _, path = name.partition(" ")
        mine, other = await _made(people, client), await _made(people, client)
        thing = mine
        if "/fields/" in path:
            field = {"name": f"f{number}", "title": {"es": "F"}, "type": "text"}
            thing = (await people.admin("POST", f"{ROOT}/fields", field)).body["id"]
        elif "/imports/" in path:
            thing = scanned.body["id"]
            if method == "DELETE" and role in row.roles:
                thing = (await client("POST", f"{ROOT}/import", data=b"name\nCarla\n")).body["id"]
        body = {
            key: {"other": other}.get(value, value) if isinstance(value, str) else value
            for key, value in (row.body or {}).items()
        }
        if "name" in body:
            body["name"] = body["name"].format(n=number)
        more: dict[str, Any] = {"headers": ANY} if method in {"PATCH", "PUT"} and not path.endswith("/tags") else {}
        if row.raw is not None:
            more["data"] = row.raw
        asked = path.format(id=thing)
        assert (await stranger(method, asked, body or None, **more)).status == 401, name
        told = await client(method, asked, body or None, **more)
        assert told.status == (row.good if role in row.roles else 403), (name, told.body)
        if row.hides:
            hidden = await people.add(name="Oculta")
            if "other" in body:
                body["other"] = await _made(people, client)
            told = await client(method, path.format(id=hidden), body or None, **more)
            sees = row.good if role in LEAD else 404
            assert told.status == (sees if role in row.roles else 403), (name, told.body)


async def _made(people, client) -> int:
    return int((await client("POST", ROOT, {"name": "Mía"})).body["id"])
