"""Quick replies over HTTP: made by who manages them, seen by whom they are for, and read as they would be said."""

from __future__ import annotations

import asyncio

import pytest

ROOT = "/api/conversations"
PATH = "/api/quick-replies"


@pytest.fixture
async def jefa(team):
    return await team.enter("jefa")


async def test_one_is_made_shown_changed_and_deleted(team, jefa):
    made = await jefa("POST", PATH, {"shortcut": "Hola", "text": "Hola {contact.name}"})
    assert (made.status, made.body) == (
        201, {"id": made.body["id"], "shortcut": "hola", "title": "hola", "text": "Hola {contact.name}", "areas": []},
    )  # fmt: skip
    one = f"{PATH}/{made.body['id']}"
    shown = await jefa("GET", one)
    assert (shown.body, shown.headers["ETag"]) == (made.body, made.headers["ETag"])
    assert (await jefa("PATCH", one, {"title": "x"})).code == "unconditional"
    change = {"title": "Saludo", "areas": ["Ventas", "Soporte"]}
    changed = await jefa("PATCH", one, change, headers={"If-Match": shown.headers["ETag"]})
    assert changed.body == {**made.body, "title": "Saludo", "areas": ["Soporte", "Ventas"]}
    assert (await jefa("PATCH", one, {}, headers={"If-Match": changed.headers["ETag"]})).body == changed.body
    late = await jefa("PATCH", one, {"title": "Otro"}, headers={"If-Match": shown.headers["ETag"]})
    assert (late.status, late.body["current"]) == (412, changed.body)
    assert (await jefa("DELETE", one)).status == 204
    assert (await jefa("GET", one)).status == (await jefa("DELETE", one)).status == 404
    assert (await jefa("PATCH", one, {}, headers={"If-Match": "*"})).status == 404
    for action in ("quick_reply.added", "quick_reply.changed", "quick_reply.deleted"):
        assert await team.audited(action) == [(team.users["jefa"].id, f"quick_reply:{made.body['id']}")]


async def test_of_two_who_saw_the_same_one_changes_it(team, jefa):
    made = await jefa("POST", PATH, {"shortcut": "a", "text": "x"})
    tag = {"If-Match": made.headers["ETag"]}
    both = await asyncio.gather(
        *(jefa("PATCH", f"{PATH}/{made.body['id']}", {"text": text}, headers=tag) for text in ("uno", "dos"))
    )
    assert sorted(told.status for told in both) == [200, 412]


async def test_everybody_sees_those_for_all_and_for_their_areas(team, jefa):
    every = (await jefa("POST", PATH, {"shortcut": "hola", "text": "x"})).body
    sales = (await jefa("POST", PATH, {"shortcut": "plan", "text": "x", "areas": ["Ventas"]})).body
    both = (await jefa("POST", PATH, {"shortcut": "hora", "text": "x", "areas": ["Ventas", "Soporte"]})).body
    ana, eva = await team.enter("ana"), await team.enter("eva")
    await team.add("nadia", "OPERATOR")
    nadia = await team.enter("nadia")
    for client, seen in (
        (ana, [every, sales, both]),
        (eva, [every, both]),
        (nadia, [every]),
        (jefa, [every, sales, both]),
    ):
        assert (await client("GET", PATH)).body["items"] == seen
        for one in (every, sales, both):
            assert (await client("GET", f"{PATH}/{one['id']}")).status == (200 if one in seen else 404)
    one = await team.conversation("queue", "Soporte")
    assert (await eva("GET", f"{ROOT}/{one}/quick-replies/{both['id']}")).status == 200
    assert (await eva("GET", f"{ROOT}/{one}/quick-replies/{sales['id']}")).status == 404
    assert (await ana("GET", f"{ROOT}/{one}/quick-replies/{sales['id']}")).status == 404
    for method, path, body in (("POST", PATH, {"shortcut": "x", "text": "x"}), ("PATCH", f"{PATH}/{every['id']}", {}),
                               ("DELETE", f"{PATH}/{every['id']}", None)):  # fmt: skip
        assert (await ana(method, path, body, headers={"If-Match": "*"})).status == 403
    first = (await ana("GET", f"{PATH}?limit=2")).body
    rest = (await ana("GET", f"{PATH}?limit=2&cursor={first['next']}")).body
    assert [*first["items"], *rest["items"]] == [every, sales, both]


async def test_a_shortcut_is_one_replys_in_each_scope(team, jefa):
    every = (await jefa("POST", PATH, {"shortcut": "hola", "text": "x"})).body
    sales = (await jefa("POST", PATH, {"shortcut": "HOLA", "text": "x", "areas": ["Ventas"]})).body
    assert (await jefa("POST", PATH, {"shortcut": "hola", "text": "x", "areas": ["Soporte"]})).status == 201
    for taken in ({}, {"areas": ["Ventas"]}, {"areas": ["Soporte", "Ventas"]}):
        told = await jefa("POST", PATH, {"shortcut": "Hola", "text": "y", **taken})
        assert (told.status, told.body["errors"][0]["at"]) == (422, "/shortcut"), taken
    for one, change in ((sales, {"areas": []}), (sales, {"areas": ["Soporte"]}), (every, {"areas": ["Ventas"]})):
        assert (await jefa("PATCH", f"{PATH}/{one['id']}", change, headers={"If-Match": "*"})).status == 422
    assert (await jefa("GET", f"{PATH}/{sales['id']}")).body == sales
    # What one lets go of, another may have.
    assert (await jefa("PATCH", f"{PATH}/{every['id']}", {"shortcut": "chao"}, headers={"If-Match": "*"})).status == 200
    assert (await jefa("PATCH", f"{PATH}/{sales['id']}", {"areas": []}, headers={"If-Match": "*"})).status == 200
    told = await asyncio.gather(*(jefa("POST", PATH, {"shortcut": "nueva", "text": "x"}) for _ in range(2)))
    assert sorted(answer.status for answer in told) == [201, 422]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"shortcut": ""}, "/shortcut"), ({"shortcut": "a b"}, "/shortcut"), ({"shortcut": "/a"}, "/shortcut"), ({"shortcut": "{a}"}, "/shortcut"),
        ({"shortcut": "x" * 65}, "/shortcut"), ({"shortcut": "İ" * 64}, "/shortcut"), ({"shortcut": 7}, "/shortcut"), ({"text": " "}, "/text"),
        ({"text": "x" * 10_001}, "/text"), ({"text": None}, "/text"), ({"areas": ["Nada"]}, "/areas"), ({"areas": [""]}, "/areas/0"),
        ({"areas": ["Ventas", "Ventas"]}, "/areas"), ({"areas": None}, "/areas"), ({"title": "x" * 192}, "/title"), ({"id": 9}, "/id"),
        ({"scopes": []}, "/scopes"),
    ],
)  # fmt: skip
async def test_what_is_none_is_told_at_its_field(team, jefa, change, at):
    good = {"shortcut": "a", "text": "x"}
    kept = (await jefa("POST", PATH, good)).body
    for told in (
        await jefa("POST", PATH, {**good, "shortcut": "b", **change}),
        await jefa("PATCH", f"{PATH}/{kept['id']}", change, headers={"If-Match": "*"}),
    ):
        assert (told.status, told.body["errors"][0]["at"]) == (422, at)
    assert (await jefa("GET", PATH)).body["items"] == [kept]


async def test_one_reads_in_a_conversation_as_it_would_be_said(team, jefa):
    one = await team.conversation("queue", "Ventas")
    fields = '{"comuna": "Ñuñoa", "edad": 41, "socio": true, "desde": {"$date": "2020-02-29"}, "clave": {"$secret": "banco"}, "nota": "{operator.name}"}'
    await team.database.write(lambda db: db.execute("UPDATE contacts SET fields = ?", (fields,)).rowcount)
    text = (
        "{contact.name} {operator.name} {area} {channel} {contact.comuna} {contact.edad} {contact.socio} {contact.desde} "
        "{contact.visitor} {contact.nota} {contact.clave} {contact.rut} {contact.name.__class__} {0}"
    )
    reply = (await jefa("POST", PATH, {"shortcut": "todo", "text": text})).body["id"]
    ana, eva = await team.enter("ana"), await team.enter("eva")
    path = f"{ROOT}/{one}/quick-replies/{reply}"
    assert (await ana("GET", path)).body == {
        "text": "V0 Ana Ventas linea Ñuñoa 41 sí 2020-02-29 v0 {operator.name} {contact.clave} {contact.rut} {contact.name.__class__} {0}",
        "unknown": ["contact.clave", "contact.rut", "contact.name.__class__", "0"],
    }
    for client, where in (
        (eva, path),
        (ana, f"{ROOT}/999/quick-replies/{reply}"),
        (ana, f"{ROOT}/{one}/quick-replies/999"),
    ):
        assert (await client("GET", where)).status == 404
    bot = await team.conversation()
    assert (await jefa("GET", f"{ROOT}/{bot}/quick-replies/{reply}")).body["unknown"][0] == "area"
