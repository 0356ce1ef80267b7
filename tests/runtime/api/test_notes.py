"""Notes over HTTP: written by whoever sees the conversation, read by nobody else, and never sent to the person."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

import databases
import delivery_rig
from cauce.access import areas, users
from cauce.store import areas as area_rows
from delivery_rig import Rig
from desk_rig import running

ROOT = "/api/conversations"
MENTIONS = "/api/mentions"
FLOW = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
"""


@pytest.fixture
async def path(team):
    """Where the notes are of a conversation that waits in an area."""
    return f"{ROOT}/{await team.conversation('queue', 'Ventas')}/notes"


async def ventas(team) -> int:
    """Return the number of the area."""
    return (await team.database.read(partial(area_rows.named, name="Ventas"))).id


async def test_a_note_is_written_read_changed_and_deleted_by_its_author(team, path):
    ana, beto = await team.enter("ana"), await team.enter("beto")
    made = await ana("POST", path, {"text": "Ojo: debe la cuota de marzo 👀"})
    assert (made.status, made.body["author"], made.body["name"], made.body["mentions"]) == (
        201, team.users["ana"].id, "Ana", [],
    )  # fmt: skip
    one = f"{path}/{made.body['id']}"
    shown = await beto("GET", one)
    assert (shown.body, shown.headers["ETag"]) == (made.body, made.headers["ETag"])
    team.clock.advance(60)
    changed = await ana("PATCH", one, {"text": "Ya pagó"}, headers={"If-Match": shown.headers["ETag"]})
    assert (changed.status, changed.body["text"]) == (200, "Ya pagó")
    assert changed.body["updated_at"] == made.body["updated_at"] + 60_000
    assert (await ana("PATCH", one, {"text": "Ya pagó"}, headers={"If-Match": "*"})).body == changed.body
    assert (await beto("GET", path)).body["items"] == [changed.body]
    assert (await ana("DELETE", one)).status == 204
    assert (await ana("GET", one)).status == (await ana("DELETE", one)).status == 404
    assert (await beto("GET", path)).body["items"] == []
    told = await team.facts(team.conversations[0])
    assert [kind for kind, _ in told] == ["note.new", "note.changed", "note.deleted"]
    assert told[0][1] == {"who": team.users["ana"].id, "name": "Ana", "note": made.body["id"], "mentions": []}
    assert await team.audited("note.deleted") == []


async def test_another_changes_none_and_only_who_supervises_deletes_one_which_is_written_down(team, path):
    ana, beto, jefa = [await team.enter(name) for name in ("ana", "beto", "jefa")]
    note = (await ana("POST", path, {"text": "x"})).body["id"]
    for client in (beto, jefa):
        told = await client("PATCH", f"{path}/{note}", {"text": "y"}, headers={"If-Match": "*"})
        assert (told.status, told.code) == (403, "forbidden")
    assert (await beto("DELETE", f"{path}/{note}")).code == "forbidden"
    assert (await ana("GET", f"{path}/{note}")).body["text"] == "x"
    assert (await jefa("DELETE", f"{path}/{note}")).status == 204
    assert await team.audited("note.deleted") == [(team.users["jefa"].id, f"conversation:{team.conversations[0]}")]


async def test_of_two_who_saw_the_same_note_one_changes_it_and_the_other_is_told_what_is_there(team, path):
    ana = await team.enter("ana")
    made = await ana("POST", path, {"text": "x"})
    one, tag = f"{path}/{made.body['id']}", {"If-Match": made.headers["ETag"]}
    assert (await ana("PATCH", one, {"text": "y"})).code == "unconditional"
    both = await asyncio.gather(*(ana("PATCH", one, {"text": text}, headers=tag) for text in ("uno", "dos")))
    won, lost = sorted(both, key=lambda told: told.status)
    assert (won.status, lost.status, lost.code) == (200, 412, "changed")
    assert lost.body["current"] == won.body == (await ana("GET", one)).body
    assert lost.headers["ETag"] == won.headers["ETag"]


async def test_what_is_foreign_is_not_there(team, path):
    ana, eva = await team.enter("ana"), await team.enter("eva")
    note = (await ana("POST", path, {"text": "para @eva"})).body
    other = await team.conversation("queue", "Ventas")
    for client, where in ((eva, path), (eva, f"{ROOT}/999/notes"), (ana, f"{ROOT}/{other}/notes")):
        one = f"{where}/{note['id']}"
        assert (await client("GET", one)).status == (await client("DELETE", one)).status == 404
        assert (await client("PATCH", one, {"text": "y"}, headers={"If-Match": "*"})).status == 404
    for where in (path, f"{ROOT}/999/notes"):
        assert (await eva("GET", where)).status == (await eva("POST", where, {"text": "y"})).status == 404
    assert (await ana("GET", f"{path}/{note['id']}")).body == note


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": ""}, {"text": " \n"}, {"text": None}, {"text": 7}, {"text": "x" * 10_001}, {"text": "x", "author": 1},
        {"text": "x", "mentions": [1]}, {"text": "x", "id": 1}, {"text": " ".join(f"@persona{n}" for n in range(21))},
    ],
)  # fmt: skip
async def test_what_is_no_note_is_refused(team, path, body):
    ana = await team.enter("ana")
    kept = await ana("POST", path, {"text": "x"})
    assert (await ana("POST", path, body)).status == 422
    assert (await ana("PATCH", f"{path}/{kept.body['id']}", body, headers={"If-Match": "*"})).status == 422
    assert (await ana("GET", path)).body["items"] == [kept.body]


async def test_notes_come_in_pages_the_last_first_and_who_read_them_is_written_down(team, path):
    ana = await team.enter("ana")
    made = [(await ana("POST", path, {"text": f"{n}"})).body for n in range(5)]
    first = (await ana("GET", f"{path}?limit=3")).body
    rest = (await ana("GET", f"{path}?limit=3&cursor={first['next']}")).body
    assert [*first["items"], *rest["items"]] == made[::-1]
    assert rest["next"] is None
    other = await team.conversation("queue", "Ventas")
    assert (await ana("GET", f"{ROOT}/{other}/notes?cursor={first['next']}")).status == 422
    await team.database.write(lambda db: None)
    opened = (team.users["ana"].id, f"conversation:{team.conversations[0]}")
    assert await team.audited("conversation.opened") == [opened] * 2


async def test_who_is_named_and_sees_the_conversation_is_told_and_nobody_else(team, path):
    ana, beto, eva = [await team.enter(name) for name in ("ana", "beto", "eva")]
    gone = await team.add("gina", "OPERATOR")
    await team.access.do(team.access.console(), "", areas.join, await ventas(team), gone.id)
    await team.access.do(team.access.console(), "", users.set_active, gone.id, False)
    text = "@BETO, mira (@jefa). @eva @gina @nadie @ana beto@ventas.cl ñ@beto @beto."
    note = (await ana("POST", path, {"text": text})).body
    assert note["mentions"] == [team.users["beto"].id, team.users["jefa"].id]
    assert note["text"] == text
    assert (await team.facts(team.conversations[0]))[0][1]["mentions"] == note["mentions"]
    [mention] = (await beto("GET", MENTIONS)).body["items"]
    assert mention == {
        "id": mention["id"], "conversation": team.conversations[0], "note": note["id"], "author": team.users["ana"].id,
        "name": "Ana", "text": text, "seen": False, "created_at": note["created_at"],
    }  # fmt: skip
    assert (await eva("GET", MENTIONS)).body["items"] == (await ana("GET", MENTIONS)).body["items"] == []
    assert (await eva("PUT", f"{MENTIONS}/{mention['id']}/seen")).status == 404
    assert (await beto("PUT", f"{MENTIONS}/999/seen")).status == 404
    for _ in range(2):
        assert (await beto("PUT", f"{MENTIONS}/{mention['id']}/seen")).status == 204
    assert (await beto("GET", MENTIONS)).body["items"] == [{**mention, "seen": True}]


async def test_a_changed_note_names_whom_it_names_then_and_tells_nobody_twice(team, path):
    ana, beto, jefa = [await team.enter(name) for name in ("ana", "beto", "jefa")]
    note = (await ana("POST", path, {"text": "@beto"})).body
    [mention] = (await beto("GET", MENTIONS)).body["items"]
    await beto("PUT", f"{MENTIONS}/{mention['id']}/seen")
    one = f"{path}/{note['id']}"
    both = (await ana("PATCH", one, {"text": "@jefa @beto"}, headers={"If-Match": "*"})).body["mentions"]
    assert sorted(both) == [team.users["beto"].id, team.users["jefa"].id]
    assert (await beto("GET", MENTIONS)).body["items"] == [{**mention, "text": "@jefa @beto", "seen": True}]
    await ana("PATCH", one, {"text": "@jefa"}, headers={"If-Match": "*"})
    assert (await beto("GET", MENTIONS)).body["items"] == []
    assert [told["text"] for told in (await jefa("GET", MENTIONS)).body["items"]] == ["@jefa"]
    await ana("DELETE", one)
    assert (await jefa("GET", MENTIONS)).body["items"] == []


async def test_mentions_come_the_unseen_first_and_only_while_one_sees_the_conversation(team, path):
    ana, beto = await team.enter("ana"), await team.enter("beto")
    for number in range(5):
        await ana("POST", path, {"text": f"@beto {number}"})
    found = (await beto("GET", MENTIONS)).body["items"]
    for mention in found[:2]:
        await beto("PUT", f"{MENTIONS}/{mention['id']}/seen")
    first = (await beto("GET", f"{MENTIONS}?limit=2")).body
    rest = (await beto("GET", f"{MENTIONS}?cursor={first['next']}")).body["items"]
    assert [one["text"][-1] for one in [*first["items"], *rest]] == ["2", "1", "0", "4", "3"]
    await team.access.do(team.access.console(), "", areas.leave, await ventas(team), team.users["beto"].id)
    assert (await beto("GET", MENTIONS)).body["items"] == []
    assert (await beto("PUT", f"{MENTIONS}/{found[4]['id']}/seen")).status == 404


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_a_note_never_reaches_the_person(kind, tmp_path, monkeypatch):
    databases.prepare(kind)
    monkeypatch.setattr(delivery_rig, "kind", kind)
    async with Rig(tmp_path, FLOW) as rig, running(rig.backend, rig=rig) as desk:
        await desk.add("ana", "OPERATOR")
        await desk.area("Ventas", "ana")
        await rig.say("hola")
        ana = await desk.enter("ana")
        count = "SELECT (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM messages)"
        before = await rig.rows(count)
        made = await ana("POST", f"{ROOT}/1/notes", {"text": "Cliente difícil"})
        await ana("POST", f"{ROOT}/1/take", {})
        changed = {"text": "Cliente muy difícil"}
        await ana("PATCH", f"{ROOT}/1/notes/{made.body['id']}", changed, headers={"If-Match": "*"})
        await rig.quiet()
        assert await rig.rows(count) == before
        assert (await ana("POST", f"{ROOT}/1/messages", {"text": "Buenas"})).status == 201
        await rig.quiet()
        assert rig.transport.texts() == ["Te paso con ventas", "Buenas"]
        said = (await ana("GET", f"{ROOT}/1/messages")).body["items"]
        assert not any("difícil" in one["text"] for one in said)
        heard = repr(await rig.transcript())
        assert "Buenas" in heard
        assert "difícil" not in heard
