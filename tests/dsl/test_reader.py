"""Lines to the document: what stands in what, and to whom comments belong."""

from __future__ import annotations

import pytest

from cauce.model.diagnostic import Span
from cauce.model.expression import Literal, Name, Text
from cauce.model.flow import Notes
from cauce_dsl.document import Arm, Condition, Divert, LabelLine, OnLine, Option, Pair, Property, Statement, Target
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document

START = "flow x\n\nstart:\n"


def body(text):
    parsed = parse(START + text)
    assert parsed.diagnostics == ()
    return parsed.document.sections[0].block


def test_every_form_of_line_is_read():
    assert body(
        '  menu "a" as b style=list\n    retry = "c"\n    - "d" ["e"] key=0 if f -> g\n    on timeout 10m -> h.i\n'
        "  if j\n    k.l m\n  elif n -> o\n  else:\n    -> p\n  -> q\n"
    ) == (
        Statement(
            "menu",
            (Text(("a",)),),
            "b",
            (Pair("style", Name("list")),),
            (
                Property("retry", Text(("c",))),
                Option(
                    (Text(("d",)), parse(START + '  a ["e"]\n').document.sections[0].block[0].args[0]),
                    (Pair("key", Literal(0)),),
                    Name("f"),
                    target=Target("g"),
                ),
                OnLine(
                    "timeout",
                    parse(START + "  a 10m\n").document.sections[0].block[0].args,
                    target=Target("h.i"),
                ),
            ),
        ),
        Condition(
            (
                Arm("if", Name("j"), block=(Statement("k.l", (Name("m"),)),)),
                Arm("elif", Name("n"), target=Target("o")),
                Arm("else", block=(Divert(Target("p")),)),
            )
        ),
        Divert(Target("q")),
    )


def test_reserved_words_are_names_where_no_keyword_can_stand():
    block = body("  on_x\n  notas\n  -> on\n")
    assert [getattr(item, "kind", None) for item in block] == ["on_x", "notas", None]
    assert block[2].target.path == "on"
    assert body("  set a=b.in\n  tag if\n")[1].args == (Name("if"),)


def test_a_lonely_else_or_elif_becomes_a_statement():
    assert body('  else\n    say "a"\n') == (Statement("else", block=(Statement("say", (Text(("a",)),)),)),)
    assert body("  elif a -> b\n") == (Statement("elif", (Name("a"),), block=(Divert(Target("b")),)),)
    two = body("  if a\n  else\n  else -> b\n")
    assert [type(item).__name__ for item in two] == ["Condition", "Statement"]
    assert body("  if a\n  say 1\n  else\n")[2].kind == "else"


def test_items_know_where_they_were_written():
    menu, divert = body('  menu "a" as b\n    - "c"\n  -> d\n')
    assert menu.span == Span(4, 3, 4, 16)
    assert menu.kind_span == Span(4, 3, 4, 7)
    assert menu.result_span == Span(4, 15, 4, 16)
    assert menu.block[0].span == Span(5, 5, 5, 10)
    assert divert.target.span == Span(6, 6, 6, 7)


@pytest.mark.parametrize("step", [" ", "    ", "\t", "\t\t"])
def test_any_consistent_step_will_do(step):
    text = f"flow x\n\nstart:\n{step}if a\n{step}{step}say 1\n{step}say 2\n"
    assert parse(text).diagnostics == ()
    assert print_document(parse(text).document) == "flow x\n\nstart:\n  if a\n    say 1\n  say 2\n"


def test_a_file_may_lack_its_header_or_its_sections():
    assert parse("start:\n  say 1\n").document.header is None
    assert parse("flow x\n").document.sections == ()
    assert parse("").document.end == ()


# ---- comments


def notes(text):
    """Return the notes of the first three lines of a body, by kind."""
    return {item.kind: item.notes for item in body(text) if isinstance(item, Statement)}


def test_a_comment_at_or_left_of_the_next_line_goes_above_it():
    assert notes("  a\n# 1\n  # 2\n  b\n")["b"] == Notes(before=("# 1", "# 2"))


def test_a_deeper_comment_stays_with_what_it_follows():
    assert notes("  a\n    # 1\n  b\n") == {"a": Notes(after=("# 1",)), "b": Notes()}


def test_a_deeper_comment_goes_to_the_deepest_open_item_left_of_it():
    (condition,) = body("  if a\n    b\n     # 1\n    # 2\n   # 3\n     # 4\n")
    (arm,) = condition.arms
    assert arm.block[0].notes == Notes(after=("# 1", "# 2"))
    assert arm.notes == Notes(after=("# 3", "# 4"))


def test_once_a_comment_goes_to_the_next_item_the_rest_does():
    assert notes("  a\n    # 1\n  # 2\n    # 3\n  b\n") == {
        "a": Notes(after=("# 1",)),
        "b": Notes(before=("# 2", "# 3")),
    }


def test_comments_above_a_deeper_line_belong_to_it():
    (condition,) = body("  if a\n      # 1\n  # 2\n    b\n")
    assert condition.arms[0].block[0].notes == Notes(before=("# 1", "# 2"))


def test_a_comment_between_arms_goes_to_the_next_arm():
    (condition,) = body("  if a -> start\n  # 1\n  else -> start\n")
    assert condition.arms[1].notes == Notes(before=("# 1",))


def test_one_blank_line_stays_of_several_and_none_at_the_top_of_a_block():
    found = notes("\n\n  a\n\n   \n  # 1\n\n\n  b\n")
    assert found == {"a": Notes(), "b": Notes(before=("", "# 1", ""))}


def test_comments_in_brackets_go_above_their_line_and_tails_stay():
    assert notes("  # 0\n  a b=[1,  # 1\n    2  # 2\n  ]  # 3\n")["a"] == Notes(("# 0", "# 1", "# 2"), "# 3")


def test_what_stands_below_everything_is_kept():
    document = parse("\n# 0\nflow x\n\nstart:\n  a\n  # 1\n\n # 2\n\n# 3\n\n").document
    assert document.header.notes == Notes(before=("# 0",))
    (section,) = document.sections
    assert isinstance(section, LabelLine)
    assert section.notes == Notes(after=("", "# 2"))
    assert section.block[0].notes == Notes(after=("# 1",))
    assert document.end == ("", "# 3")
