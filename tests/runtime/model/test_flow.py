"""Flows are equal when they do the same."""

from __future__ import annotations

from cauce.model.diagnostic import Span
from cauce.model.expression import Literal, Name, Symbol
from cauce.model.flow import Flow, Jump, Node, Notes, Port, Section


def test_places_and_comments_make_no_difference():
    notes, span = Notes(("# a",)), Span(1, 2, 3, 4)
    assert Jump("a") == Jump("a", span=span, notes=notes)
    assert Port("a") == Port("a", span=span, spans={"b": span}, notes=notes, named=frozenset({"b"}))
    assert Node("a", "say") == Node("a", "say", span=span, block={"b": notes}, notes=notes)
    assert Section("a", ()) == Section("a", (), span=span, notes=notes)


def test_values_and_order_of_ports_do():
    one, other = Port("option", {"a": Literal(1)}), Port("option", {"a": Literal(True)})
    assert one != other
    assert Node("a", "menu", ports=(one, other)) != Node("a", "menu", ports=(other, one))


def test_a_flow_has_the_name_of_its_header():
    def named(value):
        return Flow(Node("", "flow", params={"name": value} if value else {}), (), {}).name

    assert [named(Symbol("a.b")), named(Name("c")), named(Literal(1)), named(None)] == ["a.b", "c", "", ""]


def test_a_jump_is_spelt_with_its_flow():
    assert (Jump("a").path, Jump("a", "b").path) == ("a", "b.a")


def test_the_place_of_a_label_leaves_out_the_colon():
    assert Section("otra", (), Span(7, 1, 7, 6)).label_span == Span(7, 1, 7, 5)
