"""Lines and sections that nobody gets to."""

from __future__ import annotations

import pytest

FIN = "\n\nfin:\n  end\n"


@pytest.mark.parametrize(
    "text",
    [
        '  redirect ventas\n    on closed\n      say "a"\n  -> fin',
        '  if contact.a -> fin\n  say "a"\n  -> fin',
        '  if contact.a -> fin\n  else\n    say "b"\n  -> fin',
        '  menu "a"\n    - "b"\n    - "c" -> fin\n  -> fin',
        '  menu "a"\n    - "b" -> fin\n    on invalid\n      say "c"\n  -> fin',
        '  menu "a"\n    - "b"\n      if contact.a -> fin\n  -> fin',
        '  ask "a" as b\n    on invalid -> fin\n  -> fin',
        "  if contact.a -> x.fin\n  end",
    ],
)
def test_what_some_way_leads_to_is_reached(find, text):
    assert find(text + FIN) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('  if contact.a -> fin\n  else -> fin\n  say "a"', 3),
        ('  if contact.a\n    end\n  elif contact.b\n    -> fin\n  else -> fin\n  say "a"', 3),
        ('  menu "a"\n    - "b" -> fin\n    - "c"\n      end\n  say "d"', 3),
        ("  redirect ventas\n    on closed -> fin\n  -> fin", 6),
        ("  return 1\n  -> fin\n  end\n  end", 6),
        ('  -> fin\n  menu "a"\n    - "b"\n      end\n      end', 3),
    ],
)
def test_what_no_way_leads_to_is_told_once(find, text, column):
    lines = text.split("\n")
    (found,) = [one for one in find(text + FIN) if one[0] == "W301"]
    assert found[2] == column
    assert found[1] <= 3 + len(lines)


def test_a_line_out_of_reach_in_each_branch_is_told(find):
    text = "  if contact.a\n    end\n    end\n  else\n    end\n    end\n"
    assert find(text) == [("W301", 6, 5), ("W301", 9, 5)]


def test_the_flows_own_lines_reach_sections(find):
    head = 'flow x\n  on keyword "menu" -> otra\n  on timeout 5m\n    -> tercera\n\nstart:\n'
    assert find("  end\n\notra:\n  end\n\ntercera:\n  end\n", head=head) == []


def test_a_section_that_only_dead_lines_jump_to_is_not_reached(find):
    assert find("  end\n  -> otra\n\notra:\n  -> mas\n\nmas:\n  end\n") == [
        ("W301", 5, 6),
        ("W302", 7, 1),
        ("W302", 10, 1),
    ]
