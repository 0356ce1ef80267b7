"""Waits that end by the clock: once, on time, late ones too, and not before the bot has finished speaking."""

from __future__ import annotations

import asyncio

import pytest

from cauce.transport import Unreachable
from delivery_rig import Rig, until

PATIENT = """
flow paciente
  triggers = ["hola"]
  on timeout 10m -> fin

start:
  ask "¿Qué tal?" as uno
  say "Bien"
  wait 1h
  ask "¿Sigues ahí?" as dos
  say "Sí"

fin:
  end "Chao" reason=silencio
"""


async def test_silence_ends_the_conversation_when_its_time_is_up(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await rig.say("hola")
        await rig.pass_time(599)
        assert rig.transport.texts() == ["¿Qué tal?"]
        await rig.pass_time(2)
        assert rig.transport.texts() == ["¿Qué tal?", "Chao"]
        assert await rig.rows("SELECT reason FROM conversations") == [("silencio",)]
        await rig.pass_time(10_000)
        assert len(rig.transport.sent) == 2


async def test_an_answer_in_time_takes_the_alarm_away(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await rig.say("hola")
        await rig.pass_time(500)
        assert await rig.say("bien") == ["Bien"]
        await rig.pass_time(500)
        assert rig.transport.texts() == ["¿Qué tal?", "Bien"]


async def test_a_pause_ends_by_itself_and_what_came_meanwhile_is_kept(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await rig.say("hola")
        await rig.say("bien")
        assert await rig.say("¿y?") == []
        await rig.pass_time(3601)
        assert rig.transport.texts()[-1] == "¿Sigues ahí?"
        assert await rig.say("aquí") == ["Sí"]


async def test_what_came_due_while_nobody_ran_happens_once_on_return(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await rig.say("hola")
        rig.clock.advance(86_400)
        await rig.crash()
        await until(lambda: len(rig.transport.sent) == 2)
        await rig.quiet()
        assert rig.transport.texts() == ["¿Qué tal?", "Chao"]


async def test_the_wait_counts_from_when_the_bot_had_spoken(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        rig.transport.moods.append(Unreachable("no"))
        await rig.say("hola")
        rig.clock.advance(601)
        await rig.pipeline._due()
        assert await rig.rows("SELECT reason FROM conversations") == [(None,)]
        await rig.pass_time(0)
        assert rig.transport.texts() == ["¿Qué tal?"]
        await rig.pass_time(590)
        assert rig.transport.texts() == ["¿Qué tal?"]
        await rig.pass_time(700)
        assert rig.transport.texts() == ["¿Qué tal?", "Chao"]


async def test_whoever_writes_while_many_waits_end_does_not_wait_for_all_of_them(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await asyncio.gather(*(rig.arrive("hola", f"p{n}") for n in range(100)))
        await rig.quiet()
        rig.clock.advance(601)
        ending = asyncio.create_task(rig.pipeline._due())
        await asyncio.sleep(0)
        [(left,)] = await rig.rows("SELECT COUNT(*) FROM conversations WHERE opened = 1")
        assert left > 0
        await ending
        await rig.quiet()
        assert rig.transport.texts().count("Chao") == 100


@pytest.mark.timeout(900)
async def test_a_thousand_waits_end_in_one_sweep_after_another(tmp_path):
    async with Rig(tmp_path, PATIENT) as rig:
        await asyncio.gather(*(rig.arrive("hola", f"p{n}") for n in range(450)))
        await rig.quiet()
        await rig.pass_time(601)
        assert rig.transport.texts().count("Chao") == 450
        assert await rig.rows("SELECT COUNT(*) FROM conversations WHERE opened = 1") == [(0,)]
