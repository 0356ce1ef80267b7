"""Lines of tokens: their shape, their places, and how far they reach."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cauce
from cauce.model.diagnostic import Span
from cauce_dsl import lexer
from cauce_dsl.lexer import read_line


def line(text):
    rows = text.split("\n")
    bare = rows[0].lstrip(" ")
    return read_line(rows, 0, len(rows[0]) - len(bare), len(rows[0]) - len(bare))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ('ask "¿RUT?" as rut type=rut retries=2', "nsAnn=nn=d"),
        ("onboarding notas inicio asunto iffy", "nnnnn"),
        ("on if elif else as and or not in true false null", "OILEA&|!NTFU"),
        ("-> a == b != c <= d >= e < f > g", "→n≡n≠n≤n≥n<n>n"),
        ("1 0 1.5 10m 1h30m 250ms", "dddttt"),
        ("007 3px 10min 1h30", "????"),
        ("a.b[1](c, d)+-*/%", "n.n[d](n,n)+-*/%"),
        ("'it\\'s' \"a\\\"b\"", "qs"),
        ('say "a" # b "c"', "ns"),
        ('say "a\\', "n?"),
        ("=> --> → ->", "???→"),
        ("a ; $ ¿", "n???"),
        ("año atención 日本 _x", "nnnn"),
        ("a  \t ", "n"),
    ],
)
def test_words_and_signs_make_a_shape(text, shape):
    assert line(text)[0].shape == shape


def test_tokens_know_their_place():
    found, after = line('  say "añ" as b  # c')
    assert after == 1
    assert found.columns == [3, 7, 12, 15]
    assert found.span(1, 3) == Span(1, 7, 1, 16)
    assert found.end() == Span(1, 16, 1, 16)
    assert found.tail == "# c"


def test_brackets_carry_a_line_on_and_keep_its_comments():
    found, after = line("  a = [  # uno\n\n    1,  # dos\n    # tres\n  ]  # cuatro\n  b = 2")
    assert after == 5
    assert found.shape == "n=[d,]"
    assert found.comments == ("# uno", "# dos", "# tres")
    assert found.tail == "# cuatro"
    assert found.span(0, 5) == Span(1, 3, 5, 4)


def test_a_closing_bracket_may_stand_at_the_margin_of_its_line():
    assert line("  a = [\n    1\n  ]\n  b")[1] == 3
    assert line("  a = [\n    1\n]\n  b")[1] == 3


def test_a_long_text_reaches_to_its_closing_quotes():
    found, after = line('  ask """\n    a "b" \\""" c\n   d """ as e\nf')
    assert after == 3
    assert found.shape == "nlAn"
    assert found.texts[1] == '"""\n    a "b" \\""" c\n   d """'
    assert found.span(1, 1) == Span(1, 7, 3, 9)
    assert found.span(3, 3) == Span(3, 13, 3, 14)


def test_a_long_text_may_stand_in_brackets():
    found, after = line('  a = ["""\n    b\n    """, 1\n    ]')
    assert after == 4
    assert found.shape == "n=[l,d]"


@pytest.mark.parametrize(
    ("text", "shape", "after"),
    [
        ("  a = [1\n  b", "n=?d", 1),
        ("  a = [1\n    2\n  b", "n=?dd", 2),
        ("  a = [(1]\n  b", "n=[?d]", 1),
        ("  a = [1", "n=?d", 1),
        ("  a = [“\n  b", "n=[?", 1),
        ('  a """\n    b\n  c', "n?", 2),
        ('  a """', "n?", 1),
        ('  \\"""\n  b """\n  """', "??", 1),
    ],
)
def test_what_does_not_close_is_marked_and_takes_only_its_own_lines(text, shape, after):
    found, index = line(text)
    assert (found.shape, index) == (shape, after)


def test_brackets_too_deep_and_lines_too_long_are_marked():
    assert line("a " + "(" * 70 + ")" * 70)[0].shape[65] == "^"
    assert line("a " * 5000)[0].shape[-1] == "^"
    assert line("a [\n" + "  b\n" * 5000 + "]\nc")[0].shape[-1] == "^"


def test_no_pattern_repeats_a_group_possessively():
    # Python before 3.11.5 gets such patterns wrong (CPython issue 106052), and 3.11.2 is what Debian 12 has.
    rooms = [Path(lexer.__file__).parent, Path(cauce.__file__).parent]
    sources = [path for room in rooms for path in room.rglob("*.py")]
    assert [path.name for path in sources if re.search(r"\)[*+?]\+", path.read_text("utf-8"))] == []
