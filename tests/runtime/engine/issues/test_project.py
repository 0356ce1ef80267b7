"""Problems between flows."""

from __future__ import annotations

import pytest

from cauce.engine.issues import call_cycles, rank_conflicts, ties
from cauce_dsl.flow_format import FlowLanguage
from vocabularies import core_vocabulary

VOCABULARY = core_vocabulary()


def flows(**texts):
    read = FlowLanguage().read
    made = [read(f"flow {name}\n{text}", VOCABULARY, f"{name}.flow").flow for name, text in texts.items()]
    return [ties(flow, VOCABULARY.kinds) for flow in made]


def head(triggers, channels=""):
    return f"  triggers = [{triggers}]\n" + (f"  channels = [{channels}]\n" if channels else "") + "\nstart:\n  end\n"


@pytest.mark.parametrize(
    ("uno", "dos", "words"),
    [
        (head('"hola"'), head('"¡HOLA!"'), ["¡HOLA!"]),
        (head('"hola"'), head('"chao"'), []),
        (head('"*"'), head('"a", "*"'), ["*"]),
        (head('"hola"'), head('"hola"', '"web"'), []),
        (head('"hola"', '"web", "uno"'), head('"hola"', '"dos", "web"'), ["hola"]),
        (head('"hola"', '"uno"'), head('"hola"', '"dos"'), []),
        (head('"hola"', "web"), head('"hola"', '"web"'), ["hola"]),
        (head('"hola", "Hola"'), head('"{contact.x}"'), []),
        ("\nstart:\n  end\n", "\nstart:\n  end\n", []),
    ],
)
def test_two_flows_of_one_rank_cannot_share_a_trigger(uno, dos, words):
    found = rank_conflicts(flows(uno=uno, dos=dos))
    assert [(one.code, one.file, one.args["word"], one.args["other"]) for one in found] == [
        ("E219", "dos.flow", word, "uno") for word in words
    ]


def test_the_place_is_that_of_the_word():
    (found,) = rank_conflicts(flows(uno=head('"a"'), dos=head('"b", "a"')))
    assert (found.span.line, found.span.column, found.span.end_column) == (2, 21, 22)
    assert found.hint == ""
    (found,) = rank_conflicts(flows(uno=head('"*"'), dos=head('"*"')))
    assert found.hint == "rest"


def call(*names):
    return "\nstart:\n" + "".join(f"  call {name}\n" for name in names)


def test_flows_cannot_call_each_other_in_a_circle():
    made = flows(a=call("b", '"c"'), b=call("d"), c=call("a"), d=call("lost", "(x)"), e=call("e"))
    found = call_cycles(made)
    assert [(one.code, one.file, one.span.line, one.args["path"]) for one in found] == [
        ("E220", "c.flow", 4, "a → c → a"),
        ("E220", "e.flow", 4, "e → e"),
    ]


def test_leaving_for_good_is_no_call():
    made = flows(a="\nstart:\n  -> b.start\n", b=call("a"))
    assert call_cycles(made) == ()


def test_the_shortest_way_round_is_told():
    made = flows(a=call("b"), b=call("c", "d"), c=call("d"), d=call("a"))
    (found,) = call_cycles(made)
    assert found.args["path"] == "a → b → d → a"


def test_a_flow_without_its_kinds_calls_nobody():
    flow = FlowLanguage().read(f"flow a\n{call('a')}", VOCABULARY).flow
    assert ties(flow, VOCABULARY.kinds).calls.keys() == {"a"}
    assert call_cycles([ties(flow, {})]) == ()
