"""How long to wait: what headers ask for, and what their lack leaves to us."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.transport import Unreachable
from cauce_plugins.transports.whatsapp_cloud import pace
from cauce_plugins.transports.whatsapp_cloud.pace import Pace, hold, retry_after

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("601", 600),
        ("9" * 40, 600),
        ("Sat, 21 Nov 2026 12:00:45 GMT", 45),
        ("Sat, 21 Nov 2026 12:00:45 -0000", 45),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2027 11:00:00 GMT", 600),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("\u0663", None),
        ("soon", None),
        ("Sat, 41 Nov 2026 12:00:45 GMT", None),
    ],
)
def test_a_wait_is_a_number_or_a_date_of_at_most_ten_minutes(written, seconds):
    assert retry_after({"Retry-After": written}, lambda: NOW) == seconds


def test_without_the_header_there_is_none():
    assert retry_after({}) is None


dates = st.builds(
    "{}, {} Nov {} {}:00:00 {}".format,
    st.sampled_from(["Sat", "", "x"]),
    st.integers(-1, 99),
    st.integers(-5, 10**6),
    st.integers(0, 99),
    st.sampled_from(["GMT", "+9999", "-2359", "", "x"]),
)


@given(st.text() | dates)
def test_whatever_a_header_holds_is_a_wait_or_none(written):
    found = retry_after({"Retry-After": written}, lambda: NOW)
    assert found is None or 0 <= found <= 600
    assert hold({"X-Business-Use-Case-Usage": written}) == 0


def usage(*shares, **more):
    told = [{"type": "messaging", "call_count": share, "total_cputime": 0, "total_time": 0, **more} for share in shares]
    return {"X-Business-Use-Case-Usage": json.dumps({"218": told})}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        (usage(), 0),
        (usage(89.9), 0),
        (usage(90), 1),
        (usage(10, 95, 91), 5),
        (usage(100), 60),
        (usage(120, estimated_time_to_regain_access=3), 180),
        (usage(120, estimated_time_to_regain_access=999), 600),
        (usage(50, estimated_time_to_regain_access=3), 0),
        (usage(0, total_time=96), 5),
        (usage("100", total_time=None, total_cputime=True), 0),
        ({"X-Business-Use-Case-Usage": "no"}, 0),
        ({"X-Business-Use-Case-Usage": "[1]"}, 0),
        ({"X-Business-Use-Case-Usage": '{"218": 7}'}, 0),
        ({"X-Business-Use-Case-Usage": "[" * 20_000}, 0),
    ],
)
def test_the_nearer_the_limit_the_longer_the_wait(headers, seconds):
    assert hold(headers) == seconds


def test_nothing_leaves_until_the_wait_is_over():
    now = [100.0]
    found = Pace(lambda: now[0])
    found.check()
    found.went(("phone", "1"), 5)
    found.went(("phone", "1"), 1)
    with pytest.raises(Unreachable) as caught:
        found.check()
    assert (caught.value.after, caught.value.scope, caught.value.counts) == (5, "channel", False)
    now[0] = 105.0
    found.check()


def test_each_person_waits_alone_and_longer_each_time(monkeypatch):
    monkeypatch.setattr(pace, "PEOPLE", 2)
    found = Pace()
    assert [found.too_many(("phone", "1")).after for _ in range(7)] == [6, 6, 16, 64, 256, 600, 600]
    assert found.too_many(("phone", "2")).after == 6
    found.went(("phone", "1"), 0)
    assert found.too_many(("phone", "1")).after == 6
    found.too_many(("phone", "3"))
    assert list(found.slowed) == [("phone", "1"), ("phone", "3")]
