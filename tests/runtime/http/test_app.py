"""Routes as data, one decoding layer, one table of errors: what every answer of the server has in common."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging

import pytest
from yarl import URL

from cauce.errors import PluginError, Unavailable
from cauce.http import decode
from cauce.http.app import application
from cauce.http.headers import SECURITY
from cauce.http.proxies import Proxies
from cauce.http.response import Bytes, Cookie, Json, Problem, Stream, Text
from cauce.model.route import Route

BODY = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "maxLength": 1000}, "n": {"type": "integer"}},
}
QUERY = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "n": {"type": "integer"},
        "x": {"type": "number"},
        "yes": {"type": "boolean"},
        "tag": {"type": "array", "items": {"type": "string"}},
        "name": {"type": "string"},
    },
}
JSON = {"Content-Type": "application/json"}


async def echo(request):
    return {"body": request.body, "query": request.query, "params": request.params}


def take(**more) -> Route:
    return Route("POST", "/take", "public", echo, **{"body": BODY, **more})


MALFORMED = {
    "empty": b"",
    "not json": b"hello",
    "half": b'{"text": "a',
    "not utf-8": b'{"text": "\xff\xfe"}',
    "utf-16": '{"text": "a"}'.encode("utf-16"),
    "nan": b'{"text": NaN}',
    "infinity": b'{"n": -Infinity, "text": "a"}',
    "huge number": b'{"n": 1e999, "text": "a"}',
    "endless integer": b'{"n": ' + b"9" * 5000 + b"}",
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 5000,
    "null": b"null",
    "a list": b"[]",
    "a text": b'"text"',
    "wrong type": b'{"text": 5}',
    "unknown field": b'{"text": "a", "admin": true}',
    "too long": json.dumps({"text": "x" * 1001}).encode(),
    "trailing": b'{"text": "a"} {}',
    "a comment": b'{"text": "a"} // hi',
    "form": b"text=a",
    "nul": b"\x00",
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_no_malformed_body_gets_past_a_clear_refusal(serve, name):
    client = await serve(take())
    async with client.post("/take", data=MALFORMED[name], headers=JSON) as answer:
        problem = await answer.json(content_type="application/problem+json")
        assert answer.status in {400, 422}
    assert problem["type"] == f"urn:cauce:problem:{problem['code']}"
    assert problem["status"] == answer.status
    assert problem["title"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"text=a", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b'{"text":"a"}', {"Content-Type": "text/plain"}, 415),
        (b"x" * 70_000, JSON, 413),
        (b"not gzip", {**JSON, "Content-Encoding": "gzip"}, 400),
        (gzip.compress(b" " * 10_000_000, mtime=0), {**JSON, "Content-Encoding": "gzip"}, 413),
        (gzip.compress(b'{"text":"a"}', mtime=0), {**JSON, "Content-Encoding": "gzip"}, 200),
    ],
)
async def test_bodies_by_their_headers(serve, body, headers, status):
    client = await serve(take())
    async with client.post("/take", data=body, headers=headers) as answer:
        assert answer.status == status


async def test_strings_are_cleaned_on_the_way_in(serve):
    client = await serve(take())
    raw = rb'{"text": "a\u0000b\ud800 \ud83d\ude00"}'
    async with client.post("/take", data=raw, headers=JSON) as answer:
        assert (await answer.json())["body"] == {"text": "ab\ufffd 😀"}


async def test_what_does_not_fit_is_named(serve):
    client = await serve(take())
    async with client.post("/take", json={"text": 5, "z": 1}) as answer:
        problem = await answer.json(content_type=None)
    assert problem["code"] == "invalid"
    assert {error["at"] for error in problem["errors"]} == {"/z", "/text"}


async def test_a_body_that_dawdles_is_not_waited_for(serve, monkeypatch):
    monkeypatch.setattr(decode, "BODY_SECONDS", 0.1)
    client = await serve(take())
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
    assert b"408" in await reader.readline()
    writer.close()


async def test_what_is_no_http_is_refused_without_a_word_about_us(serve, caplog):
    client = await serve(take())
    for raw in (b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", b"\x16\x03\x01\x02\x00" * 20):
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(raw + b"\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(2000), 120)
        assert b" 400 " in answer.splitlines()[0]
        assert b"aiohttp" not in answer
        assert b"Python" not in answer
        writer.close()


async def test_queries_are_typed_and_never_given_twice(serve):
    client = await serve(Route("GET", "/q/{id}", "public", echo, query=QUERY))
    async with client.get("/q/7?n=3&x=-1.5&yes=true&tag=a&tag=b&name=5") as answer:
        found = await answer.json()
    assert found["query"] == {"n": 3, "x": -1.5, "yes": True, "tag": ["a", "b"], "name": "5"}
    assert found["params"] == {"id": "7"}
    for wrong in ("n=x", "n=1.5", "n=--1", "n=-", "n=1-", "n=1&n=2", "yes=1", "other=1", "n=" + "9" * 30):
        async with client.get(f"/q/7?{wrong}") as answer:
            assert answer.status == 422, wrong


async def test_every_answer_carries_the_headers_and_hides_the_server(serve):
    async def boom(request):
        raise RuntimeError("secret detail")

    client = await serve(take(), Route("GET", "/boom", "public", boom))
    for method, path in (("POST", "/take"), ("GET", "/boom"), ("GET", "/nowhere"), ("DELETE", "/take")):
        async with client.request(method, path) as answer:
            for name, value in SECURITY.items():
                assert answer.headers[name] == value
            assert answer.headers["Server"] == "cauce"
            assert "secret detail" not in await answer.text()


async def test_a_handler_that_breaks_gets_a_reference_into_the_log(serve, caplog):
    async def boom(request):
        raise RuntimeError("secret detail")

    client = await serve(Route("GET", "/boom", "public", boom))
    with caplog.at_level(logging.ERROR, "cauce.http"):
        async with client.get("/boom") as answer:
            problem = await answer.json(content_type=None)
    assert (answer.status, problem["code"]) == (500, "internal")
    [record] = [one for one in caplog.records if one.name == "cauce.http"]
    assert problem["instance"] == f"urn:cauce:request:{record.reference}"


async def test_missing_addresses_and_methods(serve):
    client = await serve(take())
    async with client.get("/nowhere") as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (404, "not_found")
    async with client.get("/take") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")


async def test_a_store_that_cannot_take_it_answers_503(serve):
    async def full(request):
        raise Unavailable("disk full")

    client = await serve(Route("GET", "/", "public", full, cors=True))
    async with client.get("/") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_answers_of_every_kind(serve):
    async def handler(request):
        return {
            "json": Json([1], status=201, headers={"X-A": "b"}),
            "text": Text("añó", "text/html", fresh=60),
            "bytes": Bytes(b"\x00\x01", "image/png", cookies=(Cookie("a", "b", age=5, secure=True),)),
            "returned": Problem("too_many", headers={"Retry-After": "9"}),
            "own": Problem("teapot", "short and stout", status=418, title="A teapot"),
        }[request.params["kind"]]

    client = await serve(Route("GET", "/{kind}", "public", handler))
    async with client.get("/json") as answer:
        assert (answer.status, answer.headers["X-A"], await answer.json()) == (201, "b", [1])
    async with client.get("/text") as answer:
        assert (await answer.text(), answer.headers["Cache-Control"]) == ("añó", "public, max-age=60")
    async with client.get("/bytes") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert await answer.read() == b"\x00\x01"
        assert all(part in cookie for part in ("a=b", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=5"))
    async with client.get("/returned") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "9")
    async with client.get("/own") as answer:
        assert (answer.status, (await answer.json(content_type=None))["title"]) == (418, "A teapot")
    async with client.head("/text") as answer:
        assert (answer.status, await answer.read()) == (200, b"")


async def test_an_answer_that_is_none_is_the_handlers_fault(serve, caplog):
    async def handler(request):
        return Stream.__mro__[1]()

    client = await serve(Route("GET", "/", "public", handler))
    async with client.get("/") as answer:
        assert answer.status == 500


async def test_a_raw_route_gets_the_bytes_as_they_came(serve):
    async def handler(request):
        return Bytes(request.raw)

    client = await serve(Route("POST", "/raw", "public", handler, raw=True, body=BODY, limit=10))
    async with client.post("/raw", data=b"\xff\x00{") as answer:
        assert await answer.read() == b"\xff\x00{"
    async with client.post("/raw", data=b"x" * 11) as answer:
        assert answer.status == 413


async def test_pages_of_other_sites_may_call_only_where_it_is_said(serve):
    client = await serve(take(cors=True), Route("POST", "/own", "public", echo, body=BODY))
    async with client.options("/take", headers={"Origin": "https://a.example"}) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    async with client.post("/take", data=b"{", headers=JSON) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (400, "*")
        assert "Access-Control-Allow-Credentials" not in answer.headers
    async with client.post("/own", json={"text": "a"}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_what_needs_a_permission_is_closed_unless_the_gate_opens(serve):
    closed = await serve(Route("GET", "/users", "users.read", echo))
    async with closed.get("/users") as answer:
        assert answer.status == 401

    async def gate(request, permission):
        if request.headers.get("X-May") != permission:
            raise Problem("forbidden")

    guarded = await serve(Route("GET", "/users", "users.read", echo), gate=gate)
    async with guarded.get("/users") as answer:
        assert answer.status == 403
    async with guarded.get("/users", headers={"X-May": "users.read"}) as answer:
        assert answer.status == 200


async def test_a_stream_is_written_as_it_comes_and_closed_when_the_client_leaves(serve):
    closed = asyncio.Event()
    go_on = asyncio.Event()

    async def chunks():
        try:
            yield b"data: 1\n\n"
            await go_on.wait()
            while True:
                yield b"data: 2\n\n"
                await asyncio.sleep(0.01)
        finally:
            closed.set()

    async def handler(request):
        return Stream(chunks(), cookies=(Cookie("a", "b"),))

    client = await serve(Route("GET", "/", "public", handler))
    async with client.get("/") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert await answer.content.readuntil(b"\n\n") == b"data: 1\n\n"
        go_on.set()
        assert await answer.content.readuntil(b"\n\n") == b"data: 2\n\n"
    await asyncio.wait_for(closed.wait(), 120)
    async with client.head("/") as answer:
        assert answer.status == 200


async def test_streams_end_in_good_order_when_the_server_stops(serve):
    closed = asyncio.Event()

    async def chunks():
        try:
            yield b"data: 1\n\n"
            await asyncio.sleep(60)
        finally:
            closed.set()

    async def handler(request):
        return Stream(chunks())

    client = await serve(Route("GET", "/", "public", handler))
    async with client.get("/") as answer:
        await answer.content.readuntil(b"\n\n")
        stopping = asyncio.ensure_future(client.runner.cleanup())
        assert await asyncio.wait_for(answer.content.read(), 120) == b""
        await asyncio.wait_for(stopping, 120)
    assert closed.is_set()


@pytest.mark.parametrize(
    ("routes", "told"),
    [
        ([Route("GET", "/x", "", echo)], "names no permission"),
        ([Route("FETCH", "/x", "public", echo)], "method must be one of"),
        ([Route("GET", "x", "public", echo)], "path begin with /"),
        ([Route("GET", "/x", "public", echo), Route("GET", "/x", "a.b", echo)], "registered twice"),
    ],
)
def test_routes_that_are_wrong_stop_the_start(routes, told):
    with pytest.raises(PluginError, match=told):
        application(routes)


async def test_the_caller_behind_a_trusted_proxy_is_who_the_proxy_says(serve):
    async def who(request):
        return {"remote": request.remote}

    route = Route("GET", "/who", "public", who)
    said = {"X-Forwarded-For": "198.51.100.1"}
    for proxies, remote in ((None, "127.0.0.1"), (Proxies(["127.0.0.1"]), "198.51.100.1")):
        client = await serve(route, proxies=proxies)
        async with client.get("/who", headers=said) as answer:
            assert (await answer.json())["remote"] == remote


async def test_a_name_that_is_stored_as_another_counts_as_that_other(serve):
    client = await serve(Route("GET", "/q", "public", echo))
    async with client.get("/q?a=1&a%00=2") as answer:
        assert answer.status == 422
    async with client.get("/q?a%00=2") as answer:
        assert (await answer.json())["query"] == {"a": "2"}


@pytest.mark.parametrize("part", ["web%00", "%00", "a" * 2049])
async def test_a_part_of_the_path_that_would_be_stored_differently_is_nothing_of_ours(serve, part):
    client = await serve(Route("GET", "/c/{id}", "public", echo))
    async with client.get(URL(f"/c/{part}", encoded=True)) as answer:
        assert answer.status == 404
    async with client.get("/c/web") as answer:
        assert (await answer.json())["params"] == {"id": "web"}


def test_a_permission_that_is_none_stops_the_start():
    routes = [
        Route("GET", "/a", "public", echo),
        Route("GET", "/b", "login", echo),
        Route("GET", "/c", "notes.read", echo),
    ]
    application(routes, permissions=["notes.read"])
    with pytest.raises(PluginError, match=r"route GET /c asks for 'notes.read', a permission that is none"):
        application(routes, permissions=["notes.write"])
