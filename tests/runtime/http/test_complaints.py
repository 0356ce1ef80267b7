"""What is wrong with the fields of a request, in the language of whoever sent it, and never what they wrote in them."""

from __future__ import annotations

import pytest

from cauce import api, schemas
from cauce.http.decode import Checker
from cauce.http.problem import document
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.http.schema import listed, or_null, text, thing
from cauce.model.route import Route

NOTE = thing(
    {"text": text(5, 2), "count": {"type": "integer", "minimum": 1, "maximum": 9}},
    {
        "kind": {"type": "string", "enum": ["a", "b"]},
        "tags": listed(text(3), 2),
        "size": or_null(text(2)),
        "code": {"type": "string", "pattern": "^[a-z]+$"},
    },
)
SAID = {
    "/text": ("debe tener 2 caracteres o más", "must have 2 characters or more"),
    "/count": ("debe ser 9 o menos", "must be 9 or less"),
    "/kind": ("debe ser a o b", "must be a or b"),
    "/tags": ("no debe repetir elementos", "must not repeat items"),
    "/size": ("debe tener 2 caracteres o menos", "must have 2 characters or fewer"),
    "/code": ("no tiene la forma ^[a-z]+$", "is not of the form ^[a-z]+$"),
    "/more": ("no hay tal campo", "there is no such field"),
}
WRONG = {"text": "x", "count": 10, "kind": "z", "tags": ["u", "u"], "size": "grande", "code": "7", "more": 1}


def told(value, lang):
    with pytest.raises(Problem) as refused:
        Checker(NOTE).check(value)
    return {one["at"]: one["problem"] for one in document(refused.value, lang=lang).value["errors"]}


def test_each_field_is_told_in_both_languages():
    assert told(WRONG, "es") == {at: es for at, (es, _) in SAID.items()}
    assert told(WRONG, "en") == {at: en for at, (_, en) in SAID.items()}
    assert told({"text": 1}, "es") == {"/text": "debe ser un texto", "/count": "falta"}
    assert told([], "en") == {"/": "must be a table"}


def test_what_somebody_wrote_is_not_repeated():
    assert "grande" not in str(told(WRONG, "es"))
    assert "s3creto" not in str(told({"text": "s3creto muy largo", "count": 1}, "en"))


@pytest.mark.parametrize(("header", "word"), [("", "falta"), ("en", "it is missing"), ("en;q=0.1, es", "falta")])
async def test_whoever_asks_is_answered_in_their_language(serve, header, word):
    async def take(request: Request):
        return {}

    client = await serve(Route("POST", "/api/notes", "public", take, body=NOTE))
    answer = await client.post("/api/notes", json={"text": "hola"}, headers={"Accept-Language": header})
    assert (answer.status, (await answer.json())["errors"][0]["problem"]) == (422, word)
    twice = await client.post("/api/notes?a=1&a=2", json={}, headers={"Accept-Language": header})
    assert ("twice" in str(await twice.json())) == (word == "it is missing")


def test_whatever_the_schemas_of_the_api_ask_for_has_its_words():
    asked = set().union(
        *(keywords(part) for route in api.table() for part in (route.body, route.query, route.params) if part)
    )
    known = {"discriminator", "properties", "items", "anyOf", "description", "default", "additionalProperties"}
    assert asked - known <= schemas._SENTENCES.keys()


def keywords(schema) -> set[str]:
    """Return the keywords of a schema and of what is in it."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    if isinstance(schema.get("items"), dict):
        inner.append(schema["items"])
    return set(schema).union(*map(keywords, inner))
