"""Drafts over HTTP: one's own, kept on the server, and no tab overwrites what it never saw."""

from __future__ import annotations

import asyncio
import json

import pytest

ROOT = "/api/conversations"


@pytest.fixture
async def path(team):
    return f"{ROOT}/{await team.conversation('queue', 'Ventas')}/draft"


async def test_a_draft_is_kept_and_taken_away(team, path):
    ana, beto = await team.enter("ana"), await team.enter("beto")
    none = await ana("GET", path)
    assert none.body == {"text": "", "revision": 0, "updated_at": None}
    saved = await ana("PUT", path, {"text": "Hola, "}, headers={"If-Match": none.headers["ETag"]})
    assert saved.body == {"text": "Hola, ", "revision": 1, "updated_at": team.clock.now()}
    team.clock.advance(5)
    more = await ana("PUT", path, {"text": "Hola, ¿cómo va? 👋"}, headers={"If-Match": saved.headers["ETag"]})
    found = await ana("GET", path)
    assert found.body == more.body == {"text": "Hola, ¿cómo va? 👋", "revision": 2, "updated_at": team.clock.now()}
    assert found.headers["ETag"] == more.headers["ETag"]
    # Nobody else's.
    assert (await beto("GET", path)).body == none.body
    assert (await ana("DELETE", path)).code == "unconditional"
    assert (await ana("DELETE", path, headers={"If-Match": saved.headers["ETag"]})).code == "changed"
    assert (await ana("DELETE", path, headers={"If-Match": more.headers["ETag"]})).status == 204
    assert (await ana("GET", path)).body == none.body
    assert (await ana("DELETE", path, headers={"If-Match": "*"})).status == 204
    assert await team.facts(team.conversations[0]) == []


async def test_of_two_tabs_the_second_is_told_what_is_there(team, path):
    ana = await team.enter("ana")
    for start in (await ana("GET", path), await ana("PUT", path, {"text": "x"}, headers={"If-Match": "*"})):
        await ana("DELETE", path, headers={"If-Match": "*"})
        tag = {"If-Match": start.headers["ETag"]}
        if start.body["revision"]:
            await ana("PUT", path, {"text": "x"}, headers={"If-Match": "*"})
        both = await asyncio.gather(*(ana("PUT", path, {"text": text}, headers=tag) for text in ("uno", "dos")))
        won, lost = sorted(both, key=lambda told: told.status)
        assert (won.status, lost.status, lost.code) == (200, 412, "changed")
        assert lost.body["current"] == won.body == (await ana("GET", path)).body
        again = await ana("PUT", path, {"text": "los dos"}, headers={"If-Match": lost.headers["ETag"]})
        assert (again.status, again.body["text"]) == (200, "los dos")


async def test_what_is_foreign_is_not_there(team, path):
    eva, ana = await team.enter("eva"), await team.enter("ana")
    for client, where in ((eva, path), (ana, f"{ROOT}/999/draft")):
        assert (await client("GET", where)).status == 404
        assert (await client("PUT", where, {"text": "x"}, headers={"If-Match": "*"})).status == 404
        assert (await client("DELETE", where, headers={"If-Match": "*"})).status == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"text": None}, {"text": 7}, {"text": "x" * 16_385}, {"text": "x", "revision": 9}, {"text": "x", "user": 1}],
)
async def test_what_is_no_draft_is_refused(team, path, body):
    ana = await team.enter("ana")
    assert (await ana("PUT", path, body, headers={"If-Match": "*"})).status == 422
    assert (await ana("GET", path)).body["revision"] == 0


async def test_the_longest_draft_is_kept_whole(team, path):
    ana = await team.enter("ana")
    text = "ñ" * 16_384
    raw, headers = json.dumps({"text": text}, ensure_ascii=False), {"Content-Type": "application/json", "If-Match": "*"}
    assert (await ana("PUT", path, data=raw.encode(), headers=headers)).status == 200
    assert (await ana("GET", path)).body["text"] == text
