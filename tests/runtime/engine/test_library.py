"""Which flow a first message starts, and which revision a run is on."""

from __future__ import annotations

from time import perf_counter

import pytest

from cauce.engine.fault import Fault
from cauce.engine.library import Library
from cauce.model.run import Begin
from engine_rig import VOCABULARY, Talk, library_of, read_flow


def flow(name: str, *triggers: str, channels: str = "", text: str = "x") -> str:
    words = ", ".join(f'"{word}"' for word in triggers)
    head = f"  channels = [{channels}]\n" if channels else ""
    return f'flow {name}\n  triggers = [{words}]\n{head}\nstart:\n  ask "{text}" as n\n'


def test_triggers_are_whole_messages_folded() -> None:
    library = library_of(flow("saludo", "hola", "buenos días"), flow("precio", "precio"))
    for text in ("hola", "¡HOLA!", " Hola ", "hola 👋"):
        assert library.start(text) == "saludo"
    assert library.start("Buenos Dias") == "saludo"
    assert library.start("precio?") == "precio"
    for text in ("hola precio", "quiero saber el precio", "", "*", "ho la"):
        assert library.start(text) is None


def test_a_star_answers_what_starts_no_other_even_a_star() -> None:
    library = library_of(flow("todo", "*"), flow("precio", "precio"))
    assert library.start("Precio") == "precio"
    for text in ("otra cosa", "", "*"):
        assert library.start(text) == "todo"


def test_a_flow_that_names_the_channel_goes_first_and_answers_there_only() -> None:
    library = library_of(flow("a", "hola"), flow("b", "hola", channels='"web"'), flow("c", "*", channels='"wa"'))
    assert library.start("hola", "web") == "b"
    assert library.start("hola", "wa") == "a"
    assert library.start("nada", "wa") == "c"
    assert library.start("nada", "web") is None


def test_of_two_equal_flows_the_first_by_name_answers() -> None:
    assert library_of(flow("b", "hola"), flow("a", "hola")).start("hola") == "a"


def test_a_new_revision_takes_the_new_conversations_and_old_ones_stay() -> None:
    library = library_of(flow("a", "hola", "vieja", text="primera"))
    old = Talk(library)
    assert old.said("hola") == ["primera"]
    first = library.current("a").revision
    second = library.add(read_flow(flow("a", "hola", "nueva", text="segunda")))
    assert library.add(second.flow) is second
    assert library.start("vieja") is None
    assert library.start("nueva") == "a"
    assert Talk(library).said("hola") == ["segunda"]
    old.hear("x")
    assert old.state is None
    assert library.get(first).words["revision"] == first


def test_a_revision_that_was_forgotten_is_loaded_again() -> None:
    library = library_of(flow("a", "hola"))
    first = library.current("a").flow
    library.add(read_flow(flow("a", "hola", text="segunda")))
    library.forget(library.current("a").revision)
    library.forget(first.revision)
    library.forget("nothing")
    with pytest.raises(Fault, match="E420"):
        library.get(first.revision)
    library.loader = {first.revision: first}.get
    assert library.get(first.revision).flow is first
    assert library.get(first.revision) is library.get(first.revision)
    assert library.current("a").flow is not first


def test_a_removed_flow_starts_no_more() -> None:
    library = library_of(flow("a", "hola", "*"), flow("b", "hola"))
    library.remove("a")
    assert library.start("hola") == "b"
    assert library.start("otra") is None
    assert library.names == ("b",)
    library.remove("a")
    with pytest.raises(Fault, match="E413"):
        library.current("a")


def test_a_flow_without_a_revision_is_compiled_anew() -> None:
    from dataclasses import replace

    made = replace(read_flow(flow("a", "hola")), revision="")
    library = Library(VOCABULARY)
    first = library.add(made)
    assert library.add(made) is not first
    assert Talk(library).wake(Begin("a"))[-1].startswith("= person")


def test_starting_costs_the_same_among_a_thousand_flows() -> None:
    few, many = library_of(flow("a", "hola 0")), library_of(flow("a", "hola 0"))
    base = read_flow(flow("a", "hola 0"))
    from dataclasses import replace

    from cauce.model.expression import ListOf, Name, Text

    for number in range(1_000):
        params = {"name": Name(f"f{number}"), "triggers": ListOf((Text((f"hola {number}",)),))}
        many.add(replace(base, header=replace(base.header, params=params), revision=f"r{number}"))
    assert many.start("Hola 999!") == "f999"
    assert _seconds(many) < 50 * _seconds(few)


def _seconds(library: Library) -> float:
    best = 60.0
    for _ in range(5):
        started = perf_counter()
        for _ in range(500):
            library.start("¡Hola 0!")
        best = min(best, perf_counter() - started)
    return best
