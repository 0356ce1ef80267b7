"""The one style there is."""

from __future__ import annotations

import random
import re

import pytest

from cauce.model.expression import Duration, Literal, Name, Symbol, Text
from cauce_dsl.document import Document, LabelLine, Pair, Statement
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document, print_expression, print_text_source
from dsl.mutants import SAMPLE

START = "flow x\n\nstart:\n"


def formatted(text):
    parsed = parse(text)
    assert parsed.diagnostics == ()
    return print_document(parsed.document)


def test_the_service_desk_is_in_style_already():
    assert formatted(SAMPLE) == SAMPLE


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('  say   "a"', '  say "a"'),
        ('  ask "a" retries=2 as rut', '  ask "a" as rut retries=2'),
        ("  set a=((1))+(2*3)", "  set a=1 + 2 * 3"),
        ("  set a = (1+2)*3", "  set a=(1 + 2) * 3"),
        ("  set a=-(b)", "  set a=-b"),
        ("  set a={b :1,}", "  set a={b: 1}"),
        ("  redirect (a)", "  redirect (a)"),
        ("  redirect ((a+b))", "  redirect (a + b)"),
        ("  if a:", "  if a"),
        ("  if (not (a)) and (b or c)->d", "  if not a and (b or c) -> d"),
        ('  say "{ a }"', '  say "{a}"'),
        ('  say "{({a: 1})}"', '  say "{({a: 1})}"'),
        ('  say "a"#b', '  say "a"  #b'),
        ('  say "a\\u{1f600}"', '  say "a😀"'),
        ('  say "a\\nb"', '  say """\n    a\n    b\n    """'),
        ('  say "a \\nb"', '  say "a \\nb"'),
        ('  say """\n    a\n      b"""', '  say """\n    a\n      b\n    """'),
        ('  say """\n  a\n    """', '  say "a"'),
        ('  say """\n"""', '  say ""'),
        ('  a b="c\\nd"', '  a\n    b = """\n      c\n      d\n      """'),
        ("  a\n    - b\n    c = 1", "  a\n    c = 1\n    - b"),
        ("  a b=c\n    d = e", "  a b=c\n    d = e"),
    ],
)
def test_one_style(written, printed):
    assert formatted(f"{START}{written}\n") == f"{START}{printed}\n"


def test_pairs_stay_on_the_line_while_it_fits_and_move_below_after_that():
    fitting = f'{START}  say "{"a" * 87}" b=cd  # a tail does not count\n'
    assert len(fitting.split("\n")[3].partition("  #")[0]) == 100
    assert formatted(fitting) == fitting
    assert formatted(fitting.replace("cd", "cde")) == (
        f'{START}  say "{"a" * 87}"  # a tail does not count\n    b = cde\n'
    )


def test_moved_pairs_come_before_the_properties_that_were_there():
    text = f'{START}  say "{"a" * 90}" b=1 c=2\n    # d\n    d = 3\n    - e\n'
    assert formatted(text) == f'{START}  say "{"a" * 90}"\n    b = 1\n    c = 2\n    # d\n    d = 3\n    - e\n'


def test_sections_are_one_blank_line_apart():
    assert formatted("flow x\nstart:\n  a\n\n\n\n# b\n\nfin:\n  c\n") == "flow x\n\nstart:\n  a\n\n# b\n\nfin:\n  c\n"


def test_a_comment_keeps_its_owner_wherever_it_stood():
    text = f"{START}  if a\n    b\n    # 1\n   # 2\n  c\n    # 3\n  d\n  # 4\n\n# 5\n"
    assert formatted(text) == text


def test_nothing_prints_as_nothing():
    assert print_document(Document(None)) == ""
    assert print_document(Document(None, end=("# a",))) == "# a\n"


def test_half_edited_values_print_as_something_that_reads():
    assert print_expression(Literal(Duration("soon"))) == '"soon"'
    assert print_expression(Symbol("list")) == "list"
    statement = Statement("a", (Literal(-1), Literal(Duration("?"))), pairs=(Pair("b", Name("c")),))
    text = print_document(Document(statement, (LabelLine("s", (Statement("d"),)),)))
    assert text == 'a (-1) "?" b=c\n\ns:\n  d\n'
    assert parse(text).diagnostics == ()


def test_numbers_keep_every_digit():
    for value in (1e300, 5e-324, 0.1, 123456789.125, 10**60):
        assert print_expression(Literal(value)).strip("0123456789.") == ""


def test_templates_show_quotes_and_line_breaks_as_they_are():
    assert print_text_source(Text(('a "b"\n{c}', Name("d")))) == 'a "b"\n\\{c\\}{d}'


def test_letters_that_would_join_are_written_by_number():
    text = Text(("n\u0303 a\u0323\u0301 \u0301b\r",))
    printed = print_expression(text)
    assert printed == '"n\\u{303} a\\u{323}\u0301 \u0301b\\u{d}"'
    (statement,) = parse(f"{START}  a {printed}\n").document.sections[0].block
    assert statement.args == (text,)


def commented(random, text):
    """Return the sample with comments and blank lines in odd places, and the comments in order."""
    rows, inside = [], False
    for row in text.split("\n")[1:]:
        if not inside:
            rows += [" " * random.randrange(12) + "# ?" for _ in range(random.choice((0, 0, 1, 2)))]
            rows += [" " * random.randrange(5)] * random.choice((0, 0, 1, 3))
        inside ^= '"""' in row
        rows.append(f"{row}{' ' * random.randrange(3)} # ?" if row and not inside and random.random() < 0.3 else row)
    numbers = iter(range(10_000))
    return re.sub(r"# \?", lambda _: f"# {next(numbers)}", "\n".join(rows) + "\n")


def test_every_comment_survives_exactly_once_and_in_order():
    source = random.Random(4)
    for _ in range(60):
        text = commented(source, SAMPLE)
        printed = formatted(text)
        numbers = re.findall(r"# (\d+)", text)
        assert re.findall(r"# (\d+)", printed) == numbers
        assert parse(printed).document == parse(text).document
        assert formatted(printed) == printed
