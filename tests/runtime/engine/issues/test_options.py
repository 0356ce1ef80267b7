"""Options that get in each other's way."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (['"Ventas"', '"¡VENTAS! 👋"'], [("E212", 6, 8)]),
        (['"Ventas" ["a"]', '"Otra" ["b", "á"]'], [("E212", 6, 21)]),
        (['"a" key=2', '"b" key="2"'], [("E212", 6, 15)]),
        (['"a" key=2', '"b" key=3'], []),
        (['"a" key=2', '"b" key=contact.k'], []),
        (['"a" ["a"]', '"b"'], []),
        (['"a"', '"{contact.b}"', '"{contact.b}"'], []),
        (['"a" if contact.x', '"a" if not contact.x'], []),
        (['"a" key=1 if contact.x', '"b" key=1'], []),
        (['"a"', '"a"', '"a"'], [("E212", 6, 8), ("E212", 7, 8)]),
    ],
)
def test_two_options_must_not_go_by_one_word(find, options, found):
    lines = "".join(f"    - {one} -> start\n" for one in options)
    assert find(f'  menu "m"\n{lines}') == found


def test_an_option_may_hide_a_word_of_the_flow(find):
    head = 'flow x\n  on keyword "Agente" "fin" -> start\n\nstart:\n'
    text = '  menu "m"\n    - "Un agente"\n    - "Otra" ["agente"]\n    - "¿Fin?"\n  end\n'
    assert find(text, head=head) == [("W308", 7, 16), ("W308", 8, 8)]
