"""What is counted as it happens is what the whole log amounts to, however often and in whatever order it is told."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import databases
from cauce_plugins.dashboard import figures, sums
from cauce_plugins.dashboard.ledger import COUNTS
from cauce_plugins.dashboard.period import Period, named
from cauce_plugins.dashboard.scope import scope
from dashboard_rig import BOSS, Log, naive

ALWAYS = Period(date(2026, 1, 1), date(2027, 12, 31), UTC)
AREAS = ("Ventas", "Soporte")
ACTIONS = (
    "contact", "contact", "bot", "human", "phone", "queued", "taken", "assigned", "transferred", "to_area", "returned", "paused",
    "closed", "closed_by_bot", "reopened", "count", "count_all",
)  # fmt: skip
histories = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(ACTIONS), st.sampled_from(AREAS), st.sampled_from((1, 2)),
        st.sampled_from((0, 1, 999, 60_000, 899_999, 3_600_000, 90_000_000)),
    ),
    max_size=40,
)  # fmt: skip


def play(log, talks, one, action, area, user):
    """Let something happen, where it could."""
    talk = talks[one]
    says = {"contact": ("contact", None), "bot": ("bot", None), "human": ("human", user), "phone": ("human", None)}
    if action == "count":
        log.take_up(talk)
    elif action == "count_all":
        log.take_up()
    elif action in says:
        log.say(talk, *says[action])
    elif log.open[talk]:
        pass_on(log, talk, action, area, user)
    elif action == "reopened":
        log.reopen(talk, user)


def pass_on(log, talk, action, area, user):
    """Let an open conversation change hands, where it could."""
    owner, inside, who = log.owned[talk]
    if owner == "bot" and action in {"queued", "paused"}:
        log.owned[talk] = ("queue", area, None) if action == "queued" else ("paused", None, None)
        log.tell(talk, f"conversation.{action}", **({"area": area, "node": "n1"} if action == "queued" else {}))
    elif action in {"taken", "assigned", "transferred"} and (owner, who) != ("human", user):
        log.give(talk, action, "human", inside, user)
    elif action == "to_area" and owner == "human":
        log.give(talk, "transferred", "queue", area)
    elif action == "returned" and owner in {"human", "queue"}:
        log.give(talk, "returned", "bot")
    elif action == "closed" or (action == "closed_by_bot" and owner == "bot"):
        log.close(talk, user if action == "closed" else None)


def compare(db):
    """Hold what was counted against the log."""
    expected = naive(db)
    seen = scope(db, BOSS, {})
    whole, areas, users = Counter(), {}, sums.by_operator(db, seen, ALWAYS)
    for (area, _), counted in expected.counts.items():
        whole += counted
        areas[area] = areas.get(area, Counter()) + counted
    assert +sums.total(db, seen, ALWAYS) == whole
    assert {area: +one for area, one in sums.by_area(db, seen, ALWAYS).items() if +one} == {
        a: o for a, o in areas.items() if o
    }
    assert {user: +one for user, one in users.items() if +one} == {u: +o for u, o in expected.deeds.items() if +o}
    for kind, told in sums.times(db, seen, ALWAYS).items():
        took = expected.times[kind]
        assert told["count"] == len(took)
        assert told["mean_ms"] == (round(sum(took) / len(took)) if took else None)
    for zone in (ZoneInfo("Europe/Madrid"), ZoneInfo("Asia/Kathmandu")):
        days = Counter()
        for (_, quarter), counted in expected.counts.items():
            days[named(quarter, "day", zone)] += sum(counted.values())
        period = Period(date(2026, 9, 20), date(2026, 11, 10), zone)
        told = {row["at"]: sum(row[name] for name in COUNTS) for row in figures.timeline(db, seen, period, "day")}
        assert {day: n for day, n in told.items() if n} == {day: n for day, n in days.items() if n}


@pytest.fixture(params=databases.KINDS)
def db(request, tmp_path):
    """An empty database. What a test does there is undone."""
    databases.prepare(request.param)
    with closing(databases.fresh(request.param, tmp_path).connect()) as found:
        yield found


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories)
def test_what_was_counted_is_what_the_log_amounts_to(db, history):
    db.begin()
    try:
        log = Log.of(db)
        talks = [log.talk(), log.talk("otra"), log.talk()]
        for one, action, area, user, later in history:
            log.now += later
            play(log, talks, one, action, area, user)
        log.take_up()
        log.take_up(*reversed(talks))
        compare(db)
    finally:
        db.rollback()
