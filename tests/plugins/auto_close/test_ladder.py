"""What is due in a silence: by owner, area, channel and tags, reminders first and the close last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.auto_close.ladder import MINUTE_MS, Case, Rung, first_after, rungs
from plugin_rig import settings_of

BOT = Case("bot", None, "web")


def minutes(ladder):
    return [one.after / MINUTE_MS for one in ladder]


def test_it_is_closed_after_half_an_hour_with_a_last_word_unless_told_otherwise():
    [only] = rungs(settings_of("auto_close"), BOT)
    assert (only.after, only.closes) == (30 * MINUTE_MS, True)
    assert "Cerramos esta conversación" in only.text


@pytest.mark.parametrize(("owner", "after"), [("bot", [10]), ("queue", [30]), ("human", []), ("paused", [10])])
def test_bot_queue_and_human_time_are_told_apart(owner, after):
    settings = settings_of("auto_close", bot_minutes=10, human_minutes=0)
    assert minutes(rungs(settings, Case(owner, "Ventas", "web"))) == after


def test_the_first_rule_that_fits_area_and_channel_holds():
    rules = [
        {"area": "Ventas", "channel": "linea1", "human_minutes": 5, "message": "Chao"},
        {"area": "Ventas", "human_minutes": 60},
        {"channel": "linea1", "human_minutes": 90},
    ]
    settings = settings_of("auto_close", rules=rules)
    cases = [Case("human", "Ventas", "linea1"), Case("human", "Ventas", "web"), Case("human", "Soporte", "linea1"), BOT]
    assert [minutes(rungs(settings, case)) for case in cases] == [[5], [60], [90], [30]]
    assert rungs(settings, cases[0])[0].text == "Chao"
    assert "Cerramos" in rungs(settings, cases[1])[0].text


@pytest.mark.parametrize(
    "case",
    [Case("bot", None, "web", frozenset({"vip", "x"})), Case("human", "Legal", "web"), Case("bot", None, "linea1")],
)
def test_what_is_excepted_stays_open(case):
    settings = settings_of("auto_close", except_tags=["vip"], except_areas=["Legal"], except_channels=["linea1"])
    assert rungs(settings, case) == ()
    assert rungs(settings, BOT)


def test_nothing_is_closed_where_it_is_switched_off():
    settings = settings_of("auto_close", minutes=0)
    assert rungs(settings, BOT) == ()
    assert first_after(settings) is None


@given(st.lists(st.integers(1, 100), max_size=5), st.integers(1, 100))
def test_reminders_come_in_order_and_none_after_the_end(reminders, end):
    told = [{"minutes": after, "text": f"{after}"} for after in reminders]
    ladder = rungs(settings_of("auto_close", minutes=end, reminders=told), BOT)
    assert minutes(ladder) == [*sorted(after for after in reminders if after < end), end]
    assert [one.closes for one in ladder] == [False] * (len(ladder) - 1) + [True]
    assert ladder[0].after >= (first_after(settings_of("auto_close", minutes=end, reminders=told)) or 0)


def test_a_rule_may_have_reminders_of_its_own():
    rules = [{"area": "Ventas", "reminders": [{"minutes": 7, "text": "¿Sigues?"}]}]
    ladder = rungs(settings_of("auto_close", rules=rules), Case("human", "Ventas", "web"))
    assert ladder[0] == Rung(7 * MINUTE_MS, "¿Sigues?")
