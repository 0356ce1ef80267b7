"""A redirect to a closed area, as time passes: who writes on is told again now and then, and it hands over by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cauce.engine.scene import AreaView
from engine_rig import NOW, Talk, library_of, plain_scene

FLOW = """
flow caso
  triggers = ["hola"]
  lang = {lang}

start:
  ask "¿Nombre?" as nombre
  redirect ventas
    note = "Se llama {nombre}"
    on timeout 10m -> nadie
    on done -> fin

nadie:
  end "Nadie pudo"

fin:
  end "Chao"
"""
OPENS = NOW + timedelta(hours=14)


@pytest.fixture
def talk():
    library = library_of(FLOW.replace("{lang}", "es"))
    talk = Talk(library, plain_scene(areas={"ventas": AreaView(False, "de 9 a 18 h", opens_at=OPENS)}))
    talk.hear("hola")
    return talk


def at(talk, **later):
    """Let it be so much later than when the person came."""
    talk.scene = replace(talk.scene, now=NOW + timedelta(**later))


def with_area(talk, **changes):
    talk.scene = replace(talk.scene, areas={"ventas": replace(talk.scene.areas["ventas"], **changes)})


def test_it_hands_over_when_the_area_opens(talk):
    said, told, waits = talk.hear("Ana")
    assert said.startswith("< Nuestro horario de atención es de 9 a 18 h.")
    assert told == "! area.closed"
    assert waits == "= opening start/redirect 50400s"
    assert talk.last.events[-1].data == {
        "area": "ventas", "pending": True, "opens_at": int(OPENS.timestamp() * 1000),
    }  # fmt: skip
    at(talk, hours=14)
    with_area(talk, open=True, opens_at=None)
    assert talk.play("@") == "@\n* hand off ventas Se llama Ana\n= area start/redirect 600s"
    assert talk.play("@") == "@\n< Nadie pudo\n* close end\n= over"


def test_one_who_writes_on_is_told_again_only_now_and_then(talk):
    talk.hear("Ana")
    at(talk, minutes=29)
    assert talk.hear("¿hay alguien?") == ["= unchanged"]
    at(talk, minutes=30)
    said, waits = talk.hear("¿hay alguien?")
    assert said.startswith("< Nuestro horario")
    assert waits == "= opening start/redirect 48600s"
    at(talk, minutes=59)
    assert talk.hear("¿y ahora?") == ["= unchanged"]
    with_area(talk, again=60.0)
    assert talk.hear("¿y ahora?")[0].startswith("< Nuestro horario")


def test_a_word_of_the_person_is_enough_where_it_has_opened_meanwhile(talk):
    talk.hear("Ana")
    with_area(talk, open=True)
    assert talk.hear("¿hay alguien?") == ["* hand off ventas Se llama Ana", "= area start/redirect 600s"]


def test_it_waits_on_in_silence_where_it_opens_later_than_was_said(talk):
    talk.hear("Ana")
    at(talk, hours=14)
    with_area(talk, opens_at=OPENS + timedelta(hours=1))
    assert talk.play("@") == "@\n= opening start/redirect 3600s"
    with_area(talk, opens_at=None)
    assert talk.play("@") == "@\n= opening start/redirect"


def test_it_does_not_look_all_the_time_where_an_area_should_be_open_and_is_not(talk):
    talk.hear("Ana")
    at(talk, hours=15)
    assert talk.play("@") == "@\n= opening start/redirect 60s"


def test_whoever_helped_meanwhile_gives_it_back_to_what_follows(talk):
    talk.hear("Ana")
    assert talk.play("^") == "^\n< Chao\n* close end\n= over"


def test_an_area_that_is_gone_meanwhile_is_an_error_of_the_flow(talk):
    talk.hear("Ana")
    talk.scene = replace(talk.scene, areas={})
    talk.play("@")
    assert talk.errors == ["E414"]


def test_the_flows_language_is_spoken():
    library = library_of(FLOW.replace("{lang}", "en"))
    talk = Talk(library, plain_scene(areas={"ventas": AreaView(False)}))
    talk.hear("hola")
    assert talk.hear("Ann")[0] == (
        "< Our opening hours are from 8:00 to 18:00. We will answer you as soon as we are available again."
    )
