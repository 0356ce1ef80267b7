"""What others may use of a flow, read off its text: right for what is right, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.model.expression import Name
from cauce_dsl.outline import flow_name, outline
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document
from dsl.written_flows import DOCUMENTS
from service_desk import SERVICE_DESK

TEXT = '''
# flow comentado
flow mesa "flow otra"
  triggers = [
    "hola", # "no"
    "a \\"b\\"", "*"]
  on keyword "x" -> fin

start:
  say """
    no: esto -> otro.lugar
    """
  say "-> a.b" # -> c.d
  call encuesta as nota ticket=ticket.id libre="k=1"
    rut = rut
    on error -> otra.parte
  call resumen
  say "a"
    ruido = 1
atención  :
  triggers = ["nada"]
'''


def test_it_tells_labels_triggers_jumps_out_and_what_is_passed():
    words = outline(TEXT)
    assert words.labels == {"start", "atención"}
    assert words.triggers == ("hola", 'a "b"', "*")
    assert words.leaves == {"otra.parte"}
    assert words.passes == {"encuesta": {"ticket", "libre", "rut"}, "resumen": set()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("flow hola", "hola"),
        ("\ufeff# a\r\n\r\nflow  mesa.ayuda 'x'", "mesa.ayuda"),
        ("flow atencio\u0301n", "atención"),
        ("", None),
        ("# flow a", None),
        ("start:\nflow a", None),
        ("flow", None),
        ("flowers a", None),
    ],
)
def test_the_name_is_on_the_first_line_of_code(text, name):
    assert flow_name(text) == name
    assert (outline(text) is None) is (name is None)


def test_the_format_tells_the_same(language):
    assert language.name(TEXT) == "mesa"
    assert language.outline(TEXT) == outline(TEXT)


def test_it_agrees_with_the_parser_on_the_service_desk():
    text = SERVICE_DESK
    words = outline(text)
    assert words.labels == {section.label for section in parse(text).document.sections}
    assert words.triggers == ("hola", "buenas", "menu")
    assert words.passes == {"encuesta": {"ticket"}}


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS)
def test_it_agrees_with_the_parser_on_any_flow(document):
    text = print_document(document)
    assert outline(text).labels >= {section.label for section in document.sections}
    assert document.header.args[0] == Name(flow_name(text))


@settings(max_examples=100)
@given(st.text("flow a:=->\n\"[]#x.'\\"))
def test_it_is_total(text):
    outline(f"flow x\n{text}")
    flow_name(text)
