"""Contacts as the API shows and changes them: only those of whom one sees a conversation, and nobody overwrites unseen."""

from __future__ import annotations

import asyncio

import pytest

from cauce.model.permission import ADMIN
from cauce.store.conversations import keep

ROOT = "/api/contacts"


async def known(desk, who=None, area=None) -> int:
    """Make a contact whose conversation somebody, or an area, has, and return its number."""
    talk = await desk.conversation("human" if who else "queue", area, desk.users[who].id if who else None)
    sql = "SELECT contact_id FROM conversations WHERE id = ?"
    return (await desk.database.write(lambda db: db.execute(sql, (talk,)).fetchone()))[0]


async def test_one_sees_those_of_whom_one_sees_a_conversation_and_no_others(desk):
    jefa, ana, eva = (
        await desk.enter("jefa", ADMIN),
        await desk.enter("ana", "OPERATOR"),
        await desk.enter("eva", "SALES"),
    )
    await desk.area("Ventas", "eva")
    anas, sales, nobodys = await known(desk, "ana"), await known(desk, area="Ventas"), await known(desk, area="Otra")
    for client, mine in ((jefa, {anas, sales, nobodys}), (ana, {anas}), (eva, {sales})):
        told = (await client("GET", ROOT)).body["items"]
        assert {one["id"] for one in told} == mine
        for one in (anas, sales, nobodys):
            assert (await client("GET", f"{ROOT}/{one}")).status == (200 if one in mine else 404)
            changed = await client("PATCH", f"{ROOT}/{one}", {"name": "Otro"}, headers={"If-Match": "*"})
            assert changed.status == (200 if one in mine else 404)


async def test_they_come_in_pages_without_a_gap(desk):
    ana = await desk.enter("ana", "OPERATOR")
    mine = [await known(desk, "ana" if number % 2 == 0 else None) for number in range(7)]
    found, cursor = [], ""
    while cursor is not None:
        told = await ana("GET", f"{ROOT}?limit=2{cursor and f'&cursor={cursor}'}")
        found += [one["id"] for one in told.body["items"]]
        cursor = told.body["next"]
    assert found == mine[::-2]


async def test_a_part_is_changed_and_the_rest_stays(desk):
    ana = await desk.enter("ana", "OPERATOR")
    contact = await known(desk, "ana")
    await desk.database.write(
        lambda db: keep(db, contact, '{"comuna":"Ñuñoa","edad":40,"nació":{"$date":"1990-01-02"}}', 1)
    )
    seen = await ana("GET", f"{ROOT}/{contact}")
    assert seen.body["identities"] == [{"channel": "linea", "kind": "visitor", "value": "v0"}]
    change = {"name": "  Ana   María ", "fields": {"edad": None, "plan": "oro", "vip": True, "puntos": 7.5}}
    told = await ana("PATCH", f"{ROOT}/{contact}", change, headers={"If-Match": seen.headers["ETag"]})
    assert told.status == 200
    assert told.body["name"] == "Ana María"
    fields = {"comuna": "Ñuñoa", "nació": {"$date": "1990-01-02"}, "plan": "oro", "vip": True, "puntos": 7.5}
    assert told.body["fields"] == fields
    late = await ana("PATCH", f"{ROOT}/{contact}", {"name": "x"}, headers={"If-Match": seen.headers["ETag"]})
    assert (late.status, (await ana("PATCH", f"{ROOT}/{contact}", {"name": "x"})).status) == (412, 428)
    again = await ana("GET", f"{ROOT}/{contact}")
    assert (again.body, again.headers["ETag"]) == (told.body, told.headers["ETag"])
    sql = "SELECT who, object, details FROM audit WHERE action = 'contact.changed'"
    rows = await desk.database.read(lambda db: db.execute(sql).fetchall())
    assert rows == [("ana", f"contact:{contact}", '{"changed":["name","edad","plan","vip","puntos"]}')]


async def test_of_two_who_change_it_at_once_one_does(desk):
    ana = await desk.enter("ana", "OPERATOR")
    contact = await known(desk, "ana")
    tag = {"If-Match": (await ana("GET", f"{ROOT}/{contact}")).headers["ETag"]}
    asks = [ana("PATCH", f"{ROOT}/{contact}", {"name": f"n{number}"}, headers=tag) for number in range(5)]
    assert sorted(one.status for one in await asyncio.gather(*asks)) == [200, 412, 412, 412, 412]


@pytest.mark.parametrize(
    "body",
    [
        {"id": 7}, {"name": None}, {"name": "x" * 257}, {"fields": []}, {"fields": {"$date": "x"}}, {"fields": {"a b": 1}},
        {"fields": {"a": {}}}, {"fields": {"a": [1]}}, {"fields": {"a": "x" * 2001}}, {"fields": {"": 1}},
        {"fields": {f"c{number}": 1 for number in range(101)}}, {"fields": {"a.b": 1}}, {"updated_at": 1},
    ],
)  # fmt: skip
async def test_what_does_not_fit_changes_nothing(quick, body):
    ana = await quick.enter("ana", "OPERATOR")
    contact = await known(quick, "ana")
    before = (await ana("GET", f"{ROOT}/{contact}")).body
    assert (await ana("PATCH", f"{ROOT}/{contact}", body, headers={"If-Match": "*"})).status == 422
    assert (await ana("GET", f"{ROOT}/{contact}")).body == before


async def test_no_contact_gathers_fields_without_end(quick):
    ana = await quick.enter("ana", "OPERATOR")
    contact = await known(quick, "ana")
    for start, status in ((0, 200), (60, 422)):
        body = {"fields": {f"c{number}": 1 for number in range(start, start + 60)}}
        assert (await ana("PATCH", f"{ROOT}/{contact}", body, headers={"If-Match": "*"})).status == status


async def test_whoever_may_only_read_changes_nothing(quick):
    ana = await quick.enter("ana", "OPERATOR")
    contact = await known(quick, "ana")
    jefa = await quick.enter("jefa", ADMIN)
    await jefa("POST", "/api/roles", {"name": "Lectura", "permissions": ["contacts.read", "conversations.read"]})
    await quick.add("leo", "Lectura")
    leo = await quick.enter("leo")
    assert (await leo("PATCH", f"{ROOT}/{contact}", {"name": "x"}, headers={"If-Match": "*"})).status == 403
    assert (await leo("GET", f"{ROOT}/{contact}")).status == 404
    assert (await ana("GET", f"{ROOT}/{contact}")).status == 200
