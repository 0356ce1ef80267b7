"""Imports over the API: a dry run that tells of each row, then what it said, in pieces, once, whoever dies in between."""

from __future__ import annotations

from functools import partial

import pytest

from cauce.errors import Unavailable
from cauce_plugins.contacts import importing, imports
from contacts_rig import ROOT

SEED = "name,phone,dni,area\nJuan Perez,+549351555111,34567890,Soporte\nMaria Diaz,+549351555222,,Ventas\n"


async def outcomes(people, number):
    told = await people.admin("GET", f"{ROOT}/imports/{number}/rows?limit=100")
    return [(one["row"], one["outcome"], one["contact"]) for one in told.body["items"]]


async def test_nothing_is_stored_before_it_is_asked_for(people):
    await people.desk.area("Soporte")
    told = await people.upload(SEED.encode())
    assert told.status == 201
    assert (told.body["state"], told.body["rows"]) == ("checked", 2)
    assert told.body["counts"] == {"create": 1, "update": 0, "skip": 0, "merge": 0, "error": 1}
    [_, wrong] = (await people.admin("GET", f"{ROOT}/imports/{told.body['id']}/rows")).body["items"]
    assert (wrong["row"], wrong["problems"]) == (3, [{"field": "area", "problem": "No hay ningún área «Ventas»."}])
    await people.store()
    assert await people.list() == []
    asked = await people.admin("POST", f"{ROOT}/imports/{told.body['id']}/commit")
    assert (asked.body["state"], people.nudged) == ("committing", ["contacts.import"])
    await people.store()
    done = (await people.admin("GET", f"{ROOT}/imports/{told.body['id']}")).body
    assert (done["state"], done["done"], done["rows"]) == ("done", 2, 2)
    [contact] = (await people.admin("GET", ROOT)).body["items"]
    assert (contact["name"], contact["phone"], contact["dni"], contact["area"]) == (
        "Juan Perez",
        "+549351555111",
        "34567890",
        "Soporte",
    )
    assert contact["name_source"] == "import"
    # Again, it changes nothing.
    await people.admin("POST", f"{ROOT}/imports/{told.body['id']}/commit")
    await people.store()
    assert len(await people.list()) == 1


async def test_the_same_file_again_changes_nothing(people):
    raw = b"numero,sustantivo,nombre,grupo\n595900000001,Sr,Carlos,Premium\n595900000002,Sra,Ana,VIP\n"
    first = await people.imported(raw)
    before = await people.rows("SELECT id, name, fields, updated_at FROM contacts ORDER BY id")
    again = await people.imported(raw)
    assert (first["counts"]["create"], again["counts"]["skip"]) == (2, 2)
    assert await people.rows("SELECT id, name, fields, updated_at FROM contacts ORDER BY id") == before
    assert (await people.admin("GET", f"{ROOT}/groups")).body["items"] == [
        {"name": "Premium", "contacts": 1}, {"name": "VIP", "contacts": 1},
    ]  # fmt: skip


async def test_a_row_changes_what_it_says_and_nothing_else(people):
    ana = await people.add(name="Ana", phone="0981123456", tags=["a"], fields={"plan": "oro"})
    beto, talk = await people.meet("595981000111", "betito")
    await people.heard(talk)
    done = await people.imported(b"phone,name,dni,tags\n0981123456,Otra,,b\n0981000111,Beto,1234567,\n")
    assert done["counts"]["update"] == 2
    first, second = await people.get(ana), await people.get(beto)
    assert (first["name"], first["tags"], first["fields"]) == ("Ana", ["a", "b"], {"plan": "oro"})
    assert (second["name"], second["name_source"], second["dni"]) == ("Beto", "import", "1234567")


async def test_one_person_in_several_rows_is_one_contact(people):
    raw = "name,phone,dni\nAna,0981123456,\nAna María,+595 981 123456,7654321\nOtra,0971000000,7654321\n"
    told = await people.upload(raw.encode(), commit="true")
    assert [one[1] for one in await outcomes(people, told.body["id"])][:2] == ["create", "update"]
    await people.store()
    [contact] = (await people.admin("GET", ROOT)).body["items"]
    assert contact["dni"] == "7654321"
    assert contact["name"] == "Otra"


async def test_two_whom_a_row_calls_one_are_merged_only_where_that_was_asked_for(people):
    ana, other = await people.add(name="Ana", phone="0981123456"), await people.add(name="Anita", dni="1234567")
    raw = b"phone,dni\n0981123456,1234567\n"
    refused = await people.imported(raw)
    assert refused["counts"]["error"] == 1
    assert sorted(await people.list()) == [ana, other]
    merged = await people.imported(raw, merge="true")
    assert merged["counts"]["merge"] == 1
    assert await people.list() == [ana]
    [one] = (await people.admin("GET", f"{ROOT}/{ana}/merges")).body["items"]
    assert (one["reason"], one["gone"]) == ("import", other)


async def test_a_required_field_is_required_of_new_ones(people):
    field = {"name": "plan", "title": {"es": "Plan"}, "type": "choice", "choices": ["Oro", "Plata"], "required": True}
    await people.admin("POST", f"{ROOT}/fields", field)
    told = await people.upload(b"name,plan\nAna,oro\nBeto,\nCarla,bronce\n")
    assert [one[1] for one in await outcomes(people, told.body["id"])] == ["create", "error", "error"]


async def test_nobody_changes_by_a_file_whom_they_do_not_see(people):
    hidden = await people.add(name="Oculta", phone="0981123456", dni="1234567")
    await people.admin("POST", "/api/roles", {"name": "Importa", "permissions": ["contacts.read", "contacts.import"]})
    eva = await people.desk.enter("eva", "Importa")
    told = await eva(
        "POST", f"{ROOT}/import?commit=true", data=b"name,phone,dni\nMia,0981123456,\nMia,,1234567\nMia,0981000000,\n"
    )
    assert told.body["counts"] == {"create": 1, "update": 0, "skip": 0, "merge": 0, "error": 2}
    await people.store()
    assert (await people.get(hidden))["name"] == "Oculta"
    [mine] = (await eva("GET", ROOT)).body["items"]
    assert mine["phone"] == "+595981000000"
    other = (await people.upload(b"name\nX\n")).body["id"]
    for path in ("", "/rows", "/report"):
        assert (await eva("GET", f"{ROOT}/imports/{other}{path}")).status == 404
    assert (await eva("POST", f"{ROOT}/imports/{other}/commit")).status == 404
    assert (await eva("DELETE", f"{ROOT}/imports/{other}")).status == 404
    assert [one["id"] for one in (await eva("GET", f"{ROOT}/imports")).body["items"]] == [told.body["id"]]


async def test_who_dies_half_way_leaves_it_to_another_who_goes_on(people, monkeypatch):
    monkeypatch.setattr(importing, "STORED_AT_ONCE", 3)
    raw = "phone,name\n" + "".join(f"59598100{one:04},N{one}\n" for one in range(10))
    number = (await people.upload(raw.encode(), commit="true")).body["id"]
    assert await people.host.act(partial(importing.store_piece, number=number))
    told = (await people.admin("GET", f"{ROOT}/imports/{number}")).body
    assert (told["state"], told["done"], told["rows"]) == ("committing", 3, 10)
    assert len(await people.list()) == 3

    def dies(*_):
        raise Unavailable("cut off before the commit")

    with monkeypatch.context() as cut:
        cut.setattr(imports, "settle", dies)
        with pytest.raises(Unavailable):
            await people.store()
    assert len(await people.list()) == 3
    await people.store()
    assert len(await people.list()) == 10
    assert (await people.admin("GET", f"{ROOT}/imports/{number}")).body["state"] == "done"


async def test_what_was_made_meanwhile_is_changed_and_not_made_twice(people):
    number = (await people.upload(b"name,phone\nAna,0981123456\n")).body["id"]
    made = await people.add(name="Ana M.", phone="0981123456")
    await people.admin("POST", f"{ROOT}/imports/{number}/commit")
    await people.store()
    assert await people.list() == [made]
    assert [one[1] for one in await outcomes(people, number)] == ["skip"]


async def test_the_report_is_a_file_without_formulas(people):
    number = (await people.upload(b"name,phone\n=1+1,0981123456\n@x,nada\n")).body["id"]
    told = await people.admin.session.get(f"{ROOT}/imports/{number}/report")
    lines = (await told.read()).decode("utf-8-sig").splitlines()
    assert lines[:2] == ["row,outcome,contact,name,phone,field,problem", "2,create,,'=1+1,'+595981123456,,"]
    assert lines[2].startswith("3,error,,'@x,,phone,")
    assert told.headers["Content-Disposition"] == f'attachment; filename="import-{number}.csv"'


async def test_a_file_that_cannot_be_taken_leaves_nothing_to_be_stored(people):
    for raw in (b"", b"a,b\n1,2\n", b"PK\x03\x04", b"name\nAna\n" + b"x" * 30_000):
        told = await people.upload(raw, commit="true")
        assert (told.status, told.body["errors"][0]["at"]) == (422, "/file")
    await people.store()
    assert await people.list() == []
    failed = (await people.admin("GET", f"{ROOT}/imports")).body["items"]
    assert {one["state"] for one in failed} == {"failed"}
    assert (await people.admin("POST", f"{ROOT}/imports/{failed[0]['id']}/commit")).status == 409


async def test_an_import_is_forgotten_and_its_contacts_stay(people):
    done = await people.imported(b"name\nAna\n")
    await pass_days(people, 20)
    kept = await people.imported(b"name\nBeto\n")
    await pass_days(people, 11)
    await importing.sweep(people.host)
    assert [one["id"] for one in (await people.admin("GET", f"{ROOT}/imports")).body["items"]] == [kept["id"]]
    assert (await people.admin("GET", f"{ROOT}/imports/{done['id']}")).status == 404
    assert (await people.admin("DELETE", f"{ROOT}/imports/{kept['id']}")).status == 204
    assert await people.rows("SELECT id FROM contact_import_rows") == []
    assert len(await people.list()) == 2


async def pass_days(people, days):
    """Let time pass, after which the admin has to log in again."""
    people.desk.clock.advance(days * 24 * 3600)
    people.admin = await people.desk.enter("jefa")
