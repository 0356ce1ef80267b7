"""Every operation, as each role, with much that fits its schemas and much that nearly does: nothing breaks, and every
answer is one that the document knows. The same seed gives the same requests."""

from __future__ import annotations

import random
import re

import pytest
from yarl import URL

from cauce.http import openapi
from cauce.model.permission import ROLES

ROUNDS = 12
TEXTS = [
    "", " ", "a", "ana", "ventas", "ADMIN", "OPERATOR", "ñandú", "Ünïcödé", "日本語", "👩‍💻" * 4, "e\u0301", "\u202eabc", "a\tb\nc",
    "'; DROP TABLE users; --", "<script>alert(1)</script>", "%s%n", "../../etc/passwd", "a" * 63, "x" * 64, "x" * 65, "y" * 191,
    "z" * 500, "#0b6e5f", "#FFFFFF", "users.read", "account.self", "*", "ana@example.org", "ı", "ß", "\x7f", "\u0000", "K",
]  # fmt: skip
NUMBERS = [0, 1, 2, 3, 7, 50, 100, 1000, 1001, -1, 2**31, 2**53 - 1, 2**53, 2**63, 1.0, 1.5]


def some(chance: random.Random, schema):
    """Return something that fits a schema, or nearly."""
    if chance.random() < 0.04:
        return chance.choice([None, True, 7, "x", [], {}])
    if "anyOf" in schema:
        return some(chance, chance.choice(schema["anyOf"]))
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = chance.choice(schema["type"]) if isinstance(schema["type"], list) else schema["type"]
    if kind == "object":
        return table(chance, schema)
    if kind == "array":
        return [some(chance, schema["items"]) for _ in range(chance.randrange(4))]
    return {
        "string": lambda: chance.choice(TEXTS),
        "integer": lambda: chance.choice(NUMBERS),
        "number": lambda: chance.choice([*NUMBERS, 0.5, -33.45]),
        "boolean": lambda: chance.random() < 0.5,
        "null": lambda: None,
    }[kind]()


def table(chance: random.Random, schema):
    """Return an object that fits a schema, or nearly."""
    if "properties" not in schema:
        return {chance.choice(TEXTS): some(chance, schema["additionalProperties"]) for _ in range(chance.randrange(4))}
    required = schema.get("required", ())
    kept = {name: part for name, part in schema["properties"].items() if name in required or chance.random() < 0.5}
    return {name: some(chance, part) for name, part in kept.items()}


def request(chance: random.Random, operation, path):
    """Return an address, a body and headers for an operation of the document."""
    address = re.sub(r"\{\w+\}", lambda _: str(chance.choice(NUMBERS)), path)
    query = {
        one["name"]: str(some(chance, one["schema"]))
        for one in operation["parameters"]
        if one["in"] == "query" and chance.random() < 0.5
    }
    headers = {"If-Match": "*"} if chance.random() < 0.8 else {}
    content = operation.get("requestBody")
    body = some(chance, content["content"]["application/json"]["schema"]) if content else None
    return URL(address).with_query(query), body, headers


@pytest.mark.parametrize("role", ROLES)
async def test_whatever_is_asked_is_answered_as_the_document_says(desk, role):
    chance = random.Random(f"{role} 1")
    await desk.add("jefa", "ADMIN")
    client = await desk.enter("ana", role)
    told: dict[int, int] = {}
    document = openapi.document(desk.routes, "1")
    for _ in range(ROUNDS):
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                # One's own way in is kept.
                if path in {"/api/auth/logout", "/api/auth/login"}:
                    continue
                address, body, headers = request(chance, operation, path)
                answer = await client(method.upper(), address, body, headers=headers)
                assert answer.status < 500, f"{method} {address} {body}"
                told[answer.status] = told.get(answer.status, 0) + 1
                if answer.status == 401:
                    # An admin may have switched off, or given another password to, whoever was there.
                    client = await desk.enter(f"otra{sum(told.values())}" if role == "ADMIN" else "ana", role)
    assert told[200] > ROUNDS
    assert told.get(422, 0) + told.get(404, 0) + told.get(403, 0) > ROUNDS


async def test_whatever_is_tried_at_the_door_is_answered_as_the_document_says(desk):
    await desk.add("ana", "OPERATOR")
    client = desk.client()
    for number, text in enumerate(TEXTS):
        client.headers = {
            "User-Agent": "agente ñ " * 40,
            "X-Forwarded-For": text.encode("ascii", "ignore").decode().strip() or "x",
        }
        client.headers = {name: value for name, value in client.headers.items() if value.isprintable()}
        told = await client("POST", "/api/auth/login", {"account": text, "password": f"{text}{number}"})
        assert told.status in {401, 422, 429}
        desk.clock.advance(3600)
