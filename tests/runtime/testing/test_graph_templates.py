"""Templates: only those that are approved, in their language, with as many variables as they have."""

from __future__ import annotations

import aiohttp
import pytest

from cauce.testing.graph import FakeGraph, Template
from cauce.testing.graph.templates import shown
from graph_rig import TEXT, call

APPROVED = (
    Template("aviso", "es", "Hola {{1}}, tu ticket {{2}} está listo."),
    Template("named", "es", "Hola {{nombre}}"),
    Template("foto", "es", "Mira", header="image"),
    Template("boton", "es", "Pulsa", buttons=1),
    Template("quieta", "es", "x", status="PAUSED"),
    Template("muerta", "es", "x", status="DISABLED"),
    Template("nueva", "es", "x", status="PENDING"),
)


def template(name, *params, language="es", **more):
    components = [{"type": "body", "parameters": list(params)}] if params else []
    found = {"name": name, "language": {"code": language}, "components": components + more.get("others", [])}
    return {**TEXT, "type": "template", "template": found}


def text(value, **more):
    return {"type": "text", "text": value, **more}


IMAGE = {"type": "header", "parameters": [{"type": "image", "image": {"id": "1"}}]}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (template("aviso", text("Ana"), text("A-1")), 200, None),
        (template("aviso", text("Ana")), 400, 132000),
        (template("aviso", text("Ana"), text("")), 400, 132012),
        (template("aviso", text("Ana"), text("a\nb")), 400, 132012),
        (template("aviso", text("Ana"), text("x" * 1025)), 400, 132005),
        (template("aviso", text("Ana"), text("A-1"), language="en"), 404, 132001),
        (template("otra"), 404, 132001),
        (template("nueva"), 404, 132001),
        (template("quieta"), 400, 132015),
        (template("muerta"), 400, 132016),
        (template("named", text("Ana", parameter_name="nombre")), 200, None),
        (template("named", text("Ana", parameter_name="apellido")), 400, 132012),
        (template("foto", others=[IMAGE]), 200, None),
        (template("foto"), 400, 132000),
        (template("foto", others=[{"type": "header", "parameters": [text("x")]}]), 400, 132012),
        (template("boton"), 400, 132000),
        (template("boton", others=[{"type": "button", "sub_type": "quick_reply", "index": "0"}]), 200, None),
        (template("aviso", others=[{"type": "body", "parameters": "Ana"}]), 400, 131009),
    ],
)
async def test_a_template_must_match_one_that_is_approved(body, status, code):
    async with FakeGraph(templates=APPROVED) as graph:
        async with (
            aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as http,
            http.post(f"{graph.url}/v23.0/{graph.number_id}/messages", json=body) as answer,
        ):
            told = await answer.json()
        assert (answer.status, told.get("error", {}).get("code")) == (status, code)
        if code is None:
            assert told["messages"][0]["message_status"] == "accepted"
        elif code == 132000:
            assert "does not match the expected number" in told["error"]["error_data"]["details"]


async def test_without_a_list_every_template_is_approved():
    async with FakeGraph() as graph:
        assert (await call(graph, template("cualquiera", text("x"))))[0] == 200


async def test_the_list_of_an_account():
    async with (
        FakeGraph(templates=APPROVED) as graph,
        aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as http,
        http.get(f"{graph.url}/v23.0/{graph.account}/message_templates") as answer,
    ):
        found = (await answer.json())["data"]
        assert [one["name"] for one in found] == [one.name for one in APPROVED]
        assert found[4]["status"] == "PAUSED"


def test_what_a_person_gets():
    sent = template("aviso", text("Ana"), text("A-1"))["template"]
    assert shown(sent, APPROVED) == "Hola Ana, tu ticket A-1 está listo."
    assert shown(sent, ()) == "aviso · Ana · A-1"
    assert shown(template("named", text("Ana", parameter_name="nombre"))["template"], APPROVED) == "Hola Ana"
