"""Every syntax problem: its words, its place, its remedy, and that it never hides another one."""

from __future__ import annotations

import pytest

from cauce.catalogue import page, render
from cauce_dsl.document import Arm, LabelLine, OnLine, Option, Property, Statement
from cauce_dsl.parser import parse

START = "flow x\n\nstart:\n"


def shown(text, lang="es"):
    lines = text.split("\n")
    return "\n".join(render(diagnostic, lines, lang, False) for diagnostic in parse(text, "mesa.flow").diagnostics)


def found(text):
    return [
        (diagnostic.code, diagnostic.span.line, diagnostic.span.column, diagnostic.hint)
        for diagnostic in parse(text).diagnostics
    ]


AS_SPECIFIED = {
    "E101": ("  say “Hola”\n", """\
E101 mesa.flow:4:7  comillas tipográficas
4 |   say “Hola”
  |       ^ usa comillas rectas: " … \""""),
    "E102": ('  say "Hola\n', """\
E102 mesa.flow:4:7  el texto no cierra
4 |   say "Hola
  |       ^^^^^ falta " al final; para varias líneas usa \"\"\""""),
    "E103": ('    say "a"\n   say "b"\n', """\
E103 mesa.flow:5:4  la sangría no coincide con ningún bloque abierto
5 |    say "b"
  |    ^ columnas posibles: 1, 5"""),
    "E107": ('  menu "¿En qué te ayudamos?":\n', """\
E107 mesa.flow:4:30  sobra «:»
4 |   menu "¿En qué te ayudamos?":
  |                              ^ solo llevan «:» las etiquetas (y se tolera en if, on y opciones)"""),
    "E108": ('  if contact.plan = "oro" -> start\n', """\
E108 mesa.flow:4:19  «=» asigna; para comparar se usa «==»
4 |   if contact.plan = "oro" -> start
  |                   ^ escribe =="""),
    "E109": ('  menu "x"\n    1. "Ventas" -> start\n', """\
E109 mesa.flow:5:5  las opciones de un menú empiezan con guion
5 |     1. "Ventas" -> start
  |     ^ escribe - "…"; el número se pone solo (o con key=)"""),
    "E110": ('  menu "x"\n    - "Ventas" => start\n', """\
E110 mesa.flow:5:16  flecha desconocida
5 |     - "Ventas" => start
  |                ^^ escribe ->"""),
    "E113": ('  say "Hola {{contact.name}}"\n', """\
E113 mesa.flow:4:13  las variables llevan una sola llave
4 |   say "Hola {{contact.name}}"
  |             ^ escribe {contact.name}"""),
    "E116": ('  say "a"\n\nmenu-ventas:\n  say "b"\n', """\
E116 mesa.flow:6:1  una etiqueta es una sola palabra
6 | menu-ventas:
  | ^^^^^^^^^^^ ¿«menu_ventas:»?"""),
    "E117": ('\nfin:\n  end "x"\n', """\
E117 mesa.flow:3:1  bloque vacío
3 | start:
  | ^^^^^^ escribe algo debajo, con más sangría"""),
}  # fmt: skip


@pytest.mark.parametrize("code", AS_SPECIFIED)
def test_the_diagnostic_reads_as_specified(code):
    body, expected = AS_SPECIFIED[code]
    assert shown(START + body) == expected


MISTAKES = [
    # quotes
    ("  say «Hola»\n", ("E101", 4, 7, "")),
    ('  say "Hola”\n', ("E101", 4, 12, "")),
    ("  say 'Hola'\n", ("E121", 4, 7, "")),
    ("  say 'Hola\n", ("E121", 4, 7, "")),
    ('  say """Hola"""\n', ("E102", 4, 7, "start")),
    ('  say """\n    Hola\n', ("E102", 4, 7, "long")),
    # indentation
    ('  say "a"\n\tsay "b"\n', ("E104", 5, 1, "other")),
    ('  if a\n  \tsay "b"\n', ("E104", 5, 1, "")),
    # odd characters
    ('  say\u00a0"a"\n', ("E105", 4, 6, "")),
    ('\u00a0 say "a"\n', ("E105", 4, 1, "")),
    ("  say Hola, soy yo\n", ("E114", 4, 11, "quotes")),
    ("  say 👋\n", ("E114", 4, 7, "quotes")),
    ('  say "a";\n', ("E114", 4, 10, "end")),
    # limits
    ("  set n=" + "(" * 65 + "1" + ")" * 65 + "\n", ("E106", 4, 73, "brackets")),
    ("  set n=" + "not " * 101 + "a\n", ("E106", 4, 3, "nodes")),
    ('  say "{' + "not " * 100 + 'a}"\n', ("E106", 4, 9, "nodes")),
    ("  set n=" + "1" * 500 + "\n", ("E106", 4, 9, "digits")),
    ("  set n=" + "9" * 399 + ".5\n", ("E106", 4, 9, "digits")),
    ("  set n=[" + "1," * 5000 + "]\n", ("E106", 4, 4101, "tokens")),
    ("  set n=[\n" + "    1,\n" * 5000 + "  ]\n", ("E106", 2051, 6, "tokens")),
    # colon and equals
    ('  retry: "x"\n', ("E107", 4, 8, "equals")),
    ("  fin:\n", ("E107", 4, 6, "")),
    ('  menu "x"\n    - "a" if b = 1 -> start\n', ("E108", 5, 16, "")),
    ("  set a=b=c\n", ("E108", 4, 10, "")),
    ('  retry == "x"\n', ("E114", 4, 9, "assign")),
    # bullets and arrows
    ("  1) Ventas\n", ("E109", 4, 3, "")),
    ('  • "Ventas"\n', ("E109", 4, 3, "")),
    ('  * "Ventas"\n', ("E109", 4, 3, "")),
    ('  1 "Ventas"\n', ("E109", 4, 3, "")),
    ("  if a --> start\n", ("E110", 4, 8, "")),
    ("  if a → start\n", ("E110", 4, 8, "")),
    ("  > start\n", ("E110", 4, 3, "")),
    # inside texts
    ('  say "a\\q"\n', ("E111", 4, 9, "")),
    ('  say "\\u{110000}"\n', ("E111", 4, 8, "")),
    ('  say "\\u{d800}"\n', ("E111", 4, 8, "")),
    ('  say """\n    a\\\n    """\n', ("E111", 5, 6, "")),
    ('  say "Hola {nombre"\n', ("E112", 4, 13, "")),
    ('  say "Hola nombre}"\n', ("E112", 4, 19, "literal")),
    ('  say """\n    {a\n    }\n    """\n', ("E112", 5, 5, "")),
    ('  say "{}"\n', ("E114", 4, 8, "value")),
    ('  say "{a b}"\n', ("E114", 4, 11, "end")),
    ('  say "{a # b}"\n', ("E114", 4, 8, "")),
    ('  say "{a +}"\n', ("E120", 4, 12, "value")),
    ("  say \"{f('{g(')}\"\n", ("E112", 4, 12, "")),
    ("  say \"{f('{g(\\'{h(\\\\\\'{i(\\\\\\\\\\\\\\'{j}\\\\\\\\\\\\\\')}\\\\\\')}\\')}')}\"\n", ("E106", 4, 11, "texts")),
    # brackets
    ("  a = [1, 2\n  b = 3\n", ("E112", 4, 7, "")),
    ("  a = {b: [1}\n", ("E112", 4, 11, "")),
    ("  a = (1]\n", ("E114", 4, 9, "close")),
    ("  a = f(1))\n", ("E114", 4, 11, "end")),
    ('  a = {"b{c}": 1}\n', ("E114", 4, 8, "key")),
    # numbers
    ("  set a=007\n", ("E118", 4, 9, "")),
    ("  set a=3,5\n", ("E119", 4, 9, "")),
    ("  set a=3px\n", ("E114", 4, 9, "unit")),
    # order
    ('  ask as rut "¿RUT?"\n', ("E114", 4, 14, "order")),
    ("  ask as a as b\n", ("E114", 4, 12, "result")),
    ("  a = b[0](1)\n", ("E114", 4, 7, "function")),
    ("  a = b < c < d\n", ("E114", 4, 13, "end")),
    ('  menu "x"\n    - "a" as b\n', ("E114", 5, 11, "end")),
    # too soon
    ("  ->\n", ("E120", 4, 5, "label")),
    ("  on\n", ("E120", 4, 5, "port")),
    ("  ask as\n", ("E120", 4, 9, "variable")),
    ("  set a=\n", ("E120", 4, 9, "value")),
    ("  set a=b c\n", ("E120", 4, 12, "equals")),
    ("  if\n", ("E120", 4, 5, "value")),
    # labels
    ('  say "a"\n\nmenu ventas:\n  say "b"\n', ("E116", 6, 1, "")),
    ('  say "a"\n\n2ventas:\n  say "b"\n', ("E116", 6, 1, "")),
    # place
    ('  say "a"\nsay "b"\n', ("E115", 5, 1, "outside")),
    ("  -> start\n    say 1\n", ("E115", 5, 5, "under")),
    ("  a = 1\n    say 1\n    say 2\n", ("E115", 5, 5, "under")),
    ("  if a -> start\n    say 1\n", ("E115", 5, 5, "under")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"), MISTAKES, ids=[expected[0] + repr(body)[:30] for body, expected in MISTAKES]
)
def test_the_mistake_is_told_where_it_is(body, expected):
    assert found(START + body)[:1] == [expected]


@pytest.mark.parametrize(
    ("body", "expected"), MISTAKES, ids=[expected[0] + repr(body)[:30] for body, expected in MISTAKES]
)
def test_every_hint_has_words_in_both_languages(body, expected):
    hints = page(expected[0]).hints
    assert set(hints[expected[3]]) == {"es", "en"}


def test_several_problems_are_told_in_one_run_in_order():
    text = START + '  say “a”\n  if a = b -> start\n  ->\n\notra:\n  say "{a"\n\nvacia:\n'
    assert [row[:2] for row in found(text)] == [("E101", 4), ("E108", 5), ("E120", 6), ("E112", 9), ("E117", 11)]


def test_indentation_is_told_once_per_section_and_other_sections_are_looked_at():
    text = START + '    say "a"\n   say “b”\n  say "c"\n\notra:\n    say "a"\n   ->\n'
    assert [row[:2] for row in found(text)] == [("E103", 5), ("E101", 5), ("E103", 10), ("E120", 10)]


def test_what_follows_broken_indentation_in_its_section_counts_as_broken():
    text = START + '    say "a"\n   say "b"\n    say "c"\n\notra:\n  say "d"\n'
    assert parse(text).broken == {5, 6}


def test_the_rows_of_broken_lines_are_told():
    text = START + '  say “a”\n  a = [1,\n    2 3]\n  say "b"\n'
    assert parse(text).broken == {4, 5, 6}


def test_an_unclosed_bracket_takes_no_more_than_its_own_lines():
    text = START + "  http POST\n    json = {a: 1,\n      b: 2\n    on error -> start\n  -> start\n"
    parsed = parse(text)
    assert [(d.code, d.span.line) for d in parsed.diagnostics] == [("E112", 5)]
    block = parsed.document.sections[0].block
    assert [type(item).__name__ for item in block] == ["Statement", "Divert"]
    assert [type(item).__name__ for item in block[0].block] == ["Property", "OnLine"]


def test_an_unclosed_long_text_leaves_the_other_sections():
    text = START + '  say """\n    Hola\n    ¿qué tal?\n\nfin:\n  end "a"\n  ->\n'
    assert [row[:2] for row in found(text)] == [("E102", 4), ("E120", 10)]


def test_a_broken_line_keeps_its_place_for_what_is_below_it():
    text = (
        "flow mesa “Mesa”\n  lang = es\n\nmenu-ventas:\n  menu “x” as opcion\n    - “a”\n      -> fin\n"
        "    on invalid ->\n    retry = “x”\n  if = 1\n    say 1\n  else ->\n"
    )
    document = parse(text).document
    header = document.header
    assert (header.kind, [arg.name for arg in header.args], len(header.block)) == ("flow", ["mesa"], 1)
    section = document.sections[0]
    assert isinstance(section, LabelLine)
    assert section.label == "menu_ventas"
    menu, condition = section.block
    assert isinstance(menu, Statement)
    assert (menu.kind, menu.result) == ("menu", "opcion")
    option, port, retry = menu.block
    assert isinstance(option, Option)
    assert len(option.block) == 1
    assert isinstance(port, OnLine)
    assert port.port == "invalid"
    assert isinstance(retry, Property)
    assert retry.key == "retry"
    assert all(isinstance(arm, Arm) for arm in condition.arms)
    assert [arm.keyword for arm in condition.arms] == ["if", "else"]


def test_a_line_without_a_name_is_held_by_a_nameless_statement():
    assert parse(START + "  “a” b=1\n").document.sections[0].block[0].kind == ""


def test_too_many_errors_are_not_all_told_and_still_count_as_broken():
    parsed = parse(START + "  say “a”\n" * 500)
    assert len(parsed.diagnostics) == 100
    assert parsed.broken >= set(range(4, 504))


def test_what_is_left_unread_keeps_its_labels():
    parsed = parse(START + "  say “a”\n" * 100 + "\nfin:\n  say 1\n\notra :\n  fin: a\n")
    assert [section.label for section in parsed.document.sections] == ["start", "fin", "otra"]
    assert len(parsed.diagnostics) == 100


def test_an_unclosed_long_text_is_not_closed_by_the_quotes_that_open_the_next_one():
    text = START + '  say """\n    Hola\n\notra:\n  say """\n    ¿Qué tal?\n    """\n  ->\n'
    assert [row[:2] for row in found(text)] == [("E102", 4), ("E120", 11)]


def test_a_long_text_may_hold_what_looks_like_a_label():
    assert found(START + '  say """\nHorario:\n    de 9 a 18\n    """\n') == []


def test_a_file_that_is_too_big_or_too_long_says_so():
    assert found("a" * (256 * 1024 + 1)) == [("E106", 1, 1, "size")]
    assert found("ñ" * (128 * 1024 + 1)) == [("E106", 1, 1, "size")]
    assert found(START + "  say 1\n" * 8_000)[-1] == ("E106", 8_002, 1, "lines")


def test_sixty_levels_are_fine_and_two_hundred_are_not():
    def nested(levels):
        return START + "".join("  " * (level + 1) + "if a\n" for level in range(levels)) + "  " * (levels + 1) + "b\n"

    assert found(nested(60)) == []
    assert [row[0] for row in found(nested(200))] == ["E106"]


def test_english_readers_get_english():
    assert shown(START + "  say “Hola”\n", "en").startswith("E101 mesa.flow:4:7  typographic quotes\n")
