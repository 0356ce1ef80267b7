"""Sync: whoever was away misses nothing, or is told to load it anew; nobody gets more by asking."""

from __future__ import annotations

import asyncio

import pytest

from cauce.live import sync as module
from cauce.store import events, news
from delivery_rig import COUNTER, Rig
from live_rig import live_desk, until


async def supervisor(desk, **more):
    """A console that hears everything."""
    return await desk.console(await desk.running.enter("sofia", "SUPERVISOR"), **more)


def seqs(answer, stream) -> list[int]:
    return [one["seq"] for one in answer["events"] if one["stream"] == stream]


async def test_what_happened_meanwhile_is_told_in_order_by_cursor_and_by_log(desk):
    console = await supervisor(desk)
    old = await desk.running.conversation("bot")
    await desk.tell(old, 2)
    await until(lambda: console.of(f"conversation:{old}") == [1, 2])
    last = await desk.running.database.read(news.head)
    log = (await until(lambda: [one for one in console.bodies("heartbeat") if one["log"] >= last]))[-1]["log"]
    await console.close()
    await desk.tell(old, 3)
    fresh = await desk.running.conversation("bot")
    await desk.tell(fresh, 2)
    again = await supervisor(desk)
    answer = await again.ask("sync", {"cursors": {f"conversation:{old}": 2}})
    assert answer["ok"]
    assert (seqs(answer, f"conversation:{old}"), answer["resync"], answer["all"]) == ([3, 4, 5], [], False)
    answer = await again.ask("sync", {"log": log})
    assert (seqs(answer, f"conversation:{old}"), seqs(answer, f"conversation:{fresh}")) == ([3, 4, 5], [1, 2])
    assert {one["name"] for one in answer["events"]} == {"conversation:update"}
    both = await again.ask("sync", {"log": log, "cursors": {f"conversation:{old}": 4}})
    assert (seqs(both, f"conversation:{old}"), seqs(both, f"conversation:{fresh}")) == ([5], [1, 2])
    assert (await again.ask("sync", {}))["events"] == []


async def test_a_heartbeat_says_how_far_each_stream_was_told(quick):
    console = await supervisor(quick)
    one = await quick.running.conversation("bot")
    await quick.tell(one, 3)
    stream = f"conversation:{one}"
    beats = await until(lambda: [beat for beat in console.bodies("heartbeat") if stream in beat["heads"]])
    await until(lambda: [beat["heads"] for beat in console.bodies("heartbeat") if 3 in beat["heads"].values()])
    assert beats[0]["heads"][stream] <= 3
    assert await until(lambda: [beat for beat in console.bodies("heartbeat") if beat["log"] == 3])


async def test_who_missed_too_much_loads_anew(quick, monkeypatch):
    monkeypatch.setattr(module, "SCAN", 300)
    console = await supervisor(quick)
    one, other = await quick.running.conversation("bot"), await quick.running.conversation("bot")

    def many(db, conversation, count):
        events.tell(db, conversation, [("conversation.noted", {"number": n}) for n in range(count)], 1)

    await quick.running.database.write(lambda db: many(db, one, module.EACH + 1))
    await quick.running.database.write(lambda db: many(db, other, module.EACH))
    cursors = {f"conversation:{one}": 0, f"conversation:{other}": 0}
    answer = await console.ask("sync", {"cursors": cursors})
    assert answer["resync"] == [f"conversation:{one}"]
    assert seqs(answer, f"conversation:{other}") == list(range(1, module.EACH + 1))
    assert not (await console.ask("sync", {"log": 0}))["all"]
    await quick.running.database.write(lambda db: many(db, one, 300))
    assert (await console.ask("sync", {"log": 0}))["all"]


async def test_a_cursor_that_lies_gets_nothing(desk):
    running = desk.running
    ana = await running.enter("ana", "OPERATOR")
    await running.area("ventas", "ana")
    mine, foreign = await running.conversation("queue", "ventas"), await running.conversation("queue", "soporte")
    await desk.tell(mine)
    await desk.tell(foreign)
    console = await desk.console(ana)
    user = running.users["ana"].id
    for stream, seq in (
        (f"conversation:{foreign}", 0),
        ("conversation:999999", 0),
        (f"conversation:{mine}", 2),
        (f"conversation:{mine}", 2**53 - 1),
        (f"user:{user + 1}", 0),
        ("conversation:9999999999999999", 0),
    ):
        answer = await console.ask("sync", {"cursors": {stream: seq}})
        assert answer["ok"], stream
        assert (answer["events"], answer["resync"]) == ([], [stream])
    answer = await console.ask("sync", {"log": 0})
    assert [one["stream"] for one in answer["events"]] == [f"conversation:{mine}"]
    assert (await console.ask("sync", {"log": 2**53 - 1}))["all"]
    assert (await console.ask("sync", {"cursors": {f"user:{user}": 0, "team": 0}}))["resync"] == []


@pytest.mark.parametrize(
    "body",
    [
        None, [], "x", 7, {"cursors": []}, {"cursors": {"conversation:1": -1}}, {"cursors": {"conversation:1": 2**53}},
        {"cursors": {"conversation:1": True}}, {"cursors": {"conversation:1": "1"}}, {"cursors": {"conversation:1": None}},
        {"cursors": {"conversation:1": 1.5}}, {"cursors": {"conversation:01": 0}}, {"cursors": {"Conversation:1": 0}},
        {"cursors": {"conversation:1 ": 0}}, {"cursors": {"conversation:1\n": 0}}, {"cursors": {"conversation:１": 0}},
        {"cursors": {"conversation:-1": 0}}, {"cursors": {"conversation:0": 0}}, {"cursors": {"area:ventas": 0}},
        {"cursors": {"": 0}}, {"cursors": {f"conversation:{10**20}": 0}}, {"log": -1}, {"log": "0"}, {"log": None},
        {"cursors": {}, "room": "area:ventas"}, {"cursors": {f"conversation:{n}": 0 for n in range(1, 102)}},
    ],
)  # fmt: skip
async def test_what_is_no_question_is_refused(quick, body):
    console = await supervisor(quick)
    answer = await console.ask("sync", body)
    assert answer["error"]["code"] == "invalid"
    assert (await console.ask("sync", {}))["ok"]


async def test_who_was_moved_away_from_is_told_so_by_the_log(desk):
    running = desk.running
    ana = await running.enter("ana", "OPERATOR")
    await running.area("ventas", "ana")
    await running.area("soporte")
    one = await running.conversation("queue", "ventas")
    await ana("POST", f"/api/conversations/{one}/take", {})
    await ana("POST", f"/api/conversations/{one}/transfer", {"area": "soporte", "reason": "secreta"})
    console = await desk.console(ana)
    answer = await console.ask("sync", {"log": 0})
    [told] = answer["events"]
    assert (told["name"], told["data"]) == ("conversation:left", {"conversation": {"id": one}})


async def test_nothing_is_missed_while_a_client_comes_and_goes_and_people_write(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        assert rig.backend is not None
        async with live_desk(rig.backend, rig=rig) as desk:
            sofia = await desk.running.enter("sofia", "SUPERVISOR")

            async def write() -> None:
                for number in range(60):
                    await rig.say("hola", f"v{number % 3}")

            writing = asyncio.create_task(write())
            seen: dict[str, dict[int, dict]] = {}
            log = 0
            while True:
                last = writing.done()
                console = await desk.console(sofia)
                answer = await console.ask("sync", {"log": log})
                assert not answer["all"]
                for one in answer["events"]:
                    seen.setdefault(one["stream"], {})[one["seq"]] = one
                await until(lambda console=console: writing.done() or len(console.told) > 8)
                log = console.bodies("heartbeat")[-1]["log"]
                await console.close()
                live = [body for _, body in console.told if "stream" in body]
                for stream in {one["stream"] for one in live}:
                    order = console.of(stream)
                    assert order == list(range(order[0], order[-1] + 1))
                for one in live:
                    seen.setdefault(one["stream"], {})[one["seq"]] = one
                if last:
                    break
            await writing
            await rig.quiet()
            console = await desk.console(sofia)
            for one in (await console.ask("sync", {"log": log}))["events"]:
                seen.setdefault(one["stream"], {})[one["seq"]] = one
            stored = await desk.running.database.read(
                lambda db: db.execute("SELECT stream, COUNT(*) FROM events GROUP BY stream").fetchall()
            )
            assert {stream: len(found) for stream, found in seen.items()} == dict(stored)
            texts = [
                one["data"]["message"]["text"]
                for _, one in sorted(seen["conversation:1"].items())
                if one["type"] == "message.new"
            ]
            assert texts[:3] == ["hola", "1", "y"]
            assert texts.count("hola") == 20
