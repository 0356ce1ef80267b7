"""Answers after which nothing comes."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    [
        '  ask "a" as b\n  end\n',
        '  ask "a" as b\n  -> start\n',
        '  menu "a"\n    - "b"\n      say "c"\n    - "d"\n  end\n',
        '  redirect ventas\n    on closed\n      ask "a" as b\n  end\n',
        "  redirect ventas\n    on closed -> start\n",
    ],
)
def test_an_answer_that_is_used_is_fine(find, text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('  say "a"\n  ask "b" as c\n', 5, 3),
        ('  if contact.a\n    ask "b" as c\n', 5, 5),
        ('  menu "a"\n    - "b"\n    - "c" -> start\n', 5, 5),
        ('  menu "a"\n    - "b"\n      ask "c" as d\n    - "e" -> start\n', 6, 7),
        ('  redirect ventas\n    on closed\n      ask "a" as b\n', 6, 7),
    ],
)
def test_an_answer_that_leads_nowhere_is_told(find, text, line, column):
    assert find(text) == [("W304", line, column)]


def test_a_question_that_nobody_is_asked_is_told_once(find):
    assert find('  end\n  ask "a" as b\n') == [("W301", 5, 3)]
