"""The grammar: without conflicts, the same as its table, and what Lark makes of it is what we make of it."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from lark.exceptions import LarkError, UnexpectedInput

from cauce_dsl import table
from cauce_dsl.parser import parse
from cauce_dsl.source import normalise
from dsl.lark_reference import BadIndentation, reference
from dsl.mutants import SAMPLE, mutant

GRAMMAR = table.GRAMMAR.read_text(encoding="utf-8")
PLAIN = (
    SAMPLE.replace("{", "").replace("}", "").replace("headers = ", "headers = x  # ").replace("json = ", "json = x  # ")
)


def test_lark_finds_no_conflict_even_when_strict():
    assert reference(list(table.STARTS), strict=True)


@pytest.mark.parametrize(
    "bad",
    [
        GRAMMAR.replace("?comp     : sum | sum _cmp sum", "?comp     : sum | comp _cmp comp"),
        GRAMMAR.replace("NUMBER    : /", "SERIAL    : /[0-9]+/\nNUMBER    : /").replace(
            "NUMBER ->", "SERIAL | NUMBER ->"
        ),
    ],
    ids=["ambiguous rule", "colliding tokens"],
)
def test_the_same_switch_refuses_bad_grammars(bad):
    assert bad != GRAMMAR
    with pytest.raises(LarkError):
        reference(list(table.STARTS), strict=True, grammar=bad)


def test_no_kind_of_node_is_a_word_of_the_grammar():
    words = {terminal.pattern.value for terminal in reference().terminals if terminal.pattern.value.isalpha()}
    assert words == {"on", "if", "elif", "else", "as", "and", "or", "not", "in", "true", "false", "null"}


def test_the_stored_table_is_that_of_the_grammar():
    assert table.load() == table.build(GRAMMAR)


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"digest": "another"}'])
def test_a_table_that_cannot_be_used_is_made_anew(content, tmp_path, monkeypatch):
    file = tmp_path / "table.json"
    file.write_text(content)
    stored = table.load()
    monkeypatch.setattr(table, "FILE", file)
    assert table.load() == stored


def test_the_table_can_be_written_anew(tmp_path, monkeypatch):
    stored = table.FILE.read_bytes()
    monkeypatch.setattr(table, "FILE", tmp_path / "table.json")
    table.write()
    assert table.FILE.read_bytes() == stored


def test_reading_a_flow_does_not_import_lark():
    code = "import sys; from cauce_dsl.parser import parse; parse('flow x'); sys.exit('lark' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_lark_reads_the_sample_as_we_do():
    assert reference().parse(SAMPLE)
    assert parse(SAMPLE).diagnostics == ()


def test_what_lark_refuses_we_refuse_and_the_other_way_round():
    lark, source = reference(), random.Random(20)
    agreed = {True: 0, False: 0}
    for _ in range(400):
        text = normalise(mutant(source, PLAIN))
        if set("{}\\\ufeff\t\u00a0").intersection(text):
            continue
        try:
            lark.parse(text)
            accepted = True
        except (UnexpectedInput, BadIndentation):
            accepted = False
        diagnostics = parse(text).diagnostics
        if [one.code for one in diagnostics] == ["E112"]:
            continue  # our brackets end with their block
        assert accepted == (not diagnostics), (text, diagnostics)
        agreed[accepted] += 1
    assert min(agreed.values()) > 50
