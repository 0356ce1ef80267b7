"""Exports: what one sees, as files that calculate nothing and that are read back as they were."""

from __future__ import annotations

import csv
import io

import openpyxl

from cauce_plugins.contacts import exporting
from contacts_rig import ROOT


async def taken(client, **query):
    told = await client.session.get(f"{ROOT}/export", params=query)
    assert told.status == 200
    return await told.read()


async def test_a_file_has_those_that_one_sees_and_that_one_asked_for(people, monkeypatch):
    monkeypatch.setattr(exporting, "PIECE", 2)
    for one in range(5):
        await people.add(
            name=f"Ana {one}", phone=f"098112345{one}", tags=["par"] if one % 2 == 0 else [], fields={"comuna": "Luque"}
        )
    await people.admin(
        "POST", "/api/roles", {"name": "Exporta", "permissions": ["contacts.read", "contacts.write", "contacts.export"]}
    )
    eva = await people.desk.enter("eva", "Exporta")
    await eva("POST", ROOT, {"name": "Mía"})
    lines = list(csv.DictReader(io.StringIO((await taken(people.admin)).decode("utf-8-sig"))))
    assert [one["name"] for one in lines] == ["Mía", *(f"Ana {one}" for one in (4, 3, 2, 1, 0))]
    assert (lines[1]["phone"], lines[1]["tags"], lines[1]["comuna"]) == ("'+595981123454", "par", "Luque")
    assert (await taken(people.admin, tag="par")).count(b"\n") == 4
    assert [one["name"] for one in csv.DictReader(io.StringIO((await taken(eva)).decode("utf-8-sig")))] == ["Mía"]
    who = [user for user, _ in await people.desk.audited("contacts.exported")]
    assert who == [people.desk.users[name].id for name in ("jefa", "jefa", "eva")]


async def test_a_spreadsheet_holds_texts_only_and_is_read_back(people):
    await people.add(
        name="=HYPERLINK(1)", phone="0981123456", dni="1234567", tags=["@a", "b"], fields={"nota": "\tx\x0b-1"}
    )
    raw = await taken(people.admin, format="xlsx")
    [header, cells] = openpyxl.load_workbook(io.BytesIO(raw)).active.iter_rows()
    said = {name.value: cell for name, cell in zip(header, cells, strict=True)}
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert (said["name"].value, said["phone"].value, said["nota"].value) == (
        "'=HYPERLINK(1)",
        "'+595981123456",
        "'\tx-1",
    )
    again = await people.imported(raw)
    assert again["counts"]["skip"] + again["counts"]["update"] == 1
    [contact] = (await people.admin("GET", ROOT)).body["items"]
    assert (contact["name"], contact["tags"]) == ("=HYPERLINK(1)", ["@a", "b"])
