"""The fake Graph API refuses what the real one would, and says so in its words."""

from __future__ import annotations

import aiohttp
import pytest

from cauce.testing import FakeGraph
from cauce.testing.graph import PERSON, signed, written
from cauce.testing.graph.rules import complaint
from graph_rig import TEXT, call


@pytest.fixture
async def graph():
    async with FakeGraph() as graph:
        yield graph


def reply(key, title):
    return {"type": "reply", "reply": {"id": key, "title": title}}


def interactive(kind="button", text="¿Qué?", **action):
    return {**TEXT, "type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


async def test_it_takes_a_message_and_gives_it_an_id(graph):
    status, answer = await call(graph, TEXT)
    assert status == 200
    assert answer["contacts"] == [{"input": PERSON, "wa_id": PERSON}]
    assert answer["messages"][0]["id"].startswith("wamid.")
    assert graph.texts() == graph.texts(PERSON) == ["hola"]
    status, answer = await call(
        graph, {key: value for key, value in TEXT.items() if key != "to"} | {"recipient": "AR.7"}
    )
    assert answer["contacts"] == [{"input": "AR.7", "user_id": "AR.7"}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**TEXT, "messaging_product": "x"}, 100),
        ({**TEXT, "to": ""}, 100),
        ({**TEXT, "type": "hologram"}, 100),
        ({**TEXT, "text": {"body": "x" * 4097}}, 100),
        ({**TEXT, "text": {"body": " "}}, 100),
        ({**TEXT, "text": "x"}, 131008),
        ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 100),
        ({**TEXT, "type": "image", "image": {}}, 131008),
        ({**TEXT, "type": "image", "image": {"id": "1", "link": "https://x"}}, 131008),
        ({**TEXT, "type": "image", "image": {"id": "1", "caption": "x" * 1025}}, 131009),
        ({**TEXT, "type": "audio", "audio": {"id": "1", "caption": "x"}}, 131009),
        ({**TEXT, "type": "template", "template": {"name": "x"}}, 131008),
        (interactive(text="x" * 1025, buttons=[reply("a", "a")]), 131009),
        (interactive(buttons=[]), 131009),
        (interactive(buttons=[reply(str(n), str(n)) for n in range(4)]), 131009),
        (interactive(buttons=[reply("a", "x" * 21)]), 131009),
        (interactive(buttons=[reply("a", "x"), reply("a", "y")]), 131009),
        (interactive("list", button="Ver", sections=[]), 131009),
        (interactive("list", button="x" * 21, sections=[]), 131009),
        (
            interactive(
                "list", button="Ver", sections=[{"rows": [{"id": str(n), "title": str(n)} for n in range(11)]}]
            ),
            131009,
        ),
        (interactive("hologram"), 131009),
        ({**TEXT, "type": "interactive", "interactive": {"type": "button", "body": {"text": "x"}}}, 131008),
    ],
)
async def test_what_the_real_one_would_not_take_is_refused_with_its_code(graph, body, code):
    status, answer = await call(graph, body)
    assert (status, answer["error"]["code"]) == (400, code)
    assert graph.taken() == []


def contacts(*cards):
    return {**TEXT, "type": "contacts", "contacts": list(cards)}


def rows(*sections):
    return interactive("list", button="Ver", sections=list(sections))


def headed(header, kind="button"):
    body = (
        interactive(kind, buttons=[reply("a", "A")])
        if kind == "button"
        else rows({"rows": [{"id": "1", "title": "1"}]})
    )
    return {**body, "interactive": {**body["interactive"], "header": header}}


ROW = {"id": "1", "title": "Uno"}
LINK = {"name": "cta_url", "parameters": {"display_text": "Pagar", "url": "https://pago.example/1"}}
FORM = {"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "7", "flow_cta": "Abrir"}}


@pytest.mark.parametrize(
    "body",
    [
        {**TEXT, "text": {"body": "x" * 4096, "preview_url": True}, "context": {"message_id": "wamid.1"}},
        {**TEXT, "biz_opaque_callback_data": "x" * 512},
        {
            **TEXT,
            "type": "document",
            "document": {"link": "https://a.example/b.pdf", "filename": "b.pdf", "caption": ""},
        },
        {**TEXT, "type": "audio", "audio": {"id": "7"}},
        {**TEXT, "type": "location", "location": {"latitude": -33.4, "longitude": "-70.6"}},
        contacts({"name": {"formatted_name": "Ana Soto", "first_name": "Ana"}, "phones": [{"phone": "+56"}]}),
        {**TEXT, "type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}},
        headed({"type": "text", "text": "x" * 60}),
        headed({"type": "image", "image": {"id": "1"}}),
        headed({"type": "text", "text": "Arriba"}, "list"),
        rows(
            {"title": "A", "rows": [ROW]},
            {"title": "B", "rows": [{"id": "2", "title": "Dos", "description": "x" * 72}]},
        ),
        interactive("cta_url", **LINK),
        interactive("location_request_message", name="send_location"),
        interactive("flow", **FORM),
        {
            **TEXT,
            "type": "template",
            "template": {"name": "aviso", "language": {"code": "es"}, "components": [{"type": "body"}]},
        },
    ],
)
def test_what_the_real_one_takes_is_taken(body):
    assert complaint(body) is None


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        (7, 100, "JSON object"),
        ({**TEXT, "recipient_type": "crowd"}, 100, "recipient_type"),
        ({**TEXT, "context": {}}, 131008, "context.message_id"),
        ({**TEXT, "type": ["text"]}, 100, "must be one of"),
        ({**TEXT, "text": {}}, 131008, "text.body"),
        ({**TEXT, "text": {"body": "x", "preview_url": "yes"}}, 131009, "preview_url"),
        ({**TEXT, "type": "image", "image": {"link": "file:///etc/passwd"}}, 131009, "image.link"),
        ({**TEXT, "type": "image", "image": {"id": "1", "filename": "x"}}, 131009, "filename"),
        ({**TEXT, "type": "location", "location": {"latitude": 1}}, 131008, "longitude"),
        ({**TEXT, "type": "location", "location": {"latitude": 91, "longitude": 1}}, 131009, "latitude"),
        ({**TEXT, "type": "location", "location": {"latitude": True, "longitude": 1}}, 131009, "latitude"),
        ({**TEXT, "type": "location", "location": {"latitude": "x", "longitude": 1}}, 131009, "latitude"),
        (contacts(), 131008, "contacts"),
        (contacts(*[{"name": {"formatted_name": "A", "first_name": "A"}}] * 258), 131009, "257"),
        (contacts({"name": {"first_name": "A"}}), 131008, "formatted_name"),
        (contacts({"name": {"formatted_name": "A"}}), 131008, "one more part"),
        ({**TEXT, "type": "reaction", "reaction": {"emoji": "x"}}, 131008, "message_id"),
        ({**TEXT, "type": "reaction", "reaction": {"message_id": "x"}}, 131008, "emoji"),
        ({**TEXT, "type": "template", "template": {"language": {"code": "es"}}}, 131008, "name"),
        ({**TEXT, "type": "template", "template": {"name": "x" * 513, "language": {"code": "es"}}}, 131009, "name"),
        ({**TEXT, "type": "template", "template": {"name": "x", "language": {"code": "es"}, "components": [{}]}}, 131009, "components"),
        (headed({"type": "text", "text": "x" * 61}), 131009, "header.text"),
        (headed({"type": "audio", "audio": {"id": "1"}}), 131009, "header.type"),
        (headed({"type": "image", "image": {"id": "1"}}, "list"), 131009, "header.type"),
        (headed({"type": "image", "image": {}}), 131008, "header.image"),
        (headed("x"), 131009, "header"),
        ({**TEXT, "type": "interactive", "interactive": {**interactive(buttons=[reply("a", "A")])["interactive"], "footer": {"text": "x" * 61}}}, 131009, "footer"),
        (interactive(buttons=[{"type": "link", "reply": {"id": "1", "title": "1"}}]), 131009, "type must be reply"),
        (interactive(buttons=[{"type": "reply"}]), 131008, "reply"),
        (interactive(buttons=[reply(" a", "A")]), 131009, "blanks"),
        (rows({"rows": [ROW]}, {"title": "B", "rows": [{"id": "2", "title": "2"}]}), 131009, "sections.title"),
        (rows({"title": "x" * 25, "rows": [ROW]}), 131009, "sections.title"),
        (rows({"rows": [{**ROW, "description": "x" * 73}]}), 131009, "description"),
        (rows({"rows": []}), 131009, "in total"),
        (interactive("cta_url", name="cta_url"), 131008, "cta_url"),
        (interactive("cta_url", name="cta_url", parameters={"display_text": "x" * 21, "url": "https://x.example"}), 131009, "display_text"),
        (interactive("location_request_message"), 131008, "send_location"),
        (interactive("flow", name="x"), 131008, "flow"),
        (interactive("flow", name="flow", parameters={**FORM["parameters"], "flow_message_version": 2}), 131009, "version"),
        (interactive("flow", name="flow", parameters={"flow_message_version": "3"}), 131008, "flow_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(body, code, details):
    found = complaint(body)
    assert (found.code, details in found.details) == (code, True), found


async def test_a_template_with_a_code_goes_to_numbers_only(graph):
    found = {"name": "code", "language": {"code": "es"}, "components": [{"type": "button", "sub_type": "copy_code"}]}
    body = {"messaging_product": "whatsapp", "type": "template", "template": found}
    status, answer = await call(graph, {**body, "recipient": "AR.1"})
    assert (status, answer["error"]["code"]) == (400, 131062)
    assert answer["error"]["error_data"]["messaging_product"] == "whatsapp"
    assert (await call(graph, {**body, "to": PERSON}))[0] == 200


async def test_with_both_a_number_and_an_id_the_number_wins(graph):
    _, answer = await call(graph, {**TEXT, "to": "+54 9 353 347-3732", "recipient": "AR.1"})
    assert answer["contacts"] == [{"input": "+54 9 353 347-3732", "wa_id": PERSON}]


async def test_what_is_no_json_is_refused(graph):
    mine = {"Authorization": "Bearer token"}
    for raw in (b"{", b"[" * 100_000, b"7", b'{"to": "\\ud800"}', b'{"to": "\xff"}'):
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{graph.url}/v23.0/{graph.number_id}/messages", data=raw, headers=mine) as answer,
        ):
            assert (answer.status, (await answer.json())["error"]["code"]) == (400, 100)


async def test_every_call_is_in_the_ledger_with_what_became_of_it(graph):
    await call(graph, {**TEXT, "biz_opaque_callback_data": "m1"})
    await call(graph, {**TEXT, "type": "hologram"})
    await call(graph, TEXT, token="x")
    graph.mode = "429"
    await call(graph, TEXT)
    rows = [one.row() for one in graph.calls]
    assert [(one["seq"], one["tag"], one["mode"], one["error"]) for one in rows] == [
        (1, "m1", "ok", None), (2, "", "ok", 100), (3, "", "ok", 190), (4, "", "429", 130429),
    ]  # fmt: skip
    assert graph.calls[0].time <= graph.calls[-1].time
    assert [one.text for one in graph.calls] == ["hola", "", "hola", "hola"]
    graph.clear()
    assert graph.calls == graph.posts == graph.marks == []


async def test_to_itself_and_to_who_is_not_on_the_list_nothing_goes(graph):
    assert (await call(graph, {**TEXT, "to": graph.display}))[1]["error"]["code"] == 131021
    graph.allowed = {"543533473732"}
    assert (await call(graph, TEXT))[1]["error"]["code"] == 131030
    assert (await call(graph, {**TEXT, "to": "543533473732"}))[0] == 200


async def test_somebody_is_marked_as_read(graph):
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert await call(graph, mark) == (200, {"success": True})
    assert (await call(graph, {**mark, "message_id": ""}))[1]["error"]["code"] == 131008
    graph.mode = "off"
    assert (await call(graph, mark))[1]["error"]["code"] == 133010
    assert graph.marks == ["wamid.1"]
    assert graph.calls == []


async def test_the_health_of_a_number_and_of_its_account(graph):
    mine, base = {"Authorization": "Bearer token"}, f"{graph.url}/v25.0"
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{base}/{graph.number_id}?fields=throughput", headers=mine) as answer:
            assert (await answer.json())["display_phone_number"] == graph.display
        async with http.get(f"{base}/{graph.account}/phone_numbers", headers=mine) as answer:
            assert [one["id"] for one in (await answer.json())["data"]] == [graph.number_id]
        async with http.post(f"{base}/{graph.account}/subscribed_apps", headers=mine) as answer:
            assert await answer.json() == {"success": True}
        for path in (graph.number_id, f"{graph.account}/phone_numbers", f"{graph.account}/message_templates"):
            async with http.get(f"{base}/{path}") as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (401, 190)
        async with http.post(f"{base}/{graph.account}/subscribed_apps") as answer:
            assert answer.status == 401


async def test_without_the_token_or_with_another_number_nothing_goes(graph):
    assert (await call(graph, TEXT, token="x"))[0] == 401
    assert (await call(graph, TEXT, number="1"))[0] == 400
    assert (await call(graph, TEXT, number="1", token="x"))[0] == 401
    assert (await call(graph, TEXT, version="latest"))[0] == 404


def test_bodies_are_escaped_so_that_only_the_raw_bytes_are_signed():
    assert written({"a": "ñ/"}) == b'{"a":"\\u00f1\\/"}'
    assert signed("secret", b"x") != signed("other", b"x")
