"""Custom fields: defined once, of a type, and kept by it from then on."""

from __future__ import annotations

import pytest

from contacts_rig import ANY, ROOT

FIELDS = f"{ROOT}/fields"
PLAN = {"name": "plan", "title": {"es": "Plan"}, "type": "choice", "choices": ["Oro", "Plata"], "required": True}


async def test_a_field_is_made_changed_and_taken_away(people):
    made = await people.admin("POST", FIELDS, PLAN)
    assert made.status == 201
    assert made.body == {**PLAN, "id": made.body["id"], "title": {"es": "Plan", "en": "Plan"}}
    path = f"{FIELDS}/{made.body['id']}"
    tag = {"If-Match": made.headers["ETag"]}
    told = await people.admin(
        "PATCH", path, {"choices": ["Oro"], "required": False, "title": {"en": "Level"}}, headers=tag
    )
    assert (told.body["choices"], told.body["required"], told.body["title"]) == (
        ["Oro"],
        False,
        {"es": "Level", "en": "Level"},
    )
    assert (await people.admin("PATCH", path, {"required": True}, headers=tag)).status == 412
    assert (await people.admin("GET", path)).body == told.body
    assert (await people.admin("DELETE", path)).status == 204
    assert (await people.admin("GET", FIELDS)).body["items"] == []
    assert (await people.admin("GET", path)).status == 404


async def test_a_value_is_of_the_type_of_its_field(quick):
    await quick.admin("POST", FIELDS, PLAN)
    await quick.admin("POST", FIELDS, {"name": "nació", "title": {"es": "Nació", "en": "Born"}, "type": "date"})
    contact = await quick.add(name="Ana", fields={"plan": "oro", "nació": "21/11/1990"})
    assert (await quick.get(contact))["fields"] == {"plan": "Oro", "nació": {"$date": "1990-11-21"}}
    for fields, at in (
        ({"plan": "bronce"}, "/fields/plan"),
        ({"nació": "ayer"}, "/fields/nació"),
        ({"plan": None}, "/fields/plan"),
    ):
        told = await quick.patch(contact, fields=fields)
        assert (told.status, told.body["errors"][0]["at"]) == (422, at)
    # The name may be mended though a flow made the contact without what is required.
    other, _ = await quick.meet("595981123456", "x")
    assert (await quick.patch(other, name="Beto")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {**PLAN, "name": "dni"}, {**PLAN, "choices": []}, {**PLAN, "type": "text"}, {**PLAN, "title": {}}, {**PLAN, "type": "color"},
        {**PLAN, "name": "a b"}, {**PLAN, "name": "1a"}, {**PLAN, "title": {"es": " "}}, {**PLAN, "more": 1},
    ],
)  # fmt: skip
async def test_what_cannot_be_a_field_is_refused(quick, body):
    assert (await quick.admin("POST", FIELDS, body)).status == 422
    assert (await quick.admin("POST", FIELDS, PLAN)).status == 201
    assert (await quick.admin("POST", FIELDS, PLAN)).status == 422
    assert (await quick.admin("PATCH", f"{FIELDS}/1", {"choices": []}, headers=ANY)).status == 422
