"""Users, roles and areas by the API: made, listed, changed by whoever saw what there was, and nothing above one's own."""

from __future__ import annotations

import asyncio

import pytest

from desk_rig import PASSWORD

EDIT = {"email": None, "name": "Ana María", "role": "SALES", "locale": "en", "capacity": 5}


async def test_a_user_is_added_shown_changed_and_switched_off(desk):
    admin = await desk.enter("jefa", "ADMIN")
    made = await admin("POST", "/api/users", {"username": "Ana", "password": PASSWORD, "role": "OPERATOR"})
    assert (made.status, made.body["username"], made.body["active"], "password" in made.body) == (
        201,
        "ana",
        True,
        False,
    )
    path = f"/api/users/{made.body['id']}"
    shown = await admin("GET", path)
    assert shown.body == made.body
    desk.users["ana"] = made.body
    ana = await desk.enter("ana")
    changed = await admin("PUT", path, EDIT, headers={"If-Match": shown.headers["ETag"]})
    assert (changed.status, changed.body["role"], changed.body["name"]) == (200, "SALES", "Ana María")
    # Another role, another login.
    assert (await ana("GET", "/api/auth/me")).status == 401
    assert (await admin("PATCH", path, {"active": False})).body["active"] is False
    assert (await desk.client().log_in("ana")).status == 401
    assert (await admin("PATCH", path, {"active": True})).body["active"] is True
    password = (await admin("POST", f"/api/admin{path.removeprefix('/api')}/reset-password")).body["password"]
    assert (await desk.client().log_in("ana")).status == 401
    assert (await desk.client().log_in("ana", password)).status == 200
    assert (await admin("DELETE", path)).status == 204
    assert (await admin("GET", path)).body["active"] is False


async def test_users_come_in_pages(desk):
    admin = await desk.enter("jefa", "ADMIN")
    for number in range(4):
        await desk.add(f"persona{number}", "OPERATOR")
    seen, path = [], "/api/users?limit=2"
    while True:
        found = (await admin("GET", path)).body
        seen.append([one["username"] for one in found["items"]])
        if found["next"] is None:
            break
        path = f"/api/users?limit=2&cursor={found['next']}"
    assert seen == [["jefa", "persona0"], ["persona1", "persona2"], ["persona3"]]
    assert (await admin("GET", "/api/users?cursor=nonsense")).status == 422
    assert (await admin("GET", "/api/users?limit=101")).status == 422


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("users", EDIT),
        ("roles", {"permissions": ["users.read"]}),
        ("areas", {"description": "x", "active": True, "colour": ""}),
    ],
)
async def test_nobody_writes_over_what_they_never_saw(desk, noun, body):
    admin = await desk.enter("jefa", "ADMIN")
    names = {
        "users": {"username": "ana", "password": PASSWORD, "role": "OPERATOR"},
        "roles": {"name": "Turno", "permissions": []},
        "areas": {"name": "ventas"},
    }
    made = await admin("POST", f"/api/{noun}", names[noun])
    path, tag = f"/api/{noun}/{made.body['id']}", made.headers["ETag"]
    assert (await admin("PUT", path, body)).code == "unconditional"
    # Of two who saw the same, one is first.
    both = await asyncio.gather(*(admin("PUT", path, body, headers={"If-Match": tag}) for _ in range(2)))
    assert sorted(one.status for one in both) == [200, 412]
    now = (await admin("GET", path)).headers["ETag"]
    assert now == next(one for one in both if one.status == 200).headers["ETag"]
    assert (await admin("PUT", path, body, headers={"If-Match": "*"})).status == 200
    assert (await admin("PUT", f"/api/{noun}/9999", body, headers={"If-Match": "*"})).status == 404
    assert (await admin("GET", f"/api/{noun}/9999")).status == 404


async def test_nobody_hands_out_or_rules_over_more_than_they_have(quick):
    admin = await quick.enter("jefa", "ADMIN")
    scopes = ["users.read", "users.manage", "roles.manage", "account.self"]
    assert (await admin("POST", "/api/roles", {"name": "Personal", "permissions": scopes})).status == 201
    clerk = await quick.enter("eva", "Personal")
    boss = quick.users["jefa"].id
    new = {"username": "otra", "password": PASSWORD, "role": "ADMIN"}
    assert (await clerk("POST", "/api/users", new)).code == "forbidden"
    assert (await clerk("PUT", f"/api/users/{boss}", EDIT, headers={"If-Match": "*"})).code == "forbidden"
    assert (await clerk("PATCH", f"/api/users/{boss}", {"active": False})).code == "forbidden"
    assert (await clerk("DELETE", f"/api/users/{boss}")).code == "forbidden"
    assert (await clerk("POST", f"/api/admin/users/{boss}/reset-password")).code == "forbidden"
    assert (await clerk("POST", "/api/roles", {"name": "Más", "permissions": ["areas.manage"]})).code == "forbidden"
    itself = quick.users["eva"].id
    assert (
        await clerk("PUT", f"/api/users/{itself}", {**EDIT, "role": "ADMIN"}, headers={"If-Match": "*"})
    ).status == 403
    assert (await clerk("POST", "/api/users", {**new, "role": "Personal"})).status == 201
    assert (await admin("GET", f"/api/users/{boss}")).body["role"] == "ADMIN"


async def test_the_last_admin_and_the_roles_of_cauce_stay(quick):
    admin = await quick.enter("jefa", "ADMIN")
    boss = quick.users["jefa"].id
    assert (await admin("PATCH", f"/api/users/{boss}", {"active": False})).code == "forbidden"
    assert (await admin("PUT", f"/api/users/{boss}", EDIT, headers={"If-Match": "*"})).code == "forbidden"
    [ours] = [one for one in (await admin("GET", "/api/roles")).body["items"] if one["name"] == "ADMIN"]
    assert ours["builtin"]
    assert set(ours["permissions"]) == {one["name"] for one in (await admin("GET", "/api/permissions")).body["items"]}
    change = await admin("PUT", f"/api/roles/{ours['id']}", {"permissions": []}, headers={"If-Match": "*"})
    assert change.code == "forbidden"


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("/api/users", {"username": "jefa", "password": PASSWORD, "role": "SALES"}, "/username"),
        ("/api/users", {"username": "a b", "password": PASSWORD, "role": "SALES"}, "/username"),
        ("/api/users", {"username": "ana", "password": "corta", "role": "SALES"}, "/password"),
        ("/api/users", {"username": "ana", "password": PASSWORD, "role": "JEFE"}, "/role"),
        ("/api/users", {"username": "ana", "password": PASSWORD, "role": "SALES", "email": "no"}, "/email"),
        ("/api/users", {"username": "ana", "password": PASSWORD, "role": "SALES", "active": False}, "/active"),
        ("/api/users", {"username": "ana", "password": PASSWORD, "role": "SALES", "id": 1}, "/id"),
        ("/api/users", {"username": "ana", "password": PASSWORD}, "/role"),
        ("/api/roles", {"name": "ADMIN", "permissions": []}, "/name"),
        ("/api/roles", {"name": "x", "permissions": ["no.such"]}, "/permissions"),
        ("/api/roles", {"name": "x", "permissions": [], "builtin": True}, "/builtin"),
        ("/api/areas", {"name": " "}, "/name"),
        ("/api/areas", {"name": "x", "colour": "red"}, "/colour"),
        ("/api/tokens", {"name": "x", "scopes": ["no.such"]}, "/scopes"),
        ("/api/tokens", {"name": "x", "scopes": [], "ends_at": 1}, "/ends_at"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(quick, path, body, at):
    admin = await quick.enter("jefa", "ADMIN")
    told = await admin("POST", path, body)
    assert (told.status, told.body["errors"][0]["at"]) == (422, at)


async def test_refusals_are_in_the_words_of_the_one_who_asks(quick):
    admin = await quick.enter("jefa", "ADMIN")
    taken = {"username": "jefa", "password": PASSWORD, "role": "SALES"}
    for lang, word in (("es", "Ya hay un usuario"), ("en", "There is a user")):
        told = await admin("POST", "/api/users", taken, headers={"Accept-Language": lang})
        assert word in told.body["errors"][0]["problem"]
        titles = (await admin("GET", "/api/permissions", headers={"Accept-Language": lang})).body["items"]
        assert len(titles) == len({one["title"] for one in titles}) == len(quick.access.permissions)


async def test_people_are_put_into_areas_and_taken_out(desk):
    admin, ana = await desk.enter("jefa", "ADMIN"), await desk.enter("ana", "OPERATOR")
    area = (await admin("POST", "/api/areas", {"name": "ventas", "colour": "#AA00ff"})).body
    assert area["colour"] == "#aa00ff"
    path, user = f"/api/areas/{area['id']}/members", desk.users["ana"].id
    for _ in range(2):
        assert (await admin("PUT", f"{path}/{user}")).status == 204
    assert (await ana("GET", path)).body == {"items": [user]}
    assert (await ana("GET", "/api/auth/me")).body["areas"] == ["ventas"]
    for _ in range(2):
        assert (await admin("DELETE", f"{path}/{user}")).status == 204
    assert (await ana("GET", "/api/auth/me")).body["areas"] == []
    assert (await admin("PUT", f"{path}/9999")).status == 404
    assert (await admin("GET", "/api/areas/9999/members")).status == 404
    assert [one["name"] for one in (await ana("GET", "/api/areas")).body["items"]] == ["ventas"]
