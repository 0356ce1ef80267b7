"""Diagnostics as people read them."""

from __future__ import annotations

import pytest

from cauce.catalogue import hint, message, render, sentence
from cauce.catalogue.terminal import shown, widths, window
from cauce.model.diagnostic import NOWHERE, Diagnostic, Span


def told(code="E101", line=1, column=3, end=4, *, file="a.flow", hint="", **args):
    return Diagnostic(code, Span(line, column, line, end), file, args, hint)


def carets(line, column, end):
    return render(told("E999", 1, column, end), [line], "es", False).split("\n")[1:]


def test_a_sentence_has_what_is_wrong_and_what_to_do():
    assert sentence(told(), "es") == ("comillas tipográficas", 'usa comillas rectas: " … "')
    assert message(told(), "en") == "typographic quotes"
    assert hint(told("E114", found="a", hint="label"), "es") == "después de -> va el nombre de una etiqueta"


def test_a_language_that_is_not_there_gets_english():
    assert message(told(), "pt") == "typographic quotes"


def test_a_code_without_a_page_is_its_own_message():
    assert sentence(told("E999"), "es") == ("E999", "")


def test_a_hint_that_is_not_there_says_nothing():
    assert hint(told(hint="nothing of that name"), "es") == ""


@pytest.mark.parametrize("value", ["{", "}", "{found}", "{0}", "%s", "\\1", "{brace}"])
def test_whatever_the_words_hold_stays_as_it_is(value):
    assert message(told("E114", found=value, brace="no"), "en") == f"I did not expect “{value}” here"


def test_words_may_come_by_language_and_may_be_missing():
    assert message(told("E114", found={"es": "uno", "en": "one"}), "es") == "no esperaba «uno» aquí"
    assert message(told("E114"), "es") == "no esperaba «{found}» aquí"


def test_place_line_and_carets():
    lines = ["flow x", "", "start:", "  say “Hola”"]
    assert render(told("E101", 4, 7, 8), lines, "es", False) == (
        'E101 a.flow:4:7  comillas tipográficas\n4 |   say “Hola”\n  |       ^ usa comillas rectas: " … "'
    )


def test_numbers_of_two_digits_push_the_carets():
    shown = render(told("E101", 12, 1, 2), ["x"] * 12, "en", False).split("\n")
    assert shown[1:] == ["12 | x", '   | ^ use straight quotes: " … "']


def test_without_a_place_there_is_only_the_message_and_the_remedy():
    nowhere = Diagnostic("E101", NOWHERE, "a.flow")
    assert render(nowhere, [], "es", False) == 'E101 a.flow  comillas tipográficas\n  usa comillas rectas: " … "'
    assert render(Diagnostic("E999", NOWHERE, "a.flow"), [], "es", False) == "E999 a.flow  E999"
    assert render(told("E101", 7), ["x"], "es", False).startswith("E101 a.flow:7:3  comillas tipográficas\n  usa")


def test_colours_only_where_asked_for():
    assert "\x1b" not in render(told(), ["  “"], "es", False)
    assert "\x1b[1;31mE101\x1b[0m" in render(told(), ["  “"], "es", True)
    assert "\x1b[1;33m^\x1b[0m" in render(told("W301"), ["  “"], "es", True)


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("ab", 2, 3, ["1 | ab", "  |  ^"]),
        ("\tab", 2, 3, ["1 |     ab", "  |     ^"]),
        ("日本x", 3, 4, ["1 | 日本x", "  |     ^"]),
        ("a日b", 2, 3, ["1 | a日b", "  |  ^^"]),
        ("👩\u200d🚀x", 4, 5, ["1 | 👩\u200d🚀x", "  |   ^"]),
        ("👍🏽x", 3, 4, ["1 | 👍🏽x", "  |   ^"]),
        ("❤\ufe0fx", 3, 4, ["1 | ❤\ufe0fx", "  |   ^"]),
        ("n\u0303x", 3, 4, ["1 | n\u0303x", "  |  ^"]),
        ("a\x00b", 3, 4, ["1 | a�b", "  |   ^"]),
        ("ab", 3, 3, ["1 | ab", "  |   ^"]),
        ("ab", 9, 9, ["1 | ab", "  |   ^"]),
        ("ab\r", 1, 3, ["1 | ab", "  | ^^"]),
    ],
)
def test_carets_stand_where_the_terminal_shows_the_letters(line, column, end, expected):
    assert carets(line, column, end) == expected


def test_a_stretch_of_several_lines_is_marked_to_the_end_of_the_first():
    several = Diagnostic("E999", Span(1, 2, 3, 1), "a.flow")
    assert render(several, ["abc", "d"], "es", False).split("\n")[2] == "  |  ^^"


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (50, 55), (500, 505), (995, 1000), (999, 1000), (0, 1000), (300, 900)]
)
def test_long_lines_are_cut_to_a_window_around_the_caret(start, end):
    line = "".join(str(number % 10) for number in range(1000))
    text, column, width = window(line, start, end, 100)
    assert len(text) <= 100
    assert text[column : column + width].strip("…") in line[start:end]
    assert column + width <= len(text)
    assert ("…" in text[:1]) == (not line.startswith(text[:1]))


def test_wide_letters_count_twice_in_a_window():
    text, column, width = window("日" * 500, 250, 251, 100)
    assert sum(widths(text)) <= 100
    assert width == 2
    assert sum(widths(text[: text.index("日")])) <= column


def test_what_is_shown_has_no_control_characters():
    assert shown("a\x1b[31m\ud800\tb") == "a�[31m�    b"
