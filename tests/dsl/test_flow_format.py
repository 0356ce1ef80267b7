"""`.flow` as a format of Cauce: what the rest of the house calls."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import cauce_dsl
from cauce.model.findings import ENOUGH
from cauce_dsl.flow_format import FlowLanguage
from service_desk import SERVICE_DESK
from vocabularies import DESK, core_vocabulary

DESK_TEXT = SERVICE_DESK
LANGUAGE, VOCABULARY = FlowLanguage(), core_vocabulary(**DESK)


def test_the_plugin_hands_it_over():
    (language,) = cauce_dsl.register_flow_formats()
    assert language.suffix == ".flow"


def test_registering_costs_next_to_nothing():
    code = "import sys, cauce_dsl; cauce_dsl.register_flow_formats(); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("cauce_dsl.parser", "cauce.engine", "jsonschema_rs", "lark"):
        assert f"'{heavy}'" not in ran.stdout


def test_checking_needs_no_validator():
    code = (
        "import sys; sys.path.insert(0, 'tests'); from vocabularies import core_vocabulary\n"
        "from cauce_dsl.flow_format import FlowLanguage\n"
        f"assert FlowLanguage().read({DESK_TEXT!r}, core_vocabulary()).flow.revision\n"
        "print(sorted(sys.modules))"
    )
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    for heavy in ("jsonschema_rs", "jsonschema", "tortoise", "aiohttp", "lark"):
        assert f"'{heavy}'" not in ran.stdout


def test_a_flow_knows_its_canonical_text_and_its_hash():
    flow = LANGUAGE.read(DESK_TEXT, VOCABULARY, "mesa.flow").flow
    assert (flow.text, flow.file, flow.name) == (DESK_TEXT, "mesa.flow", "mesa_ayuda")
    assert len(flow.revision) == 64


def test_formatting_keeps_the_revision_and_a_change_does_not():
    loose = DESK_TEXT.replace("  say", "  say  ").replace("\n", "\r\n")
    flow = LANGUAGE.read(DESK_TEXT, VOCABULARY).flow
    assert LANGUAGE.read(loose, VOCABULARY).flow.revision == flow.revision
    assert LANGUAGE.read(DESK_TEXT.replace("2s", "3s"), VOCABULARY).flow.revision != flow.revision


def test_a_text_that_does_not_parse_has_no_canonical_text():
    reading = LANGUAGE.read("flow x\n\nstart:\n  say “a”\n", VOCABULARY)
    assert (reading.flow.text, reading.flow.revision) == ("", "")


def test_a_flow_with_errors_has_no_revision_for_it_is_never_run():
    reading = LANGUAGE.read("flow x\n\nstart:\n  xyzzy\n", VOCABULARY)
    assert [one.code for one in reading.diagnostics] == ["E205"]
    assert (reading.flow.text, reading.flow.revision) == ("", "")


def test_of_each_problem_only_so_many_are_told():
    text = "flow x\n\nstart:\n" + "  xyzzy\n" * (ENOUGH + 1) + '  say "{wrong}"\n' * (ENOUGH + 1)
    codes = [one.code for one in LANGUAGE.read(text, VOCABULARY).diagnostics]
    assert codes == ["E205"] * ENOUGH + ["W305"] * ENOUGH


def test_reading_leaves_the_garbage_collector_as_it_was():
    assert gc.isenabled()
    LANGUAGE.read(DESK_TEXT, VOCABULARY)
    assert gc.isenabled()
    gc.disable()
    try:
        LANGUAGE.read(DESK_TEXT, VOCABULARY)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_text_that_does_not_parse_cannot_be_formatted():
    text, problems = LANGUAGE.format("flow x\n\nstart:\n  say “a”\n", "a.flow")
    assert text is None
    assert [(one.code, one.file) for one in problems] == [("E101", "a.flow")]


def test_formatting_says_nothing_of_what_only_compiling_finds():
    assert LANGUAGE.format("flow x\nstart:\n  xyzzy") == ("flow x\n\nstart:\n  xyzzy\n", ())


@settings(max_examples=100)
@given(st.integers(0, len(DESK_TEXT)), st.integers(0, 40), st.text("aá \"'{}[]()->:=#\n\t\\.1", max_size=8))
def test_any_text_gives_diagnostics_and_nothing_else(place, length, new):
    text = DESK_TEXT[:place] + new + DESK_TEXT[place + length :]
    reading = LANGUAGE.read(text, VOCABULARY)
    places = [(one.span, one.code) for one in reading.diagnostics]
    assert places == sorted(set(places))
    if reading.flow.text:
        graph = LANGUAGE.to_graph(reading.flow, VOCABULARY)
        assert LANGUAGE.from_graph(graph, VOCABULARY) == reading.flow.text
