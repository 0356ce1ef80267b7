"""The document and the page of the API: made from the routes, true to them, and without anything from elsewhere."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest

from cauce.http import api_page, openapi
from cauce.http.cursor import PAGING, page_of
from cauce.http.decode import Checker
from cauce.http.outline import Field, fields, kind_of
from cauce.http.problem import TABLE, document
from cauce.http.response import Problem
from cauce.http.schema import ID, MOMENT, choice, closed, either, listed, or_null, parts, text, thing
from cauce.model.route import Route

USER = thing({"id": ID, "name": text(191)}, {"areas": listed(text(64), 100), "seen_at": or_null(MOMENT)})


async def none(request):
    return {}


ROUTES = (
    Route("GET", "/", "public", none),
    Route("GET", "/api/users", "users.read", none, query=thing({}, PAGING), answer=page_of(USER), summary="<Users>"),
    Route("PUT", "/api/users/{id}", "users.manage", none, params=parts(id=ID), body=USER, answer=USER, conditional=True,
          summary={"es": "Cambiar un usuario", "en": "Change a user"}),
    Route("POST", "/api/users", "users.manage", none, body={"properties": {"a": {}}}, answer=USER, status=201,
          problems=("conflict",), idempotent=True),
    Route("DELETE", "/api/files/{name:.+}", "login", none, status=204),
    Route("POST", "/api/auth/login", "public", none, body=USER),
)  # fmt: skip


def test_it_tells_of_every_route_below_api_and_of_no_other():
    made = openapi.document(ROUTES, "1.2.3")
    assert made["openapi"] == "3.1.0"
    assert made["info"]["version"] == "1.2.3"
    assert {(path, method) for path, found in made["paths"].items() for method in found} == {
        ("/api/users", "get"),
        ("/api/users", "post"),
        ("/api/users/{id}", "put"),
        ("/api/files/{name}", "delete"),
        ("/api/auth/login", "post"),
    }
    ids = [one["operationId"] for found in made["paths"].values() for one in found.values()]
    assert len(set(ids)) == len(ids)


def test_an_operation_says_what_it_takes_and_what_it_gives():
    made = openapi.document(ROUTES, "1", "es")["paths"]
    put = made["/api/users/{id}"]["put"]
    assert (put["summary"], put["tags"], put["x-permission"]) == ("Cambiar un usuario", ["users"], "users.manage")
    assert [(one["name"], one["in"], one["required"]) for one in put["parameters"]] == [
        ("id", "path", True),
        ("If-Match", "header", True),
    ]
    assert put["responses"]["200"]["headers"]["ETag"]
    assert set(put["responses"]) == {
        "200",
        *["400", "401", "403", "404", "408", "412", "413", "415", "422", "428", "429", "503"],
    }
    post = made["/api/users"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"]["additionalProperties"] is False
    assert post["parameters"][0]["name"] == "Idempotency-Key"
    assert {"201", "409"} <= set(post["responses"])
    assert "conflict" in post["responses"]["409"]["description"]
    login = made["/api/auth/login"]["post"]
    assert (login["security"], "401" in login["responses"]) == ([], False)
    assert made["/api/files/{name}"]["delete"]["responses"]["204"] == {"description": "OK"}
    assert [one["name"] for one in made["/api/users"]["get"]["parameters"]] == ["cursor", "limit"]


def test_every_schema_in_it_is_one_and_every_problem_fits_the_one_of_problems():
    made = openapi.document(ROUTES, "1")
    for found in made["paths"].values():
        for one in found.values():
            jsonschema_rs.meta.validate(
                one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            )
    check = jsonschema_rs.validator_for(openapi.PROBLEM_SCHEMA)
    for code in TABLE:
        told = document(Problem(code, "why", errors=[{"at": "/a", "problem": "b", "code": "c"}]), "ref")
        check.validate(told.value)


def test_schemas_are_closed_all_the_way_down_unless_they_say_otherwise():
    made = closed({
        "properties": {"a": {"properties": {"b": {}}}, "open": {"properties": {}, "additionalProperties": {"properties": {}}}},
        "anyOf": [{"properties": {"c": {}}}],
        "items": {"properties": {}},
    })  # fmt: skip
    assert made["additionalProperties"] is False
    assert made["properties"]["a"]["additionalProperties"] is False
    assert made["properties"]["open"]["additionalProperties"] == {"properties": {}, "additionalProperties": False}
    assert made["anyOf"][0]["additionalProperties"] is False
    assert made["items"]["additionalProperties"] is False


THINGS = either(
    "kind",
    thing({"text": text(9, 1)}, {"kind": choice(("word",))}),
    thing({"kind": choice(("place",)), "at": ID}, {"text": text(3)}),
)


def test_several_things_are_shown_as_one_with_the_fields_of_all():
    assert [*fields(THINGS)] == [
        Field("kind", '"word" | "place"', False), Field("text", "string · 1…9", False), Field("at", "integer · ≥ 1", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"text": "a"}, []),
        ({"kind": "place", "at": 1}, []),
        ({"kind": "place", "text": "abcd"}, ["/text", "/at"]),
        ({"kind": "word", "text": "a", "at": 1}, ["/at"]),
        ({"kind": "other"}, ["/kind"]),
        ({"kind": 1, "text": "a"}, ["/kind"]),
        ({}, ["/text"]),
        ([], ["/"]),
    ],
)
def test_what_does_not_fit_is_told_of_the_thing_that_it_says_it_is(value, places):
    try:
        Checker(THINGS).check(value)
        found = []
    except Problem as problem:
        found = [error["at"] for error in problem.errors]
    assert sorted(found) == sorted(places)


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (ID, "integer · ≥ 1"),
        ({"type": "integer", "minimum": 1, "maximum": 100}, "integer · 1…100"),
        (text(64), "string · 0…64"),
        ({"type": "string", "maxLength": 5}, "string · ≤ 5"),
        ({"type": "boolean"}, "boolean"),
        (choice(["es", "en"]), '"es" | "en"'),
        (listed(text(64, 1), 9), "[string · 1…64] · ≤ 9"),
        (or_null(MOMENT), "integer | null"),
        ({"const": 1}, "1"),
        ({}, "any"),
        ({"type": ["array", "null"], "items": text(9), "maxItems": 3}, "[string · 0…9] · ≤ 3 | null"),
    ],
)
def test_a_schema_in_short(schema, told):
    assert kind_of(schema) == told


def test_a_thing_is_told_field_by_field_and_lists_with_what_is_in_them():
    assert list(fields(page_of(thing({"id": ID}, {"boss": or_null(thing({"id": ID}))})))) == [
        Field("items", "[object]", True),
        Field("items[].id", "integer · ≥ 1", True),
        Field("items[].boss", "object | null", False),
        Field("items[].boss.id", "integer · ≥ 1", True),
        Field("next", "string · 0…400 | null", True),
    ]


async def test_the_page_has_every_operation_in_the_readers_language_and_nothing_from_elsewhere(serve):
    client = await serve(*ROUTES[1:], *api_page.routes(ROUTES, "1"))
    async with client.get("/api", headers={"Accept-Language": "es"}) as answer:
        page = await answer.text()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.count("<details") == 6
    assert "Cambiar un usuario" in page
    assert "&lt;Users&gt;" in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!/|#|data:,")', page) == []
    async with client.get("/api?lang=en") as answer:
        page = await answer.text()
    assert "Change a user" in page
    assert "Permission: any user" in page
    async with client.get("/api?lang=fr") as answer:
        assert answer.status == 422
    async with client.get("/api.css") as answer:
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    async with client.get("/api/openapi.json?lang=es") as answer:
        found = await answer.json()
    assert found["paths"]["/api/users/{id}"]["put"]["summary"] == "Cambiar un usuario"
    assert "/api/openapi.json" in found["paths"]
