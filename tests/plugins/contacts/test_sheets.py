"""Files: each shape of the product's documents, and what nobody should have sent."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce_plugins.contacts import reader, reading, sheets
from cauce_plugins.contacts.sheets import Refused
from cauce_plugins.contacts.values import Definition

OPTIONS = reading.options(
    "PY", [Definition(1, "edad", {"es": "Edad cumplida", "en": "Age"}, "number")], ["Soporte", "Ventas"]
)
SEED = "name,phone,dni,area\nJuan Perez,+549351555111,34567890,Soporte\nMaria Diaz,+549351555222,,Ventas\n"
CAMPAIGN = (
    "numero,sustantivo,nombre,grupo\n595900000001,Sr,Carlos Gómez,Premium\n595900000002,Sra,Ana Benítez,Reactivacion\n"
)
BARE = "595900000001\n595900000002\n595900000003\n"


def told(raw):
    return list(reader.told(OPTIONS, raw if isinstance(raw, bytes) else raw.encode()))


def rows(raw):
    first, *found, last = told(raw)
    assert last == {"end": True}, last
    return first, found


def refused(raw):
    [*_, last] = told(raw)
    return last["refused"]["es"]


def xlsx(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_the_catalogue_of_the_seeds():
    first, found = rows(SEED)
    assert first == {"columns": ["name", "phone", "dni", "area"], "kind": "csv", "encoding": "utf-8"}
    assert [(one["number"], one["name"], one["phone"], one["dni"], one["area"], one["problems"]) for one in found] == [
        (2, "Juan Perez", "+549351555111", "34567890", "Soporte", []),
        (3, "Maria Diaz", "+549351555222", "", "Ventas", []),
    ]


def test_the_campaign_of_the_seeds():
    first, found = rows(CAMPAIGN)
    assert first["columns"] == ["phone", "fields.sustantivo", "name", "fields.grupo"]
    assert [(one["phone"], one["name"], one["fields"]) for one in found] == [
        ("+595900000001", "Carlos Gómez", {"sustantivo": "Sr", "grupo": "Premium"}),
        ("+595900000002", "Ana Benítez", {"sustantivo": "Sra", "grupo": "Reactivacion"}),
    ]


def test_bare_numbers_and_the_campaign_without_its_header():
    assert [(one["number"], one["phone"]) for one in rows(BARE)[1]] == [(n, f"+59590000000{n}") for n in (1, 2, 3)]
    assert rows(CAMPAIGN.partition("\n")[2])[1][0]["fields"] == {"sustantivo": "Sr", "grupo": "Premium"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_whatever_a_spreadsheet_saves_is_read_alike(encoding, separator):
    raw = CAMPAIGN.replace(",", separator).replace("\n", "\r\n").encode(encoding)
    assert [one["name"] for one in rows(raw)[1]] == ["Carlos Gómez", "Ana Benítez"]


def test_excel_may_say_what_separates():
    assert rows("sep=;\r\nnombre;edad\r\nAna;4\r\n")[1][0]["fields"] == {"edad": 4}


def test_a_spreadsheet_and_a_list_of_objects_say_the_same():
    lines = (
        ["Nombre", "Teléfono", "Edad cumplida", "Nada"],
        ["Ana", 595981123456, 40, "x"],
        [],
        ["Beto", "0981 000111", "cuarenta"],
    )
    first, found = rows(xlsx(*lines))
    assert first["columns"] == ["name", "phone", "fields.edad", ""]
    assert [(one["number"], one["name"], one["phone"]) for one in found] == [
        (2, "Ana", "+595981123456"),
        (4, "Beto", "+595981000111"),
    ]
    assert [one["fields"] for one in found] == [{"edad": 40}, {}]
    assert found[1]["problems"] == [{"field": "edad", "es": "No es un número.", "en": "It is no number."}]
    objects = [
        {"nombre": "Ana", "telefono": 595981123456, "etiquetas": ["a", "b"]},
        {"pushname": "b", "shortName": "c", "telefono": None},
    ]
    found = rows(json.dumps({"contacts": objects}))[1]
    assert [(one["name"], one["source"], one["tags"]) for one in found] == [
        ("Ana", "import", ["a", "b"]),
        ("b", "pushname", []),
    ]


def test_each_row_tells_what_is_wrong_with_it():
    raw = "name,phone,dni,area,edad,tags\nAna,12,x,Nada,once," + "t" * 70 + "\n,,,,,x\n"
    found = rows(raw)[1]
    assert [one["field"] for one in found[0]["problems"]] == ["phone", "dni", "area", "edad", "tags"]
    assert [one["field"] for one in found[1]["problems"]] == ["row"]


def test_what_we_wrote_is_read_as_it_was():
    assert rows("name,phone\n'=1+1,'+595981123456\n")[1][0]["name"] == "=1+1"


def test_an_extension_is_kept_beside_the_number():
    assert rows("phone\n+595981123456 ext 12\n")[1][0]["fields"] == {"extension": "12"}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "vacío"), ("\n\n , \n", "vacío"), ("a,b\n1,2\n", "Falta una columna"), ("name,nombre\nA,B\n", "Dos columnas"),
        ("name," + "x," * 200 + "\n", "columnas"), (b"PK\x03\x04nada", "XLSX"), (b"\xd0\xcf\x11\xe0xx", "2007"), ("[1,2", "JSON"),
        ("[" * 100_000, "JSON"), ("name\n" + "x" * 30_000, "Fila 2"), ('name\n"sin fin' + "x" * 30_000, "Fila 2"),
        ("[]", "vacío"), ('{"a":1}', "Falta una columna"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_says_why(raw, why):
    assert why in refused(raw)


def test_a_row_too_many_is_refused(monkeypatch):
    monkeypatch.setattr("cauce_plugins.contacts.rows.ROWS", 3)
    assert "filas" in refused("name\na\nb\nc\n")


def test_nul_and_strange_signs_do_no_harm():
    found = rows(b"name,phone\nA\x00na\x07,0981123456\nB\xff\xfe,0981123457\n")[1]
    assert [one["name"] for one in found] == ["Ana", "Bÿþ"]


def test_a_spreadsheet_that_would_unpack_too_far_is_refused():
    assert "MB" in refused(packed(xl__sheet=b"x" * (sheets.UNPACKED + 1)))
    assert "XLSX" in refused(packed(x=b"nothing of a spreadsheet"))


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' +
    b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (98 + n, *([97 + n] * 8)) for n in range(9)) +
    b'<!ENTITY out SYSTEM "file:///etc/passwd">]>'
)  # fmt: skip


def test_entities_are_not_expanded_nor_files_read():
    book = xlsx(["name", "phone"], ["Ana", "0981123456"])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = (
                    LAUGHS + content.partition(b"?>")[2].replace(b">Ana<", b">&j;&out;<")
                    if b"?>" in content
                    else LAUGHS + content.replace(b">Ana<", b">&j;&out;<")
                )
            new.writestr(name, content)
    told_ = json.dumps(told(file.getvalue()))
    assert "root:" not in told_
    assert len(told_) < 5000


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.binary(max_size=100).map(lambda raw: SEED.encode() + raw)
)
def test_whatever_comes_is_told_or_refused(raw):
    *_, last = told(raw)
    assert last.keys() <= {"end", "refused"}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_damaged_spreadsheet_is_told_or_refused(place, damage):
    book = xlsx(["name", "phone"], ["Ana", "0981123456"])
    place %= len(book)
    *_, last = told(book[:place] + damage + book[place + len(damage) :])
    assert last.keys() <= {"end", "refused"}


async def collected(raw):
    return [one async for one in reading.read(raw, OPTIONS)]


async def test_the_child_reads_what_it_is_given():
    first, *found = await collected(SEED.encode())
    assert (first["kind"], len(found)) == ("csv", 2)


async def test_what_takes_too_much_memory_ends_with_the_child():
    rows_ = b"".join(b'{"n%d":"%s"},' % (number, b"x" * 50) for number in range(40_000))
    with pytest.raises(Refused):
        await collected(b"[" + b"[" * 9_000_000 + rows_)


async def test_lines_without_end_are_refused():
    with pytest.raises(Refused, match="Row 2"):
        await collected(b"name\n" + b"x" * (20 << 20))
