"""Menus against what networks can show."""

from __future__ import annotations

import pytest

from cauce.model.message import Capabilities


def menu(style, *options):
    return f'  menu "m"{style}\n' + "".join(f'    - "{one}"\n' for one in options) + "  end\n"


@pytest.mark.parametrize(
    ("style", "count", "found"),
    [
        (" style=buttons", 3, []),
        (" style=buttons", 4, ["W307"]),
        (" style=list", 10, []),
        (" style=list", 11, ["W310"]),
        (" style=text", 30, []),
        (" style=auto", 30, []),
        ("", 30, []),
        (" style=(contact.style)", 30, []),
    ],
)
def test_a_style_must_hold_the_options(find, style, count, found):
    assert [one[0] for one in find(menu(style, *range(count)))] == found


def test_an_option_must_fit(find):
    assert find(menu(" style=buttons", "a" * 20, "b" * 21)) == [("W311", 6, 8)]
    assert find(menu(" style=list", "a" * 24, "b" * 25)) == [("W311", 6, 8)]


def test_each_network_has_its_own_limits(find):
    shows = {"web": Capabilities(buttons=10, button_text=40), "SMS": Capabilities()}
    assert find(menu(" style=buttons", *range(10)), shows=shows) == []
    assert [one[0] for one in find(menu(" style=buttons", *range(11)), shows=shows)] == ["W307"]
    assert find(menu(" style=list", *range(30)), shows=shows) == []
    assert find(menu(" style=list", *range(30)), shows={}) == []
