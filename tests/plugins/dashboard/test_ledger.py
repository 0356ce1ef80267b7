"""The spread of times is told from how many were in each grade: wrong by a fifth at most, or by a second."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.dashboard.ledger import BOUNDS, grade_of, share


@given(took=st.lists(st.integers(1001, 8_000_000_000), min_size=1, max_size=200), part=st.sampled_from((0.5, 0.9)))
def test_a_share_is_wrong_by_a_fifth_at_most(took, part):
    exact = sorted(took)[math.ceil(part * len(took)) - 1]
    told = share(Counter(grade_of(one) for one in took), part)
    assert exact / 1.201 <= told <= exact * 1.201


def test_of_no_times_nothing_is_told():
    assert share(Counter(), 0.5) is None


def test_what_is_longer_than_any_grade_is_in_the_last():
    assert share(Counter([grade_of(BOUNDS[-1] * 10)]), 0.5) == BOUNDS[-1]
