"""Runs from one wait to the next: what sprints promise whatever happens."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.engine import limits
from cauce.engine import state as states
from cauce.engine.library import Library
from cauce.engine.scene import Edge
from cauce.engine.sprint import sprint
from cauce.model.message import Capabilities, Inbound, Outbound
from cauce.model.run import Answer, Begin, HandedBack, Reply, Resume, Say, Sprint, State, Timeout
from cauce.model.wiring import edges
from engine_rig import FORMAT, VOCABULARY, Talk, library_of, plain_scene, read_flow

ASK = 'start:\n  ask "¿Nombre?" as nombre\n  end "Gracias, {nombre}"\n'


def test_a_run_begins_at_a_label_with_variables_and_knows_what_was_written() -> None:
    library = library_of('start:\n  end "No"\n\nfin:\n  end "{answer} {a}"\n')
    talk = Talk(library)
    assert talk.wake(Begin("caso", "fin", Inbound("hola"), {"a": 1}))[0] == "< hola 1"
    assert talk.wake(Begin("caso", "nada"))[-2:] == ["! E413 jump", "= over"]


def test_a_state_is_not_changed_by_a_sprint() -> None:
    library = library_of('start:\n  ask "?" as a\n  set b=[a]\n  ask "?" as c\n')
    first = sprint(library, None, Begin("caso"), plain_scene()).state
    second = sprint(library, first, Reply(Inbound("x")), plain_scene()).state
    assert first is not None
    assert first.variables == {}
    assert second is not None
    assert second.variables == {"a": "x", "b": ["x"]}
    assert sprint(library, first, Reply(Inbound("x")), plain_scene()).state == second


def test_a_late_timer_and_a_late_answer_change_nothing() -> None:
    talk = Talk(library_of(ASK))
    talk.hear("hola")
    before = talk.state
    for late in (Timeout(0), Timeout(99), Answer(0, value=1)):
        assert talk.wake(late) == ["= unchanged"]
        assert talk.state == before
    assert talk.wake(Answer(1, value=1)) == ["= unchanged"]


def test_a_run_whose_revision_is_gone_goes_to_people() -> None:
    lost = State("caso", "gone", "start/nombre")
    outcome = sprint(library_of(ASK), lost, Reply(Inbound("x")), plain_scene(default_area="mesa"))
    assert [type(effect).__name__ for effect in outcome.effects] == ["HandOff"]
    assert outcome.events[0].data["code"] == "E420"
    for state, resume in ((None, Reply(Inbound("x"))), (lost, Timeout(0)), (None, Begin("nada"))):
        outcome = sprint(library_of(ASK), state, resume, plain_scene())
        assert (outcome.state, outcome.wait) == (None, None)
        assert [type(effect).__name__ for effect in outcome.effects] == ["Say", "Close"]


@pytest.mark.parametrize("resume", [Reply(Inbound("x")), Timeout(0), Answer(0), HandedBack()])
def test_a_run_whose_node_is_gone_goes_by_the_flows_error(resume: Resume) -> None:
    library = library_of('flow caso\n  on error -> mal\n\nstart:\n  end\n\nmal:\n  end "{error.code}"\n')
    state = State("caso", library.current("caso").revision, "start/otro")
    outcome = sprint(library, state, resume, plain_scene())
    assert [effect.message.text for effect in outcome.effects if isinstance(effect, Say)] == ["E420"]


def test_a_caller_whose_node_is_gone_is_an_error() -> None:
    talk = Talk(library_of('start:\n  ask "?" as x\n', "flow otra\n\nstart:\n  call caso\n"))
    talk.wake(Begin("otra"))
    assert talk.state is not None
    bad = copy.deepcopy(talk.state)
    bad.frames[0].node = "start/nada"
    assert sprint(talk.library, bad, Reply(Inbound("x")), plain_scene()).events[-2].data["code"] == "E420"


def test_twenty_messages_are_sent_and_no_more() -> None:
    talk = Talk(
        library_of('flow caso\n  on error -> start\n\nstart:\n  say "a"\n  say "b"\n  -> start\n', checked=False)
    )
    talk.wake(Begin("caso"))
    assert sum(isinstance(effect, Say) for effect in talk.last.effects) == limits.REPLIES
    assert talk.errors[0] == "E411"
    assert talk.state is None


def test_a_loop_leaves_by_error_and_says_so() -> None:
    body = 'start:\n  set n=(n or 0) + 1\n  if n < 1000 -> start\n\nmal:\n  end "{error.kind}"\n'
    talk = Talk(library_of(f"flow caso\n  on error -> mal\n\n{body}"))
    assert talk.wake(Begin("caso")) == ["< loop", "* close end", "! E401 loop", "= over"]


def test_a_loop_through_a_wait_ends_when_nobody_has_a_part_in_it() -> None:
    text = 'flow caso\n  on error -> start\n  on keyword "ok" -> start\n\nstart:\n  say "¿Sigues ahí?"\n  wait 1m\n  -> start\n'
    talk = Talk(library_of(text), plain_scene(default_area="mesa"))
    talk.wake(Begin("caso"))

    def wakes() -> int:
        for count in range(1, 1_000):
            assert talk.state is not None
            if talk.wake(Timeout(talk.state.serial))[-1] == "= over":
                return count
        return 0

    for _ in range(30):
        assert talk.state is not None
        talk.wake(Timeout(talk.state.serial))
    assert talk.state is not None
    assert talk.state.alone == 30
    talk.hear("ok")
    assert talk.state.alone == 0
    assert wakes() == limits.ALONE + 2
    assert talk.errors == ["E424"]
    assert [type(effect).__name__ for effect in talk.last.effects] == ["HandOff"]


def test_error_stays_known_while_the_run_goes_on() -> None:
    talk = Talk(library_of('start:\n  say "{1 / 0}"\n    on error\n      ask "?" as x\n  end "{error.code} {x}"\n'))
    talk.wake(Begin("caso"))
    assert talk.said("y") == ["E405 y"]


def test_an_error_keeps_what_came_with_it_only_where_it_is_small() -> None:
    text = 'start:\n  http GET "https://a.example/" as x\n    on error\n      end "{error.kind} {len(error.body)}"\n'
    for size, told in ((10, "status 10"), (65_530, "status 0")):
        talk = Talk(library_of(text))
        talk.hear("hola")
        talk.wake(Answer(1, "error", error={"kind": "status", "body": "x" * size, "code": "E1", "self": 1}))
        assert talk.last.effects[0] == Say(Outbound(told), "start/end")
        assert talk.errors == ["E416"]


def test_a_header_that_makes_no_sense_still_runs() -> None:
    text = 'flow caso\n  triggers = "hola"\n  lang = 3\n  channels = [1]\n  on timeout nunca -> start\n'
    talk = Talk(library_of(text + "\n" + ASK, checked=False))
    assert talk.hear("hola") == ["< ¿Nombre?", "= person start/nombre 86400s"]


def test_a_menu_keeps_only_so_many_made_up_messages() -> None:
    guards = "".join(f'    - "Opción {letter}" if contact.{letter}\n' for letter in "abcdefg")
    fixed, guarded = library_of('start:\n  menu "?"\n    - "a"\n'), library_of(f'start:\n  menu "?"\n{guards}')
    for number in range(1, 128):
        talk = Talk(fixed, plain_scene(capabilities=Capabilities(text=100 + number)))
        assert talk.hear("hola")[0] == "< [text] ?\n  1. a"
        talk = Talk(
            guarded, plain_scene(contact={letter: number >> place & 1 for place, letter in enumerate("abcdefg")})
        )
        assert talk.hear("hola")[0].count("Opción") == number.bit_count()
        assert talk.said(str(number.bit_count())) == []


def test_an_option_that_cannot_be_made_faults_when_it_is_shown() -> None:
    talk = Talk(library_of('start:\n  menu "?"\n    - "a" key=99999999999999999999\n', checked=False))
    talk.hear("hola")
    assert talk.errors == ["E407"]


def test_a_build_that_raises_is_an_error_of_its_node_only() -> None:
    def broken(_: Any) -> Any:
        raise RuntimeError("secret words")

    kinds = {**VOCABULARY.kinds, "tag": replace(VOCABULARY.kinds["tag"], build=broken)}
    talk = Talk(library_of('start:\n  say "a"\n  tag x\n', vocabulary=replace(VOCABULARY, kinds=kinds)))
    assert talk.hear("hola")[:1] == ["< a"]
    assert talk.errors == ["E499"]


def test_what_a_plugin_raises_never_gets_out() -> None:
    def broken(_: Any) -> Any:
        def enter(_: Any) -> Any:
            raise RuntimeError("secret words")

        return enter

    vocabulary = replace(VOCABULARY, kinds={**VOCABULARY.kinds, "tag": replace(VOCABULARY.kinds["tag"], build=broken)})
    talk = Talk(library_of("start:\n  tag x\n", vocabulary=vocabulary))
    talk.wake(Begin("caso"))
    assert talk.errors == ["E499"]
    assert "secret" not in str(talk.last.events)


def test_edges_are_traced_by_the_names_that_the_wiring_gives_them() -> None:
    text = """flow caso
  triggers = ["hola"]
  on keyword "no" "nada" -> fin
  on keyword "menu" -> start
  on timeout 5m -> fin

start:
  menu "¿Qué?"
    - "Uno"
    - "Dos" -> dos
  if 1 > 2
    say "a"
  elif 2 > 1
    say "b"
  call otra
  redirect ventas
    on closed -> start

dos:
  ask "?" as n type=number retries=0
    on invalid -> start
  redirect mesa
    on done -> start

fin:
  end
"""
    walked: list[Edge] = []
    library = library_of(text, "flow otra\n\nstart:\n  tag x\n")
    talk = Talk(library, plain_scene(trace=lambda *edge: walked.append(edge)))
    for said in ("hola", "1", "2", "x", "2", "3"):
        talk.hear(said)
    talk.wake(HandedBack())
    talk.hear("menu")
    talk.hear("nada")
    talk.hear("hola")
    assert talk.state is not None
    talk.wake(Timeout(talk.state.serial))
    flow = read_flow(text)
    every = {("caso", node, port) for node, port, _ in edges(flow) if (node, port) != ("", "error")}
    assert set(walked) <= every | {("otra", "start/tag", "next")}
    assert {edge[1:] for edge in walked} >= {
        ("start/menu", "option:1"),
        ("start/menu", "option:2"),
        ("start/if", "when:2"),
        ("start/call", "next"),
        ("start/tag", "next"),
        ("start/redirect", "closed"),
        ("dos/n", "invalid"),
        ("dos/n", "next"),
        ("dos/redirect", "done"),
        ("", "keyword:1"),
        ("", "keyword:2"),
        ("", "timeout"),
    }


LABELS = ["start", "uno", "dos", "tres"]
STEPS = [
    'say "{a} {b or 1}"',
    'say "{a + 1}"',
    'ask "?" as a type=number',
    'ask "?" as b check=len(b) < 4 retries=1',
    'ask "?" as contact.c type=date choices=["hoy", a]',
    'set a=(a or 0) + 1 b="{a}{b}"',
    "set m.x={k: [a, b, now]}",
    "tag x",
    "wait 5s",
    "redirect mesa",
    "redirect ventas\n    on closed -> uno",
    'http GET "https://a.example/{a}" as m\n    on error -> dos',
    "call otra as b x=a",
    "call caso",
    "return (a)",
    'end "fin {m}"',
    'media "https://a.example/a.png"',
    "if a > 2 -> dos",
    "if b == 'x'\n    say \"b\"\n  else -> tres",
    'menu "¿{a}?" as b\n    - "Uno" -> uno\n    - "Dos {a}" ["d"] if a\n    - "Tres" key=0 -> tres',
    'menu "Fija" retries=1\n    - "Volver" -> start\n    - "Nada"\n    on timeout 1m -> dos',
]
HEADERS = ['on keyword "menu" -> start', "on timeout 5m -> uno", "on invalid -> dos", "on error -> tres"]
OTHER = 'flow otra\n\nstart:\n  ask "¿{x}?" as y type=yes_no retries=0\n  return ({x: x, y: y})\n'

sections = st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)
FLOW_PARTS = (
    st.lists(st.sampled_from(HEADERS), unique=True),
    st.lists(sections, min_size=4, max_size=4),
    st.lists(st.sampled_from([None, *LABELS]), min_size=4, max_size=4),
)
wakes = st.one_of(
    st.sampled_from(["1", "2", "0", "hola", "menu", "d", "x", "12/3/2026", "sí", "", "tres y dos", "9" * 20]),
    st.sampled_from(["timeout", "late", "back", "answer", "error", "port"]),
)


def _flow_text(header: Sequence[str], bodies: Sequence[Sequence[str]], jumps: Sequence[str | None]) -> str:
    text = "".join(["flow caso\n", *(f"  {line}\n" for line in header)])
    for label, body, jump in zip(LABELS, bodies, jumps, strict=True):
        text += f"\n{label}:\n" + "".join(f"  {step}\n" for step in body) + (f"  -> {jump}\n" if jump else "")
    return text


def _resume(wake: str, state: State) -> Resume:
    words: dict[str, Resume] = {
        "timeout": Timeout(state.serial),
        "late": Timeout(state.serial - 1),
        "back": HandedBack(),
        "answer": Answer(state.serial, value={"k": [1, None]}),
        "error": Answer(state.serial, "error", error={"kind": "status", "status": 500}),
        "port": Answer(state.serial, "nada", value={1}),
    }
    return words.get(wake) or Reply(Inbound(wake))


@settings(max_examples=150)
@given(st.builds(_flow_text, *FLOW_PARTS), st.lists(wakes, max_size=15))
def test_no_flow_and_no_person_gets_a_sprint_out_of_its_limits(text: str, person: list[str]) -> None:
    reading = FORMAT.read(text, VOCABULARY)
    assert reading.flow is not None
    library = Library(VOCABULARY)
    library.add(reading.flow)
    library.add(read_flow(OTHER))
    scene = plain_scene()
    state: State | None = None
    for wake in ["hola", *person]:
        resume = Begin("caso", message=Inbound(wake)) if state is None else _resume(wake, state)
        before = copy.deepcopy(state)
        outcome = sprint(library, state, resume, scene)
        assert state == before
        assert _plain(sprint(library, state, resume, scene)) == _plain(outcome)
        _holds(outcome, state)
        state = outcome.state and states.load(states.dump(outcome.state))
        assert state == outcome.state
        scene.now += timedelta(seconds=1)


def _plain(outcome: Sprint) -> str:
    return repr((outcome.state, outcome.effects, outcome.events, outcome.wait))


def _holds(outcome: Sprint, before: State | None) -> None:
    assert sum(isinstance(effect, Say) for effect in outcome.effects) <= limits.REPLIES
    if outcome.state is None:
        assert outcome.wait is None
        assert outcome.events[-1].type == "run.ended"
        return
    if outcome.wait is None:
        assert outcome.state is before
        return
    assert outcome.wait.serial == outcome.state.serial
    assert outcome.wait.node == outcome.state.node
    assert len(outcome.state.frames) <= limits.CALL_DEPTH
    assert "E499" not in str(outcome.events)
