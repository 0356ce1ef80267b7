"""What the API lets in: what its schemas speak of, spelled as it is stored, and nothing else."""

from __future__ import annotations

import pytest

from cauce.http.schema import ID, listed, or_null, parts, text, thing
from cauce.model.route import Route

BODY = thing(
    {"name": text(20)},
    {"count": ID, "boss": or_null(thing({"id": ID})), "ids": listed(ID, 3), "on": {"type": "boolean"}},
)


async def echo(request):
    return {"params": dict(request.params), "query": dict(request.query), "body": request.body}


@pytest.fixture
async def client(serve):
    return await serve(
        Route("GET", "/api/things", "public", echo),
        Route("POST", "/api/things", "public", echo, body=BODY, status=201),
        Route("POST", "/api/things/{id}/end", "public", echo, params=parts(id=ID)),
        Route("GET", "/api/names/{name}", "public", echo, params=parts(name=text(5, 1))),
    )


async def told(client, method, path, **more):
    async with client.request(method, path, **more) as answer:
        return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize(
    "part",
    [
        "0",
        "-1",
        "007",
        "+7",
        "7.0",
        "7e0",
        "0x7",
        "%207",
        "7%20",
        "٧",
        "7%00",
        "",
        "x",
        "9007199254740992",
        "9" * 19,
        "9" * 500,
    ],
)
async def test_an_id_has_one_spelling(client, part):
    status, problem = await told(client, "POST", f"/api/things/{part}/end")
    assert (status, problem["code"]) == (404, "not_found")


async def test_an_id_is_a_number(client):
    status, found = await told(client, "POST", "/api/things/9007199254740991/end")
    assert (status, found["params"]) == (200, {"id": 9007199254740991})
    assert (await told(client, "GET", "/api/names/abcdef"))[0] == 404
    assert (await told(client, "GET", "/api/names/007"))[1]["params"] == {"name": "007"}


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"name": "a", "role": "ADMIN"}, "/role"),
        ({"name": "a", "boss": {"id": 1, "admin": True}}, "/boss"),
        ({}, "/name"),
        ({"name": None}, "/name"),
        ({"name": 1}, "/name"),
        ({"name": ["a"]}, "/name"),
        ({"name": {"$ne": ""}}, "/name"),
        ({"name": "a" * 21}, "/name"),
        ({"name": "a", "count": "1"}, "/count"),
        ({"name": "a", "count": 1.5}, "/count"),
        ({"name": "a", "count": True}, "/count"),
        ({"name": "a", "count": 0}, "/count"),
        ({"name": "a", "count": 10**30}, "/count"),
        ({"name": "a", "count": 1e300}, "/count"),
        ({"name": "a", "ids": [1, 1]}, "/ids"),
        ({"name": "a", "ids": [1, "2"]}, "/ids/1"),
        ({"name": "a", "ids": 1}, "/ids"),
        ({"name": "a", "on": "true"}, "/on"),
        ({"name": "a", "on": 1}, "/on"),
    ],
)
async def test_what_does_not_fit_is_refused_and_its_field_named(client, body, at):
    status, problem = await told(client, "POST", "/api/things", json=body)
    assert (status, problem["code"], problem["errors"][0]["at"]) == (422, "invalid", at)


async def test_a_whole_number_is_one_however_it_is_written(client):
    raw = b'{"name": "a", "count": 3.0, "ids": [1.0, 2]}'
    status, found = await told(client, "POST", "/api/things", data=raw, headers={"Content-Type": "application/json"})
    assert (status, found["body"]) == (201, {"name": "a", "count": 3, "ids": [1, 2]})
    assert type(found["body"]["count"]) is int


async def test_what_nobody_asked_for_is_refused(client):
    assert (await told(client, "GET", "/api/things?admin=1"))[1]["errors"][0]["at"] == "/admin"
    assert (await told(client, "POST", "/api/things/1/end", json={"a": 1}))[0] == 422
    assert (await told(client, "GET", "/api/things", data=b"x"))[0] == 422
    many = "&".join(f"n{number}=1" for number in range(100))
    status, problem = await told(client, "GET", f"/api/things?{many}")
    assert (status, len(problem["errors"])) == (422, 10)


@pytest.mark.parametrize("headers", [{"X-HTTP-Method-Override": "DELETE"}, {"X-Method-Override": "PUT"}])
async def test_the_method_is_the_one_of_the_request_line(client, headers):
    assert (await told(client, "POST", "/api/things/1/end", headers=headers))[0] == 200
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        status, problem = await told(client, method, "/api/things/1/end", headers=headers)
        assert (status, problem["code"]) == (405, "method_not_allowed")
