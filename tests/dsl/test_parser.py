"""Reading expressions, templates and files; from several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cauce.model.diagnostic import Span
from cauce.model.expression import (
    Attribute,
    Binary,
    Call,
    Duration,
    Index,
    ListOf,
    Literal,
    MapOf,
    Name,
    Text,
    Unary,
    walk,
)
from cauce_dsl.automaton import Automaton
from cauce_dsl.lexer import read_tokens
from cauce_dsl.parser import parse, parse_expression, parse_text
from cauce_dsl.printer import print_document, print_expression
from cauce_dsl.syntax_error import FlowSyntaxError
from cauce_dsl.table import load
from dsl.mutants import SAMPLE

a, b, c = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a or b and not c", Binary("or", a, Binary("and", b, Unary("not", c)))),
        ("a - b - c", Binary("-", Binary("-", a, b), c)),
        ("a + b * c", Binary("+", a, Binary("*", b, c))),
        ("(a + b) * c", Binary("*", Binary("+", a, b), c)),
        ("a not in [b]", Binary("not in", a, ListOf((b,)))),
        ("not a in b", Unary("not", Binary("in", a, b))),
        ("-a.b", Unary("-", Attribute(a, "b"))),
        ("-5", Literal(-5)),
        ("- 5.50", Literal(-5.5)),
        ("--5", Unary("-", Literal(-5))),
        ("a[1].b", Attribute(Index(a, Literal(1)), "b")),
        ("f(a, b=c,)", Call(Name("f"), (a,), (("b", c),))),
        ("crm.f()", Call(Attribute(Name("crm"), "f"))),
        ('{a: 1, "b c": [],}', MapOf((("a", Literal(1)), ("b c", ListOf(()))))),
        ("{if: 1, in: 2}", MapOf((("if", Literal(1)), ("in", Literal(2))))),
        ("a.in.not", Attribute(Attribute(a, "in"), "not")),
        ("true == null", Binary("==", Literal(True), Literal(None))),
        ("1h30m", Literal(Duration("1h30m"))),
        ('"a{b}c"', Text(("a", b, "c"))),
        ("'a'", Text(("a",))),
        ('""', Text(())),
        ("[\n  a,\n  b\n]", ListOf((a, b))),
        ("  a  # comment", a),
    ],
)
def test_expressions_mean_what_they_say(source, tree):
    assert parse_expression(source) == tree


def test_whole_numbers_and_decimals_stay_apart():
    assert type(parse_expression("2").value) is int
    assert type(parse_expression("2.0").value) is float


def test_trees_know_where_they_were_written():
    tree = parse_expression('f(a.b, -1)[x] + "n{m.o}"')
    places = {print_expression(one): (one.span.column, one.span.end_column) for one in walk(tree)}
    assert places == {
        'f(a.b, -1)[x] + "n{m.o}"': (1, 25),
        "f(a.b, -1)[x]": (1, 14),
        "f(a.b, -1)": (1, 11),
        "f": (1, 2),
        "a.b": (3, 6),
        "a": (3, 4),
        "-1": (8, 10),
        "x": (12, 13),
        '"n{m.o}"': (17, 25),
        "m.o": (20, 23),
        "m": (20, 21),
    }


def test_places_inside_a_long_text_are_those_of_their_lines():
    text = 'flow x\n\nstart:\n  say """\n    a {b}\n      {c.d}\n    """\n'
    (say,) = parse(text).document.sections[0].block
    assert say.args[0].parts[0] == "a "
    assert [part.span for part in say.args[0].parts if not isinstance(part, str)] == [
        Span(5, 8, 5, 9),
        Span(6, 8, 6, 11),
    ]


def test_texts_in_texts_in_texts_take_one_more_backslash_each():
    tree = parse_expression("\"{f('{g(\\'x\\')}')}\"")
    assert tree == Text((Call(Name("f"), (Text((Call(Name("g"), (Text(("x",)),)),)),)),))
    assert print_expression(tree) == "\"{f('{g(\\'x\\')}')}\""


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("", "E120", 1),
        ("  # nothing", "E120", 1),
        ("a b", "E114", 3),
        ("a +", "E120", 4),
        ("a\nb", "E114", 1),
        ('"{a', "E102", 1),
        ("a = b", "E108", 3),
        ("(" * 70, "E106", 65),
    ],
)
def test_what_is_no_expression_raises_its_diagnostic(source, code, column):
    with pytest.raises(FlowSyntaxError) as caught:
        parse_expression(source)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.span.column) == (code, column)


def test_templates_have_free_quotes_and_line_breaks():
    assert parse_text('a "b"\r\n{c} \\{d\\}\\n') == Text(('a "b"\n', c, " {d}\n"))
    assert parse_text('{f("x")}') == parse_text("{f('x')}")
    assert parse_text("") == Text(())
    with pytest.raises(FlowSyntaxError) as caught:
        parse_text("a\n b {")
    assert caught.value.diagnostic.span == Span(2, 4, 2, 5)


def test_the_file_is_named_in_document_and_diagnostics():
    parsed = parse("flow x\n\nstart:\n  say “a”\n", "x.flow")
    assert parsed.document.file == "x.flow"
    assert [one.file for one in parsed.diagnostics] == ["x.flow"]


@pytest.mark.parametrize("text", ["", "\n\n", "# a\n", "\ufeff", "\x00", '"', "-", ":"])
def test_almost_nothing_is_a_document_too(text):
    assert print_document(parse(text).document) is not None


def test_six_threads_may_read_at_once():
    expected = parse(SAMPLE)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: parse(SAMPLE + "\n" * number), range(60)))
    assert all(one.document == expected.document and one.diagnostics == () for one in found)


def test_the_automaton_forgets_shapes_when_they_become_too_many(monkeypatch):
    monkeypatch.setattr("cauce_dsl.automaton._REMEMBERED", 100)
    small = Automaton(load())
    for number in range(1, 40):
        source = " + ".join(["a"] * number)
        assert print_expression(small.build("expr", read_tokens(source, 1, 0))) == source
    assert len(small._known) < 20
