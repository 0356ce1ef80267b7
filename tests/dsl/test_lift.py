"""Flows become documents: what a graph says differently is still written properly."""

from __future__ import annotations

import pytest

from cauce.model.expression import Attribute, Literal, Name, Text
from cauce.model.flow import Flow, Node, Port
from cauce_dsl.lift import lift, spell
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document

HEAD = "flow x\n\nstart:\n"


@pytest.mark.parametrize(
    "line",
    [
        'http GET "a"',
        'http url="a"',
        'http GET url="a"',
        'http method=GET url="a"',
        "redirect (area_elegida)",
        "redirect area=(area_elegida) note=(nota)",
        "return valor",
        "return (valor)",
        "return value=(valor)",
        "set a=(b) c=d",
        "crm.buscar rut (rut) campo=(fono)",
        "tag vip remove=true",
    ],
)
def test_a_line_is_written_as_it_was(language, vocabulary, line):
    text = f"{HEAD}  {line}\n"
    assert parse(text).diagnostics == ()
    assert print_document(lift(language.read(text, vocabulary).flow, vocabulary)) == text


def statement(node, vocabulary):
    from cauce.model.flow import Section

    flow = Flow(Node("", "flow", params={"name": Name("x")}), (Section("start", ("n",)),), {"n": node})
    return print_document(lift(flow, vocabulary)).splitlines()[3:]


def test_a_value_whose_predecessor_is_missing_gets_its_name(vocabulary):
    node = Node("n", "http", params={"url": Text(("a",))})
    assert statement(node, vocabulary) == ['  http url="a"']


def test_values_are_written_in_the_order_of_the_schema(vocabulary):
    node = Node("n", "http", params={"timeout": Name("t"), "url": Text(("a",)), "method": Text(("GET",))})
    assert statement(node, vocabulary) == ['  http "GET" "a" timeout=t']


def test_a_rest_that_is_no_list_or_empty_gets_its_name(vocabulary, language):
    text = 'flow x\n  on keyword words="menu" -> start\n  on keyword words=[] -> start\n\nstart:\n  end\n'
    assert print_document(lift(language.read(text, vocabulary).flow, vocabulary)) == text


def test_an_arm_without_lines_is_an_arm(vocabulary):
    node = Node("n", "if", ports=(Port("when", guard=Literal(True)), Port("else")))
    assert statement(node, vocabulary) == ["  if true", "  else"]


def test_a_dotted_name_is_spelt_as_a_tree():
    assert spell("a.b.c") == Attribute(Attribute(Name("a"), "b"), "c")
