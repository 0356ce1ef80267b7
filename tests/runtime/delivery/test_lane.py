"""Sending: order, retries, what nobody knows the end of, and calls that must not be made twice."""

from __future__ import annotations

import asyncio

import pytest

from cauce.context import Response
from cauce.delivery import outbox
from cauce.delivery.lane import TRIES, backoff
from cauce.model.message import Capabilities
from cauce.transport import Refused, Unreachable
from delivery_rig import Recorder, Rig, until

CALLS = """
flow ficha
  triggers = ["hola", "envía"]

start:
  say "Busco"
  http {method} "https://api.example/{{contact.name}}" as ficha
    on error -> mal
  say "Plan {{ficha.plan}}"
  end "Fin"

mal:
  say "Falló: {{error.kind}}"
  end "Fin"
"""
GET = CALLS.format(method="GET")
POST = CALLS.format(method="POST")


async def states(rig: Rig) -> list[tuple[str, int, str | None]]:
    return await rig.rows("SELECT state, attempt, error FROM outbox ORDER BY id")


async def test_what_is_sent_is_recorded_with_the_networks_id(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("a")
        assert await states(rig) == [("sent", 1, None)] * 2
        found = await rig.rows("SELECT provider_id, status, repeated FROM messages WHERE direction = 'out' ORDER BY id")
        assert found == [("net-1", 1, 0), ("net-2", 1, 0)]
        assert (await rig.events()).count("message.status") == 2


async def test_the_delivery_says_who_and_keeps_its_id_over_retries(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(Unreachable("no route"))
        await rig.say("a")
        assert rig.transport.sent == []
        await rig.pass_time(2)
        first = rig.transport.sent[0]
        assert (first.id, first.address, first.message.text) == ("m2", ("visitor", "ana"), "1")


async def test_what_comes_behind_waits_for_what_could_not_be_sent(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.extend([Unreachable("no"), Unreachable("no")])
        assert await rig.say("a") == []
        assert await rig.say("b") == []
        assert [state for state, *_ in await states(rig)] == ["retry", "queued", "queued", "queued"]
        await rig.pass_time(1.3)
        assert rig.transport.texts() == []
        await rig.pass_time(3)
        assert rig.transport.texts() == ["1", "y", "2", "y"]


async def test_what_cannot_get_through_is_given_up_after_its_tries(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.extend([Unreachable("no")] * TRIES)
        await rig.say("a")
        for _ in range(TRIES):
            await rig.pass_time(700)
        assert (await states(rig))[0] == ("failed", TRIES, "no")
        assert rig.transport.texts()[0] == "y"
        assert await rig.rows("SELECT status, error FROM messages WHERE id = 2") == [(2, "no")]


async def test_what_is_refused_is_not_sent_again_and_the_rest_goes_on(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(Refused("blocked"))
        assert await rig.say("a") == ["y"]
        assert await states(rig) == [("failed", 1, "blocked"), ("sent", 1, None)]
        await rig.pass_time(1000)
        assert rig.transport.tried == 2


async def test_an_unknown_end_is_said_once_more_after_a_while_and_marked(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(ConnectionResetError("cut"))
        assert await rig.say("a") == []
        assert [state for state, *_ in await states(rig)] == ["unknown", "queued"]
        await rig.pass_time(60)
        assert rig.transport.tried == 1
        await rig.pass_time(31)
        assert rig.transport.texts() == ["1", "y"]
        assert await rig.rows("SELECT repeated FROM messages WHERE direction = 'out' ORDER BY id") == [(1,), (0,)]


async def test_there_is_no_third_time_for_what_ended_unseen_twice(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.extend([RuntimeError("?"), SystemExit(1)])
        await rig.say("a")
        await rig.pass_time(91)
        await rig.pass_time(91)
        assert (await states(rig))[0][::2] == ("failed", "unknown")
        assert rig.transport.texts() == ["y"]
        assert rig.transport.tried == 3


async def test_a_transport_that_drops_copies_is_simply_tried_again(tmp_path):
    async with Rig(tmp_path, transport=Recorder(capabilities=Capabilities(idempotent=True))) as rig:
        rig.transport.moods.append(RuntimeError("?"))
        assert await rig.say("a") == []
        assert [state for state, *_ in await states(rig)] == ["retry", "queued"]
        await rig.pass_time(2)
        assert rig.transport.texts() == ["1", "y"]
        assert await rig.rows("SELECT MAX(repeated) FROM messages") == [(0,)]


async def test_a_message_that_hangs_ends_unknown(tmp_path, monkeypatch):
    from cauce.delivery import lane

    monkeypatch.setattr(lane, "SEND_SECONDS", 0.05)
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(lambda: asyncio.sleep(60))
        await rig.say("a")
        assert (await states(rig))[0] == ("unknown", 1, "no answer in time")


async def test_a_send_that_hangs_does_not_hold_up_the_stop_and_is_unknown_afterwards(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(outbox, "DRAIN_SECONDS", 0.05)
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(asyncio.Event().wait)
        await rig.arrive("a")
        await until(lambda: rig.transport.tried)
        await rig.stop()
        assert "1 people were still being written to" in caplog.text
        assert "was never retrieved" not in caplog.text
        await rig.start()
        await rig.quiet()
        assert [state for state, *_ in await states(rig)] == ["unknown", "queued"]
        await rig.pass_time(91)
        assert rig.transport.texts() == ["1", "y"]


async def test_one_conversation_that_hangs_holds_up_no_other(tmp_path):
    async with Rig(tmp_path) as rig:
        gate = asyncio.Event()
        rig.transport.moods.append(gate.wait)
        await rig.arrive("a", "lenta")
        await until(lambda: rig.transport.tried)
        for n in range(5):
            await rig.arrive("a", f"otra{n}")
        await until(lambda: len(rig.transport.sent) == 10)
        assert rig.transport.texts("lenta") == []
        gate.set()
        await rig.quiet()
        assert rig.transport.texts("lenta") == ["1", "y"]


async def test_what_was_being_sent_when_the_process_died_is_unknown(tmp_path):
    async with Rig(tmp_path) as rig:
        rig.transport.moods.append(asyncio.Event().wait)
        await rig.arrive("a")
        await until(lambda: rig.transport.tried)
        await rig.crash()
        await rig.quiet()
        assert [state for state, *_ in await states(rig)] == ["unknown", "queued"]
        assert rig.transport.sent == []
        await rig.pass_time(91)
        assert rig.transport.texts() == ["1", "y"]
        assert await rig.say("b") == ["2", "y"]


async def test_with_a_transport_that_drops_copies_it_goes_on_at_once(tmp_path):
    async with Rig(tmp_path, transport=Recorder(capabilities=Capabilities(idempotent=True))) as rig:
        rig.transport.moods.append(asyncio.Event().wait)
        await rig.arrive("a")
        await until(lambda: rig.transport.tried)
        await rig.crash()
        await rig.quiet()
        assert rig.transport.texts() == ["1", "y"]


async def test_the_answer_of_another_system_comes_back_to_the_flow(tmp_path):
    async with Rig(tmp_path, GET) as rig:
        assert await rig.say("hola") == ["Busco", "Plan oro", "Fin"]
        assert rig.http.asked == [("GET", "https://api.example/Ana")]
        assert [state for state, *_ in await states(rig)] == ["sent"] * 4
        [asked] = await rig.rows("SELECT id FROM outbox WHERE kind = 'invoke'")
        assert await rig.rows("SELECT kind, `key`, state FROM inbox ORDER BY id") == [
            ("message", "in-1", "done"),
            ("answer", f"answer:{asked[0]}", "done"),
        ]


async def in_the_middle_of_a_call(rig: Rig) -> asyncio.Event:
    """Let somebody say hello to a flow that calls; return what lets the answer come."""
    gate = asyncio.Event()

    async def slow() -> Response:
        await gate.wait()
        return Response(200, {}, {"plan": "oro"})

    rig.http.answer = slow
    await rig.arrive("hola")
    await until(lambda: rig.http.asked)
    return gate


async def test_what_a_person_says_during_a_call_waits_for_its_end(tmp_path):
    talk = GET.replace('end "Fin"', 'ask "¿Algo más?" as mas\n  end "Dijiste {mas}"')
    async with Rig(tmp_path, talk) as rig:
        gate = await in_the_middle_of_a_call(rig)
        await rig.arrive("apúrate")
        assert await rig.rows("SELECT state FROM inbox WHERE `key` = 'in-2'") == [("waiting",)]
        gate.set()
        await rig.quiet()
        assert rig.transport.texts() == ["Busco", "Plan oro", "¿Algo más?", "Dijiste apúrate"]
        assert await rig.rows("SELECT COUNT(*) FROM inbox WHERE state <> 'done'") == [(0,)]


async def test_what_was_said_during_the_last_call_opens_the_next_conversation(tmp_path):
    async with Rig(tmp_path, GET) as rig:
        gate = await in_the_middle_of_a_call(rig)
        await rig.arrive("hola")
        rig.http.answer = lambda: Response(200, {}, {"plan": "plata"})
        gate.set()
        await until(lambda: len(rig.transport.sent) == 6)
        await rig.quiet()
        assert rig.transport.texts() == ["Busco", "Plan oro", "Fin", "Busco", "Plan plata", "Fin"]
        said = "SELECT conversation_id, COUNT(*) FROM messages GROUP BY conversation_id"
        assert await rig.rows(said) == [(1, 4), (2, 4)]


async def test_a_lane_that_breaks_down_goes_on_in_a_while(tmp_path, monkeypatch, caplog):
    from cauce.delivery import codec

    async with Rig(tmp_path, transport=Recorder(capabilities=Capabilities(idempotent=True))) as rig:
        real = codec.outbound
        monkeypatch.setattr(codec, "outbound", lambda text: 1 / 0)
        assert await rig.say("a") == []
        assert "a lane broke down" in caplog.text
        monkeypatch.setattr(codec, "outbound", real)
        await rig.pass_time(11)
        assert rig.transport.texts() == ["1", "y"]


async def test_a_kind_that_is_gone_leaves_by_error(tmp_path):
    async with Rig(tmp_path, GET) as rig:
        await rig.database.write(lambda db: None)
        object.__setattr__(rig.pipeline.caller, "kinds", {})
        assert await rig.say("hola") == ["Busco", "Falló: missing", "Fin"]


async def test_a_state_that_cannot_be_read_is_told_and_the_conversation_starts_again(tmp_path, caplog):
    async with Rig(tmp_path) as rig:
        await rig.say("a")
        await rig.crash()
        await rig.rows("UPDATE runs SET state = 'nonsense'")
        await rig.say("b")
        assert "a stored state cannot be read" in caplog.text
        assert await rig.say("c") == ["1", "y"]


async def test_a_system_that_fails_leaves_by_error(tmp_path):
    async with Rig(tmp_path, GET) as rig:

        def down() -> Response:
            raise OSError("nothing there")

        rig.http.answer = down
        assert await rig.say("hola") == ["Busco", "Falló: unreachable", "Fin"]


async def crashed_during_the_call(rig: Rig) -> None:
    rig.http.answer = asyncio.Event().wait
    await rig.arrive("hola")
    await until(lambda: rig.http.asked)
    assert len(rig.http.asked) == 1
    rig.http.answer = lambda: Response(200, {}, {"plan": "plata"})
    await rig.crash()
    await rig.quiet()


async def test_a_call_that_may_be_repeated_is_made_again_after_a_crash(tmp_path):
    async with Rig(tmp_path, GET) as rig:
        await crashed_during_the_call(rig)
        assert len(rig.http.asked) == 2
        assert rig.transport.texts() == ["Busco", "Plan plata", "Fin"]


async def test_a_call_that_must_not_be_repeated_ends_unknown_after_a_crash(tmp_path):
    async with Rig(tmp_path, POST) as rig:
        await crashed_during_the_call(rig)
        assert len(rig.http.asked) == 1
        assert rig.transport.texts() == ["Busco", "Falló: unknown", "Fin"]


async def test_a_call_whose_time_was_up_is_not_made_any_more(tmp_path):
    async with Rig(tmp_path, POST) as rig:
        rig.transport.moods.append(Unreachable("no"))
        await rig.say("hola")
        rig.clock.advance(61)
        await rig.pipeline._due()
        await rig.pass_time(5)
        assert rig.http.asked == []
        assert rig.transport.texts() == ["Busco", "Falló: timeout", "Fin"]
        assert ("failed", 0, "late") in await states(rig)


def test_the_rest_doubles_and_has_an_end():
    assert 1 <= backoff(1) <= 1.25
    assert 4 <= backoff(3) <= 5
    assert backoff(40) <= 750


@pytest.mark.timeout(900)
async def test_a_large_backlog_is_taken_up_little_by_little(tmp_path, monkeypatch):
    from cauce.delivery import outbox, recovery

    async with Rig(tmp_path, transport=Recorder(capabilities=Capabilities(idempotent=True))) as rig:
        rig.transport.moods.extend([Unreachable("no")] * 60)
        await asyncio.gather(*(rig.arrive("a", f"p{n}") for n in range(60)))
        await rig.quiet()
        assert rig.transport.sent == []
        monkeypatch.setattr(outbox, "BACKLOG", 10)
        monkeypatch.setattr(recovery, "PAGE", 7)
        rig.clock.advance(10)
        await rig.crash()
        await until(lambda: len(rig.transport.sent) == 120)
        for n in range(60):
            assert rig.transport.texts(f"p{n}") == ["1", "y"]
