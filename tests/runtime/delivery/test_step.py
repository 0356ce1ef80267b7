"""Steps: what comes in moves the conversation on, once, in order, in one transaction."""

from __future__ import annotations

import pytest

from cauce.engine.scene import AreaView
from cauce.store import conversations
from cauce.store.conversations import Holder
from delivery_rig import COUNTER, HELLO, Rig

DESK = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect ventas
    note = "quiere planes"
    on timeout 10m -> nadie
    on closed -> cerrado

nadie:
  say "Nadie contesta"
  ask "¿Tu correo?" as correo
  say "Anotado {correo}"

cerrado:
  say "Cerrado"
"""

KEEPS = """
flow datos
  triggers = ["hola"]

start:
  ask "¿Comuna?" as contact.comuna
  tag vip
  say "Hola {contact.name} de {contact.comuna}"
  ask "¿Sigo?" as x timeout=5m
  tag vip remove=true
  say "Fin"
"""


async def test_a_conversation_goes_through_its_flow_and_ends(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        assert await rig.say("hola") == ["Hola", "¿Nombre?"]
        assert await rig.say("Ana") == ["Gracias, Ana", "Chao"]
        [(opened, reason)] = await rig.rows("SELECT opened, reason FROM conversations")
        assert (opened, reason) == (None, "end")
        assert await rig.rows("SELECT state, wait, due FROM runs") == [(None, "", None)]


async def test_a_message_after_the_end_opens_a_new_conversation(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await rig.say("hola")
        await rig.say("Ana")
        assert await rig.say("hola") == ["Hola", "¿Nombre?"]
        assert await rig.rows("SELECT COUNT(*), COUNT(opened) FROM conversations") == [(2, 1)]
        assert await rig.rows("SELECT COUNT(*) FROM contacts") == [(1,)]


async def test_the_same_message_twice_takes_effect_once(tmp_path):
    async with Rig(tmp_path) as rig:
        assert await rig.arrive("a", id_="uno") is True
        assert await rig.arrive("a", id_="uno") is False
        await rig.quiet()
        assert rig.transport.texts() == ["1", "y"]


async def test_ids_that_differ_only_in_case_are_two_messages(tmp_path):
    async with Rig(tmp_path) as rig:
        assert await rig.arrive("a", id_="W2") is True
        assert await rig.arrive("a", id_="w2") is True


async def test_several_messages_of_one_body_are_answered_in_order(tmp_path):
    from cauce.model.message import Inbound
    from cauce.transport import Arrival

    async with Rig(tmp_path) as rig:
        arrivals = [Arrival(f"b{n}", ("visitor", "ana"), Inbound(f"x{n}")) for n in range(100)]
        fresh = await rig.pipeline.inbox.accept("linea", b"{}", [*arrivals, arrivals[0]])
        assert fresh == [True] * 100 + [False]
        await rig.pass_time(0)
        counts = [text for text in rig.transport.texts() if text != "y"]
        assert counts == [str(n) for n in range(1, 101)]
        assert await rig.rows("SELECT COUNT(body) FROM inbox") == [(1,)]


async def test_where_no_flow_answers_the_message_is_kept_and_noted(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        assert await rig.say("¿hay alguien?") == []
        assert [line.message.text for line in await rig.transcript()] == ["¿hay alguien?"]
        assert "message.unanswered" in await rig.events()
        assert await rig.say("hola") == ["Hola", "¿Nombre?"]


async def test_a_conversation_in_an_area_is_kept_but_not_answered(tmp_path):
    async with Rig(tmp_path, DESK) as rig:
        assert await rig.say("hola") == ["Te paso con ventas"]
        assert await rig.rows("SELECT owner, area, note FROM conversations") == [("queue", "ventas", "quiere planes")]
        assert await rig.say("¿hola?") == []
        assert [line.message.text for line in await rig.transcript()] == ["hola", "Te paso con ventas", "¿hola?"]
        assert "conversation.queued" in await rig.events()


async def test_where_nobody_of_the_area_comes_in_time_the_bot_goes_on(tmp_path):
    async with Rig(tmp_path, DESK) as rig:
        await rig.say("hola")
        await rig.pass_time(601)
        assert rig.transport.texts()[-2:] == ["Nadie contesta", "¿Tu correo?"]
        assert await rig.rows("SELECT owner, area FROM conversations") == [("bot", None)]
        assert await rig.say("a@b.cl") == ["Anotado a@b.cl"]


async def test_a_person_who_has_the_conversation_is_not_talked_over(tmp_path):
    async with Rig(tmp_path, DESK) as rig:
        await rig.say("hola")
        await rig.database.write(lambda db: conversations.give(db, 1, Holder("human", "ventas"), 1))
        await rig.pass_time(601)
        assert rig.transport.texts() == ["Te paso con ventas"]
        assert await rig.rows("SELECT due FROM runs") == [(None,)]


async def test_a_closed_area_takes_the_way_out_for_it(tmp_path):
    async with Rig(tmp_path, DESK, areas={"ventas": AreaView(open=False)}) as rig:
        assert await rig.say("hola") == ["Te paso con ventas", "Cerrado"]


async def test_fields_of_the_contact_and_tags_are_kept(tmp_path):
    async with Rig(tmp_path, KEEPS) as rig:
        await rig.say("hola")
        assert await rig.say("Ñuñoa") == ["Hola Ana de Ñuñoa", "¿Sigo?"]
        assert await rig.rows("SELECT fields FROM contacts") == [('{"comuna":"Ñuñoa"}',)]
        assert await rig.rows("SELECT tags FROM conversations") == [('["vip"]',)]
        await rig.say("sí")
        assert await rig.rows("SELECT tags FROM conversations") == [("[]",)]


async def test_events_count_without_a_gap_within_their_stream(tmp_path):
    async with Rig(tmp_path) as rig:
        for n in range(4):
            await rig.say("x", f"persona{n % 2}")
        for stream in ("conversation:1", "conversation:2"):
            seqs = [row[0] for row in await rig.rows("SELECT seq FROM events WHERE stream = ? ORDER BY id", stream)]
            assert seqs == list(range(1, len(seqs) + 1))


async def test_a_step_that_fails_is_tried_three_times_then_set_aside_and_life_goes_on(tmp_path, monkeypatch):
    from cauce.delivery import step as module

    real = module.sprint

    def poisoned(library, state, resume, scene):
        if getattr(getattr(resume, "message", None), "text", "") == "veneno":
            raise RuntimeError("boom")
        return real(library, state, resume, scene)

    monkeypatch.setattr(module, "sprint", poisoned)
    async with Rig(tmp_path) as rig:
        assert await rig.say("x") == ["1", "y"]
        assert await rig.say("veneno") == []
        assert await rig.say("detrás") == []
        assert await rig.rows("SELECT state, attempts FROM inbox WHERE id = 2") == [("waiting", 1)]
        await rig.pass_time(1.5)
        await rig.pass_time(5)
        assert await rig.rows("SELECT state, attempts FROM inbox WHERE id = 2") == [("parked", 3)]
        [(error,)] = await rig.rows("SELECT error FROM inbox WHERE id = 2")
        assert "boom" in error
        assert rig.transport.texts() == ["1", "y", "2", "y"]
        assert "message.parked" in await rig.events()
        assert [line.message.text for line in await rig.transcript()][1:4:2] == ["1", "veneno"]


async def test_what_a_failed_step_had_begun_is_undone(tmp_path, monkeypatch):
    from cauce.delivery import keeping

    async with Rig(tmp_path) as rig:
        await rig.say("x")
        real = keeping.Keeper._run
        monkeypatch.setattr(keeping.Keeper, "_run", lambda self, outcome: 1 / 0)
        assert await rig.say("z") == []
        assert await rig.rows("SELECT COUNT(*) FROM outbox") == [(2,)]
        monkeypatch.setattr(keeping.Keeper, "_run", real)
        await rig.pass_time(2)
        assert rig.transport.texts() == ["1", "y", "2", "y"]


@pytest.mark.parametrize("text", ["\ud800 roto", "nul\0o", "x" * 200_000, "👩‍👩‍👧", "\u202ederecha"])
async def test_no_text_that_a_person_can_send_stops_the_conversation(tmp_path, text):
    async with Rig(tmp_path) as rig:
        await rig.say("a")
        assert await rig.say(text) == ["2", "y"]
        [stored] = [line.message.text for line in await rig.transcript() if line.author == "contact"][1:]
        assert len(stored) <= 65536
        assert "\0" not in stored
        stored.encode()


async def test_running_conversations_stay_on_their_revision(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a", "vieja")
        from delivery_rig import compiled

        changed = COUNTER.replace('say "{n}"', 'say "número {n}"')
        assert await rig.shelf.publish([(compiled(changed), ".flow")]) == ["contador"]
        assert await rig.say("a", "nueva") == ["número 1", "y"]
        assert await rig.say("b", "vieja") == ["2", "y"]
        rig.flows = [compiled(changed)]
        await rig.crash()
        assert await rig.say("c", "vieja") == ["3", "y"]
        assert await rig.say("b", "nueva") == ["número 2", "y"]
        assert await rig.rows("SELECT COUNT(*) FROM revisions") == [(2,)]
