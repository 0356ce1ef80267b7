"""Contacts over the API: made, found, changed and taken away, by those who see them."""

from __future__ import annotations

import asyncio

import pytest

from cauce.store.conversations import keep
from contacts_rig import ANY, ROOT


async def test_a_contact_is_kept_in_one_spelling_and_flows_read_the_same(people):
    await people.desk.area("Ventas")
    given = {
        "name": "  Ana  María ",
        "phone": "(0981) 123 456",
        "dni": "12.345.678",
        "area": "Ventas",
        "tags": ["vip", " vip "],
    }
    told = await people.admin("POST", ROOT, {**given, "fields": {"comuna": "Lambaré"}})
    assert told.status == 201
    assert (told.body["name"], told.body["name_source"]) == ("Ana María", "manual")
    assert (told.body["phone"], told.body["dni"], told.body["area"]) == ("+595981123456", "12345678", "Ventas")
    assert (told.body["tags"], told.body["fields"]) == (["vip"], {"comuna": "Lambaré"})
    [(fields,)] = await people.rows("SELECT fields FROM contacts")
    assert fields == '{"comuna":"Lambaré","phone":"+595981123456","dni":"12345678","area":"Ventas","tags":["vip"]}'


async def test_nobody_knows_the_name_of_who_has_none(quick):
    contact, _ = await quick.meet("595981000001")
    assert (await quick.get(contact))["shown"] == "Desconocido"
    english = await quick.admin("GET", f"{ROOT}/{contact}", headers={"Accept-Language": "en"})
    assert (english.body["name"], english.body["shown"]) == ("", "Unknown")


async def test_a_telephone_is_of_one_contact(people):
    first = await people.add(name="Ana", phone="0981 123456")
    for written in ("+595 981 123456", "595981123456", "595981123456@c.us", "٠٩٨١١٢٣٤٥٦"):
        told = await people.admin("POST", ROOT, {"name": "Otra", "phone": written})
        assert (told.status, told.code) == (409, "conflict"), written
        assert f"contacto {first}" in told.body["detail"]
    second = await people.add(name="Beto")
    assert (await people.patch(second, phone="0981123456")).status == 409
    assert (await people.patch(first, phone=None)).body["phone"] is None
    assert (await people.patch(second, phone="0981123456")).body["phone"] == "+595981123456"


async def test_a_mobile_of_argentina_is_the_same_with_the_nine_and_without(quick):
    await quick.add(name="Ana", phone="+54 9 351 555-1234")
    assert (await quick.admin("POST", ROOT, {"phone": "+54 351 555-1234"})).status == 409


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"phone": "123"}, "/phone"), ({"phone": "1203630@g.us"}, "/phone"), ({"dni": "hola"}, "/dni"), ({}, "/name"),
        ({"name": "Ana", "area": "Nada"}, "/area"), ({"name": "Ana", "fields": {"dni": "1"}}, "/fields/dni"),
        ({"name": "Ana", "fields": {"a b": 1}}, "/fields/a b"), ({"name": "Ana", "id": 3}, "/id"), ({"name": 3}, "/name"),
        ({"name": "Ana", "tags": ["x" * 65]}, "/tags/0"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_by_its_field(quick, body, at):
    told = await quick.admin("POST", ROOT, body)
    assert told.status == 422
    assert told.body["errors"][0]["at"] in {at, at.rpartition("/")[0]}
    assert await quick.rows("SELECT id FROM contacts") == []


async def test_a_part_is_changed_and_the_rest_stays(people):
    contact = await people.add(
        name="Ana", phone="0981123456", dni="1234567", tags=["vip"], fields={"plan": "oro", "edad": 40}
    )
    seen = await people.admin("GET", f"{ROOT}/{contact}")
    change = {"fields": {"edad": None, "zona": 3}, "dni": "7.654.321"}
    told = await people.admin("PATCH", f"{ROOT}/{contact}", change, headers={"If-Match": seen.headers["ETag"]})
    assert told.status == 200
    assert {**seen.body, "fields": {"plan": "oro", "zona": 3}, "dni": "7654321"} == {
        **told.body, "updated_at": seen.body["updated_at"],
    }  # fmt: skip
    late = await people.admin("PATCH", f"{ROOT}/{contact}", change, headers={"If-Match": seen.headers["ETag"]})
    assert (late.status, (await people.admin("PATCH", f"{ROOT}/{contact}", change)).status) == (412, 428)


async def test_a_whole_one_says_all_that_is_to_be(people):
    contact = await people.add(name="Ana", phone="0981123456", dni="1234567", tags=["vip"], fields={"plan": "oro"})
    told = await people.admin("PUT", f"{ROOT}/{contact}", {"name": "Ana", "phone": "0981123456"}, headers=ANY)
    assert told.status == 200
    assert (told.body["phone"], told.body["dni"], told.body["tags"], told.body["fields"]) == (
        "+595981123456",
        None,
        [],
        {},
    )
    assert await people.list(tag="vip") == []


async def test_of_two_who_change_it_at_once_one_does(people):
    contact = await people.add(name="Ana")
    tag = {"If-Match": (await people.admin("GET", f"{ROOT}/{contact}")).headers["ETag"]}
    asks = [people.admin("PATCH", f"{ROOT}/{contact}", {"name": f"n{one}"}, headers=tag) for one in range(4)]
    assert sorted(one.status for one in await asyncio.gather(*asks)) == [200, 412, 412, 412]


async def test_of_two_who_give_one_telephone_to_two_contacts_at_once_one_does(people):
    made = await asyncio.gather(
        *(people.admin("POST", ROOT, {"name": f"n{one}", "phone": "0981123456"}) for one in range(4))
    )
    assert sorted(one.status for one in made) == [201, 409, 409, 409]


async def test_they_are_found_by_words_numbers_tags_areas_and_fields(people):
    await people.desk.area("Ventas")
    ana = await people.add(name="Ana Ñúñez", phone="0981123456", dni="12345678", area="Ventas", fields={"grupo": "Oro"})
    beto = await people.add(name="Beto Núñez", tags=["vip", "moroso"], fields={"grupo": "Plata", "edad": 40})
    contact, talk = await people.meet("595971222333", "Carla")
    await people.heard(talk)
    for query, found in (
        ({}, [contact, beto, ana]), ({"q": "nunez"}, [beto, ana]), ({"q": "an nu"}, [ana]), ({"q": "0981-123456"}, [ana]),
        ({"q": "+595 971 222333"}, [contact]), ({"q": "123456"}, [ana]), ({"q": "zzz"}, []), ({"q": "***"}, []), ({"tag": "vip"}, [beto]),
        ({"area": "Ventas"}, [ana]), ({"group": "Oro"}, [ana]), ({"field": "edad", "value": "40"}, [beto]),
        ({"tag": "vip", "q": "ana"}, []), ({"field": "edad"}, []),
    ):  # fmt: skip
        assert await people.list(**query) == found, query
    groups = await people.admin("GET", f"{ROOT}/groups")
    assert groups.body["items"] == [{"name": "Oro", "contacts": 1}, {"name": "Plata", "contacts": 1}]


async def test_they_come_in_pages_without_a_gap(people):
    mine = [await people.add(name=f"Ana {one}") for one in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        told = await people.admin("GET", f"{ROOT}?q=ana&limit=2{cursor and f'&cursor={cursor}'}")
        found += [one["id"] for one in told.body["items"]]
        cursor = told.body["next"]
    assert found == mine[::-1]


async def test_one_sees_those_one_talks_with_those_of_ones_areas_and_those_one_made(people):
    desk = people.desk
    ana, eva = await desk.enter("ana", "OPERATOR"), await desk.enter("eva", "SALES")
    await desk.area("Ventas", "eva")
    made = (await ana("POST", ROOT, {"name": "De Ana", "phone": "0981123456"})).body["id"]
    of_area = await people.add(name="De Ventas", area="Ventas", fields={"grupo": "Oro"})
    hidden = await people.add(name="De nadie", phone="0981999999", fields={"grupo": "Oculto"})
    talk, _ = await people.meet("595971222333")
    await desk.database.write(
        lambda db: (
            db.execute("UPDATE conversations SET assignee_id = ?, owner = 'human'", (desk.users["ana"].id,)).rowcount
        )
    )
    for client, mine in ((people.admin, {made, of_area, hidden, talk}), (ana, {made, talk}), (eva, {of_area})):
        told = (await client("GET", ROOT)).body["items"]
        assert {one["id"] for one in told} == mine
        for one in (made, of_area, hidden, talk):
            status = 200 if one in mine else 404
            assert (await client("GET", f"{ROOT}/{one}")).status == status
            assert (await client("PATCH", f"{ROOT}/{one}", {"fields": {"x": 1}}, headers=ANY)).status == status
            assert (await client("PATCH", f"{ROOT}/{one}/tags", {"add": ["x"]})).status == status
            assert (await client("GET", f"{ROOT}/{one}/history")).status == status
            assert (await client("GET", f"{ROOT}/{one}/merges")).status == status
    assert (await eva("GET", f"{ROOT}/groups")).body["items"] == [{"name": "Oro", "contacts": 1}]
    # That a number is taken is told, and not whose it is.
    taken = await eva("POST", ROOT, {"name": "Otro", "phone": "0981999999"})
    assert taken.status == 409
    assert str(hidden) not in taken.body["detail"].replace("595981999999", "")


async def test_tags_are_put_on_and_taken_off_whatever_else_is(people):
    contact = await people.add(name="Ana", tags=["uno"])
    asks = [
        people.admin("PATCH", f"{ROOT}/{contact}/tags", {"add": [f"t{one}"], "remove": ["uno"]}) for one in range(4)
    ]
    assert {one.status for one in await asyncio.gather(*asks)} == {200}
    assert sorted((await people.get(contact))["tags"]) == ["t0", "t1", "t2", "t3"]
    many = {"add": [f"x{one}" for one in range(50)]}
    assert (await people.admin("PATCH", f"{ROOT}/{contact}/tags", many)).status == 422


async def test_who_has_conversations_is_not_deleted_and_who_has_none_is(people):
    contact, _ = await people.meet("595971222333", "Carla")
    kept = await people.admin("DELETE", f"{ROOT}/{contact}")
    assert (kept.status, kept.code) == (409, "conflict")
    other = await people.add(name="Ana", phone="0981123456", tags=["vip"])
    assert (await people.admin("DELETE", f"{ROOT}/{other}")).status == 204
    assert (await people.admin("GET", f"{ROOT}/{other}")).status == 404
    assert await people.rows("SELECT contact_id FROM contact_marks WHERE contact_id = ?", other) == []
    assert (await people.admin("POST", ROOT, {"name": "Otra", "phone": "0981123456"})).status == 201
    assert await people.desk.audited("contact.deleted") == [(people.desk.users["jefa"].id, f"contact:{other}")]


async def test_the_history_has_the_conversations_that_one_sees(people):
    desk = people.desk
    contact, talk = await people.meet("595971222333", "Carla")
    ana = await desk.enter("ana", "OPERATOR")
    other = await desk.conversation("human", None, desk.users["ana"].id)
    await desk.database.write(
        lambda db: db.execute("UPDATE conversations SET contact_id = ? WHERE id = ?", (contact, other)).rowcount
    )
    await desk.message(talk)
    every = (await people.admin("GET", f"{ROOT}/{contact}/history")).body["items"]
    assert [(one["id"], one["messages"], one["open"]) for one in every] == [(other, 0, True), (talk, 1, True)]
    assert [one["id"] for one in (await ana("GET", f"{ROOT}/{contact}/history")).body["items"]] == [other]
    page = await people.admin("GET", f"{ROOT}/{contact}/history?limit=1")
    again = await people.admin("GET", f"{ROOT}/{contact}/history?limit=1&cursor={page.body['next']}")
    assert [one["id"] for one in again.body["items"]] == [talk]


async def test_what_a_flow_keeps_is_what_the_api_shows_and_finds(people):
    contact, talk = await people.meet("595971222333", "carlita")
    kept = '{"dni":"12345678","tags":["vip"],"name":"Carla Gómez","nació":{"$date":"1990-01-02"}}'
    await people.desk.database.write(lambda db: keep(db, contact, kept, 1))
    await people.heard(talk)
    told = await people.get(contact)
    assert (told["name"], told["name_source"], told["dni"], told["tags"]) == (
        "Carla Gómez",
        "name",
        "12345678",
        ["vip"],
    )
    assert await people.list(tag="vip") == [contact]
    assert await people.list(q="12345678") == [contact]
    assert await people.list(field="nació", value="1990-01-02") == [contact]
    # The team knows better, and what it says is what flows read from then on.
    assert (await people.patch(contact, name="Carla G.")).body["name"] == "Carla G."
    await people.heard(talk)
    assert (await people.get(contact))["name"] == "Carla G."
    [(fields,)] = await people.rows("SELECT fields FROM contacts WHERE id = ?", contact)
    assert '"name"' not in fields
