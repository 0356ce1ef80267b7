"""What is said after a day."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('  wait 24h\n  say "a"\n', [("W309", 5, 3)]),
        ('  wait 23h59m\n  say "a"\n', []),
        ('  wait 25h\n  say "a" template={name: "t"}\n  say "b"\n', []),
        ('  wait 25h\n  tag a\n  if contact.a\n    media "u"\n  else\n    end "b"\n', [("W309", 7, 5), ("W309", 9, 5)]),
        ("  wait 25h\n  end\n", []),
        ('  wait 25h\n  -> otra\n\notra:\n  say "a"\n', [("W309", 8, 3)]),
        ("  wait (contact.a)\n  end\n", []),
        ("  wait 2d\n  -> encuesta.start\n", []),
    ],
)  # fmt: skip
def test_only_a_template_may_come_first(find, text, found):
    assert find(text) == found
