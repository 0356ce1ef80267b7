"""The laws of text and graph, for flows of every sort and for edits as the builder makes them."""

from __future__ import annotations

import copy
import difflib
import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.model.vocabulary import Vocabulary
from cauce.model.wiring import edges
from cauce_dsl.flow_format import FlowLanguage
from cauce_dsl.graph_reader import read_graph
from cauce_dsl.layout import with_layout
from cauce_dsl.lift import lift
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document
from dsl.documents import documents
from dsl.written_flows import DOCUMENTS
from service_desk import SERVICE_DESK
from vocabularies import DESK, core_vocabulary

LANGUAGE, VOCABULARY, STRANGE = FlowLanguage(), core_vocabulary(**DESK), Vocabulary({})
DESK_TEXT = SERVICE_DESK
patient = settings(max_examples=50, suppress_health_check=list(HealthCheck))
anything = st.one_of(DOCUMENTS, documents)
vocabularies = st.sampled_from([VOCABULARY, STRANGE])


def canonical(document):
    """Return the formatted text of a document."""
    text, problems = LANGUAGE.format(print_document(document))
    assert problems == ()
    return text


def graph_of(text, vocabulary=VOCABULARY):
    """Return the graph of a text as it arrives in a browser."""
    return json.loads(json.dumps(LANGUAGE.to_graph(LANGUAGE.read(text, vocabulary).flow, vocabulary)))


@patient
@given(anything, vocabularies)
def test_text_to_graph_to_text_is_the_formatted_text(document, vocabulary):
    text = canonical(document)
    assert LANGUAGE.from_graph(graph_of(text, vocabulary), vocabulary) == text


@patient
@given(anything, vocabularies)
def test_graph_to_text_to_graph_is_the_same_graph(document, vocabulary):
    graph = graph_of(canonical(document), vocabulary)
    assert graph_of(LANGUAGE.from_graph(graph, vocabulary), vocabulary) == graph


@patient
@given(anything)
def test_a_graph_reads_back_as_the_same_flow(document):
    text = canonical(document)
    flow = LANGUAGE.read(text, VOCABULARY).flow
    again = read_graph(graph_of(text), VOCABULARY)
    assert again == flow
    assert list(again.nodes) == list(flow.nodes)


@patient
@given(anything)
def test_a_graph_can_be_made_in_one_vocabulary_and_written_in_another(document):
    flow = LANGUAGE.read(canonical(document), VOCABULARY).flow
    text = LANGUAGE.from_graph(LANGUAGE.to_graph(flow, STRANGE), STRANGE)
    assert LANGUAGE.format(text)[0] == text


@patient
@given(anything)
def test_lifting_gives_the_document_back(document):
    text = canonical(document)
    flow = LANGUAGE.read(text, VOCABULARY).flow
    assert lift(flow, VOCABULARY) == parse(text).document


@patient
@given(anything, st.integers(2, 5))
def test_formatting_never_changes_the_flow(document, width):
    text = canonical(document)
    loose = text if '"""' in text else untidy(text, width)
    tidy, untidied = LANGUAGE.read(text, VOCABULARY).flow, LANGUAGE.read(loose, VOCABULARY).flow
    assert untidied == tidy
    assert list(untidied.nodes) == list(tidy.nodes)
    assert list(edges(untidied)) == list(edges(tidy))
    assert (untidied.text, untidied.revision) == (tidy.text, tidy.revision)
    assert LANGUAGE.format(loose) == (text, ())


def untidy(text, width):
    """Return the text with another indentation and needless blanks."""
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(bare), 2)
        # Comments may stand one column deeper than what they follow, and mean it.
        lines.append(" " * (width * depth + rest) + bare + (" " if bare and not bare.startswith("#") else ""))
    return "\n".join(lines)


@patient
@given(anything, st.randoms())
def test_moving_a_section_changes_no_edge(document, random):
    flow = LANGUAGE.read(canonical(document), VOCABULARY).flow
    moved = list(flow.sections[1:])
    random.shuffle(moved)
    again = replace(flow, sections=(*flow.sections[:1], *moved))
    if len({section.label for section in flow.sections}) == len(flow.sections):
        assert set(edges(again)) == set(edges(flow))


@patient
@given(anything)
def test_reading_tells_everything_in_order_and_nothing_twice(document):
    found = LANGUAGE.read(print_document(document), VOCABULARY, "a.flow").diagnostics
    places = [(one.span, one.code) for one in found]
    assert places == sorted(set(places))
    assert all(one.file == "a.flow" and one.span.line > 0 for one in found)


# Edits as the builder makes them.


def changed_lines(before, after):
    """Return the lines that two texts do not share, without their place."""
    found = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in found if line[0] in "+-"]


@pytest.fixture
def desk():
    return graph_of(DESK_TEXT)


def edited(graph):
    return changed_lines(DESK_TEXT, LANGUAGE.from_graph(graph, VOCABULARY))


def test_the_service_desk_checks_clean_and_survives_byte_for_byte(desk):
    reading = LANGUAGE.read(DESK_TEXT, VOCABULARY)
    assert reading.diagnostics == ()
    assert reading.flow.text == DESK_TEXT
    assert LANGUAGE.from_graph(desk, VOCABULARY) == DESK_TEXT


def test_an_area_may_be_named_like_a_reserved_word(desk):
    desk["nodes"]["agente/redirect"]["params"]["area"] = "true"
    assert '  redirect "true"' in LANGUAGE.from_graph(desk, VOCABULARY)
    text = DESK_TEXT.replace("redirect mesa", "redirect on")
    assert LANGUAGE.from_graph(graph_of(text), VOCABULARY) == text


def test_changing_one_text_changes_one_line(desk):
    desk["nodes"]["soporte/rut"]["params"]["text"] = "¿Y tu RUT?"
    assert [line[0] for line in edited(desk)] == ["-", "+"]


def test_adding_an_option_adds_one_line(desk):
    desk["nodes"]["principal/menu"]["ports"].insert(2, {"option": True, "params": {"text": "Pagos"}, "to": "fin"})
    assert edited(desk) == ['+     - "Pagos" -> fin']


def test_inserting_a_question_with_a_timeout_adds_two_lines(desk):
    node = {
        "type": "ask",
        "as": "correo",
        "params": {"text": "¿Tu correo?"},
        "ports": [{"on": "timeout", "params": {"after": "10m"}, "to": "fin"}],
    }
    desk["nodes"]["new"] = node
    desk["sections"][3]["body"].insert(2, "new")
    assert edited(desk) == ['+   ask "¿Tu correo?" as correo', "+     on timeout 10m -> fin"]


def test_moving_a_section_moves_only_its_lines(desk):
    desk["sections"].append(desk["sections"].pop(4))
    after = LANGUAGE.from_graph(desk, VOCABULARY)
    assert sorted(after.splitlines()) == sorted(DESK_TEXT.splitlines())
    assert re.search(r"\n\nagente:\n", after)


def test_comments_stay_with_what_they_are_about(desk):
    first = desk["sections"][0]
    desk["nodes"][first["body"][1]]["notes"] = {"before": ["# saludo"], "tail": "# amable"}
    first["body"].reverse()
    first["body"].append(first["body"].pop(0))
    after = LANGUAGE.from_graph(desk, VOCABULARY)
    assert (
        "  # saludo\n  say \"Hola {contact.name or 'y bienvenida'} 👋 Soy el asistente de *Andina*.\"  # amable"
        in after
    )


def test_dragging_changes_no_text(desk):
    layout = {"format": "layout/1", "nodes": {"soporte/rut": {"x": 1}}}
    moved = with_layout(desk, layout)
    assert moved["layout"] == layout
    assert LANGUAGE.from_graph(copy.deepcopy(moved), VOCABULARY) == DESK_TEXT
