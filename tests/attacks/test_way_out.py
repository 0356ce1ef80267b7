"""Flows that are made to call what they must not: a person names the address, the whole service runs, a trap stands inside."""

from __future__ import annotations

import gzip
import json
import logging
import secrets
from urllib.parse import parse_qs, unquote

import pytest
import pytest_asyncio

from attacks.target import PERSON, attacked, body, message
from internet import Net, answer, drip, flood, headers_without_end

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "canario-de-la-llave-0123456789"
CALL = """
flow llamar
  triggers = ["llamar"]

start:
  ask "?" as url
  http GET "{url}" as r timeout=1s
    headers = {Authorization: "Bearer {secret.andina}"}
    on error -> mal
  end "bien {r}"

mal:
  end "mal {error.kind} {error.status} {error.message} {error.body}"
"""
PART = """
flow parte
  triggers = ["parte"]

start:
  ask "?" as quien
  http GET "http://127.0.0.1:PORT/clientes/{quien}/saldo?de={quien}" as r timeout=5s
    on error -> mal
  end "bien {r}"

mal:
  end "mal {error.kind} {error.status}"
"""
HEADER = """
flow cabecera
  triggers = ["cabecera"]

start:
  ask "?" as valor
  http POST "http://127.0.0.1:PORT/x" as r timeout=5s
    headers = {"X-Quien": valor}
    json = {quien: valor}
    on error -> mal
  end "bien"

mal:
  end "mal {error.kind} {error.message}"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def target(tmp_path_factory):
    """A service that may reach one system inside; next to it stands a trap that it may not."""
    async with Net().open() as system, Net().open() as trap:
        for path in ("/", "/health/live", "/x"):
            trap.pages[path] = answer(b"caught")
        flows = {
            "llamar": CALL,
            "parte": PART.replace("PORT", str(system.port)),
            "cabecera": HEADER.replace("PORT", str(system.port)),
        }
        more = {"ANDINA": CANARY, "CAUCE_EGRESS_ALLOW": f"127.0.0.1:{system.port}"}
        extra = '\n[secrets]\nandina = "env:ANDINA"\n'
        async with attacked(tmp_path_factory.mktemp("out"), flows, extra=extra, **more) as found:
            found.seen = {"system": system, "trap": trap}
            yield found


async def asked(target, flow, *words):
    """Let a new person go through a flow; return the last thing that they are told."""
    person = "549" + str(secrets.randbelow(10**10)).zfill(10)
    for word in (flow, *words):
        raw = body({**message(word), "from": person}).replace(PERSON.encode(), person.encode())
        assert await target.hook(raw) == 200
        await target.quiet()
    rows = await target.rows(
        "SELECT m.body FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN identities i ON i.id = c.identity_id "
        "WHERE i.value = ? AND m.direction = 'out' ORDER BY m.id DESC LIMIT 1",
        person,
    )
    return json.loads(rows[0][0])["text"]


INSIDE = [
    "http://127.0.0.1:{trap}/",
    "https://127.0.0.1:{trap}/",
    "http://localhost:{trap}/",
    "http://127.0.0.1./",
    "http://127.1:{trap}/",
    "http://2130706433:{trap}/",
    "http://0x7f000001:{trap}/",
    "http://0177.0.0.1:{trap}/",
    "http://１２７.０.０.１:{trap}/",
    "http://127。0。0。1:{trap}/",
    "http://[::1]:{trap}/",
    "http://[::ffff:127.0.0.1]:{trap}/",
    "http://[::ffff:7f00:1]:{trap}/",
    "http://[64:ff9b::7f00:1]:{trap}/",
    "http://0.0.0.0:{trap}/",
    "http://[::]:{trap}/",
    "http://127.0.0.1:{system}@127.0.0.1:{trap}/",
    "http://127.0.0.1:{system}#@127.0.0.1:{trap}/nada",
    "http://127.0.0.1:{trap}#127.0.0.1:{system}/",
    "http://127.0.0.1:{trap}?127.0.0.1:{system}/",
    "http://127.0.0.1:{trap}\\@127.0.0.1:{system}/",
    "http://127.0.0.1:{own}/health/live",
    "http://127.0.0.1:{own}/webhooks/whatsapp",
    "http://localhost:{own}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://100.100.100.200/",
    "https://10.0.0.1/",
    "https://192.168.0.1/",
    "https://[fd00::1]/",
    "https://[fe80::1%25lo]/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:{trap}/_GET",
    "ftp://127.0.0.1:{trap}/",
    "dict://127.0.0.1:{trap}/x",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "ws://127.0.0.1:{trap}/",
    "data:text/plain,hola",
    "javascript:alert(1)",
    "//127.0.0.1:{trap}/",
    "127.0.0.1:{trap}",
    "HTTP://127.0.0.1:{trap}/",
    "http:///127.0.0.1:{trap}/",
    "http://u:p@127.0.0.1:{system}/",
    "nada",
]


@pytest.mark.parametrize("url", INSIDE)
async def test_an_address_inside_is_not_called_however_it_is_written(target, url):
    trap, system = target.seen["trap"], target.seen["system"]
    before = len(trap.heard)
    told = await asked(target, "llamar", url.format(trap=trap.port, system=system.port, own=target.port))
    if url != "http://127.0.0.1:{system}#@127.0.0.1:{trap}/nada":  # that one names the system that may be called
        assert told.startswith("mal unreachable")
    assert len(trap.heard) == before
    assert "caught" not in told
    assert "root:" not in told


async def test_what_is_allowed_is_called_and_says_back_no_secret(target, caplog):
    caplog.set_level(logging.DEBUG)
    system = target.seen["system"]

    async def echo(reader, writer):
        writer.write(answer(json.dumps({"oído": system.heard[-1]}).encode(), content_type="application/json"))

    system.pages["/eco"] = echo
    told = await asked(target, "llamar", f"http://127.0.0.1:{system.port}/eco")
    assert system.header("Authorization") == f"Bearer {CANARY}"
    assert told.startswith("bien")
    assert "•••" in told
    for rows in (await target.everything()).values():
        assert CANARY not in repr(rows)
    assert CANARY not in caplog.text


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
async def test_a_redirect_to_the_inside_is_not_followed(target, status):
    system, trap = target.seen["system"], target.seen["trap"]
    system.pages["/ir"] = answer(b"", f"{status} x", location=f"http://127.0.0.1:{trap.port}/")
    before = len(trap.heard)
    assert (await asked(target, "llamar", f"http://127.0.0.1:{system.port}/ir")).startswith(f"mal status {status}")
    assert len(trap.heard) == before


ANSWERS = {
    "a byte now and then": (drip, "mal timeout"),
    "a flood": (flood, "mal unreachable"),
    "headers without end": (headers_without_end, "mal unreachable"),
    "a bomb": (answer(gzip.compress(b"x" * 20_000_000), content_encoding="gzip"), "mal unreachable"),
    "a bomb in a bomb": (answer(gzip.compress(gzip.compress(b"x" * 20_000_000)), content_encoding="gzip, gzip"), "mal unreachable|bien"),
    "nonsense": (b"\0\1\2\3\r\n\r\n", "mal unreachable"),
    "cut short": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nab", "mal timeout"),
    "a list of great depth": (answer(b"[" * 200_000, content_type="application/json"), "Lo sentimos"),
    "half a pair and a NUL": (answer(b'{"a": "\\ud800\\u0000b"}', content_type="application/json"), "bien"),
    "a template": (answer(b"{secret.andina}{1 + 1}", content_type="text/plain"), "bien {secret.andina}{1 + 1}"),
    "a map that looks like a secret": (answer(b'{"$secret": "andina"}', content_type="application/json"), "bien"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_hostile_answer_ends_and_harms_nobody(target, name):
    page, expected = ANSWERS[name]
    system = target.seen["system"]
    system.pages["/malo"] = page
    told = await asked(target, "llamar", f"http://127.0.0.1:{system.port}/malo")
    assert told.startswith(tuple(expected.split("|"))), told[:300]
    for rows in (await target.everything()).values():
        assert CANARY not in repr(rows)
    for (state,) in await target.rows("SELECT state FROM runs WHERE state IS NOT NULL"):
        assert len(state) <= 4 * 65536
    assert await target.is_well()


@pytest.mark.parametrize(
    "word",
    [
        "41",
        "../admin?todo=1",
        "../../../../admin",
        "41&admin=1#x",
        "41 HTTP/1.1\r\nX-A: b",
        "41%2f..%2fadmin",
        "41;admin",
        "@evil.example",
        "41\\..\\admin",
        "ñandú 1+1",
    ],
)
async def test_what_a_person_writes_stays_in_its_place_of_the_address(target, word):
    system = target.seen["system"]
    before = len(system.heard)
    await asked(target, "parte", word)
    assert len(system.heard) == before + 1
    method, where, version = system.heard[-1].split("\r\n")[0].split(" ")
    path, _, query = where.partition("?")
    assert (method, version) == ("GET", "HTTP/1.1")
    assert [unquote(part) for part in path.split("/")] == ["", "clientes", word, "saldo"]
    assert parse_qs(query, strict_parsing=True) == {"de": [word]}
    assert system.header("X-A") is None


@pytest.mark.parametrize("word", [".", "..", "..."])
async def test_a_step_up_the_path_is_none(target, word):
    system = target.seen["system"]
    await asked(target, "parte", word)
    assert system.heard[-1].split(" ")[1] == "/clientes//saldo?de="


@pytest.mark.parametrize("word", ["a\r\nX-A: b", "a\nX-A: b", "a\rX-A: b", "a\r\n\r\nGET /x HTTP/1.1", "\x01", "\x7f"])
async def test_what_a_person_writes_is_no_second_header(target, word):
    system = target.seen["system"]
    before = len(system.heard)
    assert (await asked(target, "cabecera", f"x{word}y")).startswith("mal unreachable the header X-Quien is not valid")
    assert len(system.heard) == before


async def test_what_a_person_writes_in_a_body_is_a_text(target):
    system = target.seen["system"]
    system.pages["/x"] = answer()
    assert await asked(target, "cabecera", 'x", "admin": true, "y": "') == "bien"
    assert json.loads(system.bodies[-1]) == {"quien": 'x", "admin": true, "y": "'}
