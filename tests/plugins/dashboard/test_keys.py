"""The numbers of sums: a time is the same whether it is read in days and quarters or in quarters alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.dashboard import keys
from cauce_plugins.dashboard.keys import COARSE, QUARTERS_A_DAY

slots = st.integers(1_900_000, 1_902_000)


@given(first=slots, end=slots)
def test_the_pieces_of_a_time_are_the_time(first, end):
    found = []
    for width, low, high in keys.pieces(first, end):
        size = QUARTERS_A_DAY if width == COARSE else 1
        found += range(low * size, high * size)
    assert found == list(range(first, end))


@given(
    place=st.integers(1, 2**20 - 1), slot=st.integers(0, 2**22 - 1), grade=st.integers(0, 127), kind=st.integers(0, 2)
)
def test_every_number_fits_a_column(place, slot, grade, kind):
    made = [
        keys.count(1, place, slot), keys.span(1, kind, place, slot, grade), keys.deed(1, True, slot, place >> 1, place),
        keys.step(1, slot, place, place),
    ]  # fmt: skip
    assert all(0 <= one < 2**63 for one in made)


def test_what_has_no_room_is_no_number_of_another():
    with pytest.raises(OverflowError):
        keys.count(0, 2**20, 1)
