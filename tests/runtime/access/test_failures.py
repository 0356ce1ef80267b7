"""How often failed logins are written down: at once, and then once a minute with how many there were."""

from __future__ import annotations

from cauce.access.failures import NOBODY, Failures
from cauce.clock import FrozenClock


def test_each_account_is_counted_by_itself():
    clock = FrozenClock()
    failures = Failures(clock)
    assert [failures.count(one) for one in (1, 1, 2, NOBODY, 1, NOBODY)] == [1, 0, 1, 1, 0, 0]
    clock.advance(59)
    assert failures.count(1) == 0
    clock.advance(1)
    assert [failures.count(one) for one in (1, 1, 2)] == [4, 0, 1]
