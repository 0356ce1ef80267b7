"""Edges are derived from who is inside what, and end even where sections only point at each other."""

from __future__ import annotations

import sys

from cauce.model.flow import Flow, Jump, Node, Port, Section
from cauce.model.wiring import Wires, edges, entry, wire


def flow(*sections, nodes=(), ports=()):
    """Return a flow of sections (label, *steps); nodes are `say` unless given."""
    made = tuple(Section(label, steps) for label, *steps in ((one[0], *one[1:]) for one in sections))
    made = tuple(Section(one.label, tuple(one.body)) for one in made)
    by_id = {node.id: node for node in nodes}
    for section in made:
        for step in section.body:
            if isinstance(step, str):
                by_id.setdefault(step, Node(step, "say"))
    return Flow(Node("", "flow", ports=tuple(ports)), made, by_id)


def test_statements_run_in_order_and_a_section_runs_out():
    made = flow(("start", "a", "b"), ("otra", "c"))
    assert wire(made) == {
        "": Wires(None, ()),
        "a": Wires("b", ()),
        "b": Wires(None, ()),
        "c": Wires(None, ()),
    }


def test_a_branch_that_does_not_jump_rejoins_after_its_statement():
    menu = Node(
        "menu",
        "menu",
        ports=(
            Port("option", to=Jump("otra")),
            Port("option", body=("a",)),
            Port("option"),
            Port("invalid", to=Jump("x")),
        ),
    )
    made = flow(("start", "menu", "b"), ("otra", "c"), nodes=[menu, Node("a", "say")])
    assert wire(made)["menu"] == Wires("b", ("c", "a", "b", Jump("x")))
    assert wire(made)["a"] == Wires("b", ())
    assert list(edges(made)) == [
        ("menu", "option:1", "c"),
        ("menu", "option:2", "a"),
        ("menu", "option:3", "b"),
        ("menu", "invalid", Jump("x")),
        ("menu", "next", "b"),
        ("a", "next", "b"),
        ("b", "next", None),
        ("c", "next", None),
    ]


def test_the_flows_own_lines_are_wired_too():
    made = flow(("start", "a"), ports=[Port("keyword", to=Jump("start")), Port("keyword", to=Jump("start"))])
    assert list(edges(made))[:2] == [("", "keyword:1", "a"), ("", "keyword:2", "a")]


def test_jumps_are_followed_through_sections_that_only_jump():
    made = flow(("start", Jump("b")), ("b", Jump("c")), ("c", "n"), ("d", Jump("fin", "otro")), ("e", Jump("nada")))
    assert [entry(made, label) for label in (None, "start", "b", "c", "d", "e")] == [
        "n", "n", "n", "n", Jump("fin", "otro"), Jump("nada"),
    ]  # fmt: skip


def test_sections_that_jump_in_a_circle_lead_nowhere():
    made = flow(("start", Jump("b")), ("b", Jump("c")), ("c", Jump("b")), ("d", Jump("d")), ("e", "n", Jump("b")))
    assert [entry(made, label) for label in ("start", "b", "c", "d")] == [None] * 4
    assert wire(made)["n"] == Wires(None, ())


def test_a_long_chain_of_sections_needs_no_stack():
    count = sys.getrecursionlimit() * 2
    chain = [(f"s{number}", Jump(f"s{number + 1}")) for number in range(count)]
    assert entry(flow(*chain, (f"s{count}", "n"))) == "n"
    assert entry(flow(*chain, (f"s{count}", Jump("s0")))) is None


def test_what_was_found_once_is_not_walked_again():
    made = flow(("b", Jump("c")), ("c", "n", Jump("b")), ("d", "m", Jump("e")), ("e", Jump("b")))
    assert (wire(made)["n"], wire(made)["m"]) == (Wires("n", ()), Wires("n", ()))


def test_what_is_not_there_is_a_jump_or_nothing():
    assert entry(flow()) is None
    assert entry(flow(), "x") == Jump("x")
    assert entry(flow(("start",))) is None


def test_of_two_sections_with_one_label_the_first_counts():
    assert entry(flow(("start", "a"), ("start", "b")), "start") == "a"


def test_what_stands_below_a_jump_is_wired_but_not_entered():
    made = flow(("start", Jump("b"), "a"), ("b", "n"))
    assert entry(made) == "n"
    assert wire(made)["a"] == Wires(None, ())
