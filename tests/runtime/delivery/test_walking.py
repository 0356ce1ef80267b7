"""The log tells the way of a run through its flow: every way out that it went, and the node that it waits at."""

from __future__ import annotations

import json

from delivery_rig import Rig

MENU = """
flow mesa
  triggers = ["hola"]

start:
  say "Hola"
  menu "¿Qué?"
    - "Uno" -> uno
    - "Dos" -> dos

uno:
  call datos
  say "Gracias"
  -> start

dos:
  end "Chao"
"""
CALLED = """
flow datos

start:
  set n=1
  ask "¿Nombre?" as nombre
  return
"""
SILENT = """
flow callado
  triggers = ["hola"]

start:
  ask "¿Nombre?" as nombre
  set n=1
  wait 1h
  end
"""


async def walks(rig: Rig) -> list[dict]:
    rows = await rig.rows("SELECT type, data FROM events ORDER BY id")
    return [
        {"type": kind, **told["walk"]}
        for kind, told in ((kind, json.loads(data)) for kind, data in rows)
        if "walk" in told
    ]


async def test_each_step_tells_its_way_with_its_last_fact(database_kind, tmp_path):
    async with Rig(tmp_path, MENU, CALLED) as rig:
        for text in ("hola", "uno", "Ana", "dos"):
            await rig.say(text)
        revision = rig.flows[1].revision
        called = ["datos", revision]
        assert await walks(rig) == [
            {"type": "run.started", "edges": [["start/say", "next"]], "at": ["start/menu"]},
            {
                "type": "message.new",
                "edges": [["start/menu", "option:1"], ["start/set", "next", *called]],
                "at": ["start/nombre", *called],
            },
            {
                "type": "message.new",
                "edges": [
                    ["start/nombre", "next", *called],
                    ["uno/call", "next"],
                    ["uno/say", "next"],
                    ["start/say", "next"],
                ],
                "at": ["start/menu"],
            },
            {"type": "run.ended", "edges": [["start/menu", "option:2"]]},
        ]


async def test_a_step_that_says_nothing_tells_its_way_by_itself(database_kind, tmp_path):
    async with Rig(tmp_path, SILENT) as rig:
        await rig.say("hola")
        await rig.say("Ana")
        assert (await walks(rig))[-1] == {
            "type": "run.walked",
            "edges": [["start/nombre", "next"], ["start/set", "next"]],
            "at": ["start/wait"],
        }


async def test_an_answer_that_does_not_fit_goes_no_way(database_kind, tmp_path):
    async with Rig(tmp_path, MENU, CALLED) as rig:
        await rig.say("hola")
        await rig.say("tres")
        assert len(await walks(rig)) == 1
