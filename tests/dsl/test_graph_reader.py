"""Graphs become flows again, and whatever else comes is refused by its place."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.model.expression import Duration, Literal, Name, Symbol, Text
from cauce_dsl.flow_format import FlowLanguage
from cauce_dsl.graph import to_graph
from cauce_dsl.graph_reader import read_graph
from service_desk import SERVICE_DESK
from vocabularies import DESK, core_vocabulary

LANGUAGE, VOCABULARY = FlowLanguage(), core_vocabulary(**DESK)


def graph(*nodes, ports=(), body=None, **more):
    """Return a graph with these nodes in its one section."""
    by_id = {f"n{number}": one for number, one in enumerate(nodes)}
    section = {"label": "start", "body": list(by_id) if body is None else body}
    return {
        "format": "flow/1",
        "flow": {"type": "flow", "params": {"name": "x"}, "ports": list(ports)},
        "sections": [section],
        "nodes": by_id,
        **more,
    }


def read(*nodes, **more):
    return read_graph(graph(*nodes, **more), VOCABULARY)


def node(one):
    return read(one).nodes["n0"]


def test_plain_values_are_of_the_declared_kind():
    made = node({"type": "http", "params": {"method": "GET", "url": "a{b}", "timeout": "8s", "json": {"c": [1, "d"]}}})
    assert made.params["method"] == Symbol("GET")
    assert made.params["url"] == Text(("a", Name("b")))
    assert made.params["timeout"] == Literal(Duration("8s"))


def test_a_builder_may_leave_a_field_half_written():
    made = read({"type": "wait", "params": {"time": "dos min"}}, {"type": "redirect", "params": {"area": ""}})
    assert [list(one.params.values()) for one in made.nodes.values()] == [[Text(("dos min",))], [Text(())]]


def test_names_are_brought_to_the_form_of_sources():
    made = read_graph(
        {**graph(), "sections": [{"label": "atencio\u0301n", "body": [{"to": "atencio\u0301n"}]}]}, VOCABULARY
    )
    assert made.sections[0].label == made.sections[0].body[0].label == "atención"


def test_nodes_come_out_in_reading_order():
    made = read({"type": "say"}, {"type": "menu", "ports": [{"option": True, "body": ["n0"]}]}, body=["n1"])
    assert list(made.nodes) == ["n1", "n0"]


def test_a_graph_may_be_without_a_header():
    assert read_graph({**graph(), "flow": None}, VOCABULARY).header.kind == ""


SAY = {"type": "say", "params": {"text": "a"}}
REFUSED = [
    (None, "$:"),
    ([], "$:"),
    ("flow/1", "$:"),
    ({}, "$:"),
    ({**graph(), "format": "flow/2"}, "$.format"),
    ({**graph(), "more": 1}, "$:"),
    ({**graph(), "nodes": []}, "$.nodes"),
    ({**graph(), "layout": []}, "$.layout"),
    ({**graph(), "end": ["nota"]}, "$.end[0]"),
    ({**graph(), "end": ["# a\nend"]}, "$.end[0]"),
    (graph(body=["n1"]), "$.sections[0].body[0]: there is no node"),
    (graph(SAY, body=[]), "$.nodes['n0']: the node stands nowhere"),
    (graph(SAY, body=["n0", "n0"]), "$.sections[0].body[1]: the node 'n0' stands in two places"),
    (graph({"type": "say", "ports": [{"on": "error", "body": ["n0"]}]}), "$.nodes['n0'].ports[0].body[0]: the node"),
    ({**graph(), "nodes": {"": SAY}, "sections": [{"label": "a", "body": [""]}]}, "$.sections[0].body[0]: there is no"),
    ({**graph(), "sections": [{"label": "dos palabras", "body": []}]}, "$.sections[0].label: «dos palabras»"),
    (graph(body=[{"to": "a b"}]), "$.sections[0].body[0].to: «a b» is not a name"),
    (graph({"type": "sa y"}), "$.nodes['n0'].type: «sa y» is not a name"),
    (graph({"type": "say", "as": "1"}), "$.nodes['n0'].as"),
    (graph({"type": "say", "params": {"a b": 1}}), "$.nodes['n0'].params.a b: «a b» is not a name"),
    (graph({"type": "say", "params": {"a": {"$expr": "1 +"}}}), "$.nodes['n0'].params.a.$expr"),
    (graph({"type": "say", "params": {"a": {"$expr": 1}}}), "$.nodes['n0'].params.a: one of"),
    (graph({"type": "say", "params": {"a": {"$other": "1"}}}), "$.nodes['n0'].params.a: one of"),
    (graph({"type": "say", "params": {"a": {"$sym": "a b"}}}), "$.nodes['n0'].params.a.$sym: «a b» is not"),
    (graph({"type": "say", "params": {"a": {"$dur": "2 s"}}}), "$.nodes['n0'].params.a.$dur: «2 s» is not"),
    (graph({"type": "say", "params": {"text": "{a"}}), "$.nodes['n0'].params.text"),
    (graph({"type": "say", "params": {"a": 1.0}}), "$.nodes['n0'].params.a: the number 1.0 has no exact form"),
    (graph({"type": "say", "params": {"a": 10**400}}), "$.nodes['n0'].params.a: the number"),
    (graph({"type": "say", "params": {"a": float("nan")}}), "$.nodes.n0.params.a: nan is not JSON"),
    (graph({"type": "say", "params": {"a": "\ud800"}}), "is not JSON"),
    (graph({"type": "say", "params": {"a": {1: 2}}}), "$.nodes.n0.params.a: 1 is not JSON"),
    (graph({"type": "say", "params": {"a": {2}}}), "$.nodes.n0.params.a: {2} is not JSON"),
    (graph({"type": "say", "params": {"a": 1}, "block": [{"k": "a", "v": 1}]}), "block[0].k: «a» is there twice"),
    (graph({"type": "say", "ports": [{"on": "when"}]}), "$.nodes['n0'].ports: only an «if»"),
    (graph({"type": "say", "ports": [{"on": "", "to": "start"}]}), "a port without a name has nothing but a body"),
    (graph({"type": "say", "ports": [{"on": "error", "to": "a", "body": []}]}), "$.nodes.n0.ports[0]"),
    (graph({"type": "say", "ports": [{"on": "a b"}]}), "$.nodes['n0'].ports[0].on"),
    (graph({"type": "say", "ports": [{"on": "error", "when": ""}]}), "$.nodes['n0'].ports[0].when"),
    (graph({"type": "say", "ports": [{}]}), "$.nodes.n0.ports[0]"),
    (graph({"type": "", "params": {"a": 1}}), "$.nodes['n0']: a node without a type"),
    (graph({"type": "if"}), "$.nodes['n0'].ports: an «if» has ports «when»"),
    (graph({"type": "if", "ports": [{"on": "else"}]}), "$.nodes['n0'].ports: an «if»"),
    (graph({"type": "if", "ports": [{"on": "when"}]}), "$.nodes['n0'].ports: each «when»"),
    (graph({"type": "if", "as": "a", "ports": [{"on": "when", "when": "a"}]}), "$.nodes['n0']: an «if» has nothing"),
]


@pytest.mark.parametrize(("value", "place"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_graph_is_refused_by_its_place(value, place):
    with pytest.raises(ValueError) as refused:
        LANGUAGE.from_graph(value, VOCABULARY)
    assert place in str(refused.value)
    assert str(refused.value).startswith("$")


def test_what_is_too_deep_is_refused():
    nested: list = []
    for _ in range(10_000):
        nested = [nested]
    with pytest.raises(ValueError, match="too deep"):
        read({"type": "say", "params": {"a": nested}})
    round_and_round: dict = {}
    round_and_round["a"] = round_and_round
    with pytest.raises(ValueError, match="too deep"):
        read({"type": "say", "params": round_and_round})


def test_blocks_in_blocks_have_an_end():
    nodes = [{"type": "menu", "ports": [{"option": True, "body": [f"n{number + 1}"]}]} for number in range(40)]
    with pytest.raises(ValueError, match="levels"):
        read(*nodes, SAY, body=["n0"])


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("cauce_dsl.graph_reader._SIZE", 100)
    with pytest.raises(ValueError, match="too large"):
        read(*[SAY] * 40)


def test_what_no_text_can_hold_is_refused():
    with pytest.raises(ValueError, match=r"^\$: the flow cannot be written"):
        LANGUAGE.from_graph(
            {**graph(SAY), "sections": [*graph(SAY)["sections"], {"label": "vacía", "body": []}]}, VOCABULARY
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(JSON)
def test_any_json_gives_a_text_or_a_refusal(value):
    _try(value)


def _places(value, path=()):
    """Yield the paths of everything inside a value."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*path, key))


def _desk():
    text = SERVICE_DESK
    return to_graph(LANGUAGE.read(text, VOCABULARY).flow, VOCABULARY)


DESK_GRAPH = _desk()
PLACES = sorted(_places(DESK_GRAPH), key=repr)[1:]
PARTS = st.sampled_from(["start", "fin", "soporte/rut", "", "a b"])


@settings(max_examples=300)
@given(st.sampled_from([place for place in PLACES if place]), JSON | PARTS | st.just("{delete}"))
def test_a_graph_with_one_thing_changed_gives_a_text_or_a_refusal(place, new):
    changed = copy.deepcopy(DESK_GRAPH)
    inside = changed
    for key in place[:-1]:
        inside = inside[key]
    if new == "{delete}":
        del inside[place[-1]]
    else:
        inside[place[-1]] = new
    _try(changed)


def _try(value):
    refusal = ""
    try:
        text = LANGUAGE.from_graph(value, VOCABULARY)
    except ValueError as refused:
        text, refusal = "", str(refused)
    assert refusal.startswith("$") or LANGUAGE.format(text)[0] is not None
