"""Token buckets."""

from __future__ import annotations

import pytest

from cauce.http.rate import Buckets


class Now:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_goes_through_and_then_the_rate_holds() -> None:
    now = Now()
    buckets = Buckets(now=now)
    assert [buckets.take("a", 0.5, 3) for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a", 0.5, 3) == pytest.approx(2.0)
    now.at = 1.0
    assert buckets.take("a", 0.5, 3) == pytest.approx(1.0)
    now.at = 2.0
    assert buckets.take("a", 0.5, 3) == 0
    assert buckets.take("a", 0.5, 3) == pytest.approx(2.0)


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    now = Now()
    buckets = Buckets(now=now)
    buckets.take("a", 10, 2)
    now.at = 1000.0
    assert [buckets.take("a", 10, 2) for _ in range(3)] == [0, 0, pytest.approx(0.1)]


def test_keys_do_not_share_and_only_so_many_are_kept() -> None:
    buckets = Buckets(keep=2, now=Now())
    assert buckets.take("a", 1, 1) == 0
    assert buckets.take("b", 1, 1) == 0
    assert buckets.take("b", 1, 1) == 1
    assert buckets.take("c", 1, 1) == 0
    assert len(buckets._levels) == 2
