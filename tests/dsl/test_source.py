"""Whatever an editor, a phone or a copy brings along, the source is the same."""

from __future__ import annotations

import time
from unicodedata import normalize

import pytest

from cauce_dsl.parser import parse
from cauce_dsl.source import compose, is_composed, normalise

FLOW = 'flow año\n\nstart:\n  say "ñandú"\n'


@pytest.mark.parametrize(
    "text",
    [
        FLOW.replace("\n", "\r\n"),
        FLOW.replace("\n", "\r"),
        "\ufeff" + FLOW,
        FLOW.removesuffix("\n"),
        normalize("NFD", FLOW),
        "\ufeff" + normalize("NFD", FLOW).replace("\n", "\r\n").removesuffix("\r\n"),
    ],
)
def test_the_source_has_one_form(text):
    assert normalise(text) == FLOW
    assert parse(text).document == parse(FLOW).document
    assert parse(text).diagnostics == ()


def test_normalising_twice_changes_nothing_more():
    for text in (FLOW, "", "\r", "\ud800", "e\u0301" * 9, "a\u0301\u0323" * 100 + "\r\n", "a" + "\u0301" * 500):
        assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x00", "👩\u200d🚀", "\u00a0"])
def test_no_other_character_ends_a_line_or_is_lost_in_a_text(sign):
    parsed = parse(f'flow x\n\nstart:\n  say "a{sign}b"  # c{sign}d\n')
    assert parsed.diagnostics == ()
    (say,) = parsed.document.sections[0].block
    assert say.args[0].plain == f"a{sign}b"
    assert say.notes.tail == f"# c{sign}d"


def test_a_lone_surrogate_becomes_a_replacement_character():
    parsed = parse('flow x\n\nstart:\n  say "a\ud800b"\n')
    assert parsed.diagnostics == ()
    assert parsed.document.sections[0].block[0].args[0].plain == "a\ufffdb"


def test_absurd_piles_of_marks_take_no_more_than_linear_time():
    pile = "a" + "\u0301\u0323" * 60_000
    start = time.process_time()
    compose(pile)
    assert not is_composed(pile)
    assert time.process_time() - start < 1
