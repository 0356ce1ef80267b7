"""Flows as JSON: the form that the specification shows, and values that are plain wherever they can be."""

from __future__ import annotations

import json

import pytest

from cauce.model.expression import Symbol
from cauce_dsl import compiler
from cauce_dsl.graph import to_graph
from cauce_dsl.parser import parse
from service_desk import SERVICE_DESK
from vocabularies import core_vocabulary

HEAD = "flow x\n\nstart:\n"


def graph(text, vocabulary, head=HEAD):
    return to_graph(compiler.compile(parse(head + text).document, vocabulary)[0], vocabulary)


def value(text, vocabulary):
    (only,) = graph(f"  set a={text}\n", vocabulary)["nodes"]["start/set"]["params"].values()
    return only


def test_the_service_desk_has_the_form_of_the_specification(language, vocabulary):
    text = SERVICE_DESK
    made = to_graph(language.read(text, vocabulary).flow, vocabulary)
    assert made["format"] == "flow/1"
    assert made["flow"]["params"] == {"name": "mesa_ayuda", "title": "Mesa de ayuda"}
    assert made["flow"]["ports"][2] == {"on": "timeout", "params": {"after": "15m"}, "to": "inactivo"}
    assert made["sections"][3]["label"] == "soporte"
    assert made["sections"][3]["body"][0] == "soporte/rut"
    assert made["sections"][3]["body"][-1] == {"to": "fin"}
    assert made["nodes"]["soporte/rut"] == {
        "type": "ask",
        "as": "rut",
        "params": {"text": "¿Cuál es tu RUT?", "type": "rut", "retries": 2},
        "block": [{"k": "retry", "v": "Ese RUT no es válido, revisa el dígito verificador."}],
        "ports": [{"on": "invalid", "to": "agente"}],
    }
    assert made["nodes"]["principal/menu"]["ports"][2] == {
        "option": True,
        "params": {"text": "Hablar con una persona"},
        "when": 'area_open("mesa")',
        "to": "agente",
    }
    assert json.loads(json.dumps(made)) == made


def test_comments_and_blank_lines_are_notes(vocabulary):
    made = graph('  # uno\n  say "a"  # dos\n\n  -> start  # tres\n# cuatro\n', vocabulary, "# cero\n" + HEAD)
    assert made["flow"]["notes"] == {"before": ["# cero"]}
    assert made["nodes"]["start/say"]["notes"] == {"before": ["# uno"], "tail": "# dos"}
    assert made["sections"][0]["body"][1] == {"to": "start", "notes": {"before": [""], "tail": "# tres"}}
    assert made["end"] == ["# cuatro"]


def test_a_document_without_a_header_has_none(vocabulary):
    assert graph("", vocabulary, 'start:\n  say "a"\n')["flow"] is None


@pytest.mark.parametrize(
    ("text", "json_value"),
    [
        ('"Hola {contact.name} \\{"', "Hola {contact.name} \\{"),
        ("1", 1),
        ("-1.5", -1.5),
        ("true", True),
        ("null", None),
        ("1.0", {"$expr": "1.0"}),
        ("99999999999999999", {"$expr": "99999999999999999"}),
        ("10m", {"$dur": "10m"}),
        ("rut", {"$expr": "rut"}),
        ("a + 1", {"$expr": "a + 1"}),
        ('[1, "b", c]', [1, "b", {"$expr": "c"}]),
        ('{a: 1, "b c": {d: "e"}}', {"a": 1, "b c": {"d": "e"}}),
        ('{"$a": 1}', {"$expr": '{"$a": 1}'}),
        ("{a: 1, a: 2}", {"$expr": "{a: 1, a: 2}"}),
    ],
)
def test_a_value_is_plain_where_json_keeps_it(vocabulary, text, json_value):
    assert value(text, vocabulary) == json_value


@pytest.mark.parametrize(
    ("line", "params"),
    [
        ("wait 2s", {"time": "2s"}),
        ('wait "2s"', {"time": {"$text": "2s"}}),
        ("wait rato", {"time": {"$expr": "rato"}}),
        ("redirect mesa", {"area": "mesa"}),
        ('redirect "mesa"', {"area": {"$text": "mesa"}}),
        ("redirect (area_elegida)", {"area": {"$expr": "area_elegida"}}),
        ("say hola", {"text": {"$sym": "hola"}}),
        ("say 10m", {"text": {"$dur": "10m"}}),
        ("tag 1 name=dos", {"name": 1, "name#2": "dos"}),
    ],
)
def test_a_value_is_tagged_where_the_parameter_declares_another_kind(vocabulary, line, params):
    (node,) = graph(f"  {line}\n", vocabulary)["nodes"].values()
    assert node["params"] == params


def test_any_vocabulary_will_do(language, vocabulary):
    text = SERVICE_DESK
    flow = language.read(text, vocabulary).flow
    strange = core_vocabulary(kinds=())
    strange.kinds.clear()
    made = to_graph(flow, strange)
    assert made["nodes"]["agente/redirect"]["params"] == {"area": {"$sym": "mesa"}}
    assert flow.nodes["agente/redirect"].params == {"area": Symbol("mesa")}
