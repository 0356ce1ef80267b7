"""Hours as words, in Spanish and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.hours.calendar import Calendar, Window
from cauce_plugins.hours.sentence import describe, when

WEEK = frozenset(range(5))
NINE_TO_SIX = Window(9 * 60, 18 * 60, WEEK)


def week(*windows: tuple[str, int, int]) -> list[Window]:
    return [Window(start, end, frozenset(map(int, days))) for days, start, end in windows]


@pytest.mark.parametrize(
    ("windows", "spanish", "english"),
    [
        ([], "", ""),
        (week(("01234", 540, 1080)), "de lunes a viernes de 9 a 18 h", "Monday to Friday from 9 to 18"),
        (
            week(("01234", 540, 1080), ("5", 540, 780)),
            "de lunes a viernes de 9 a 18 h; sábados de 9 a 13 h",
            "Monday to Friday from 9 to 18; Saturdays from 9 to 13",
        ),
        (
            week(("01234", 540, 780), ("01234", 900, 1170)),
            "de lunes a viernes de 9 a 13 y de 15 a 19:30 h",
            "Monday to Friday from 9 to 13 and from 15 to 19:30",
        ),
        (week(("0123456", 0, 1440)), "todos los días, las 24 horas", "every day, 24 hours"),
        (week(("0123456", 480, 1200)), "todos los días de 8 a 20 h", "every day from 8 to 20"),
        (week(("56", 1320, 1800)), "sábados y domingos de 22 a 6 h", "Saturdays and Sundays from 22 to 6"),
        (week(("024", 600, 720)), "lunes, miércoles y viernes de 10 a 12 h", "Mondays, Wednesdays and Fridays from 10 to 12"),
        (
            week(("0124", 600, 720), ("6", 600, 1440)),
            "de lunes a miércoles y viernes de 10 a 12 h; domingos de 10 a 24 h",
            "Monday to Wednesday and Fridays from 10 to 12; Sundays from 10 to 24",
        ),
        (week(("6", 60, 120), ("0", 60, 120)), "lunes y domingos de 1 a 2 h", "Mondays and Sundays from 1 to 2"),
    ],
)  # fmt: skip
def test_a_week_as_words(windows, spanish, english):
    assert describe(windows, "es") == spanish
    assert describe(windows, "en") == english


@given(
    st.lists(
        st.builds(
            lambda start, length, days: Window(start, start + length, frozenset(days)),
            st.integers(0, 1439), st.integers(1, 1440), st.sets(st.integers(0, 6), min_size=1),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_any_week_can_be_said_and_each_of_its_days_is_named_once(windows):
    names = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
    said = describe(windows, "es")
    assert (said == "") == (not windows)
    assert describe(windows, "en").count(";") == said.count(";")
    if "todos" not in said:
        assert all(said.count(name) <= 1 for name in names)


MONDAY_NIGHT = 1_772_481_600_000 + 3 * 3_600_000  # Monday 2 March 2026, 20:00 UTC and three hours
ASUNCION = Calendar("America/Asuncion")
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("hours", "spanish", "english"),
    [
        (2, "hoy a las 22", "today at 22:00"),
        (5, "mañana a la 1", "tomorrow at 1:00"),
        (13.5, "mañana a las 9:30", "tomorrow at 9:30"),
        (37, "el miércoles 4 a las 9", "on Wednesday 4 at 9:00"),
        (13 + 24 * 6, "el lunes 9 a las 9", "on Monday 9 at 9:00"),
        (13 + 24 * 7, "el martes 10 de marzo a las 9", "on Tuesday 10 March at 9:00"),
        (13 + 24 * 305, "el sábado 2 de enero de 2027 a las 9", "on Saturday 2 January 2027 at 9:00"),
    ],
)
def test_an_instant_as_words_by_the_clock_of_the_calendar(hours, spanish, english):
    then = MONDAY_NIGHT + int(hours * HOUR)
    assert when(ASUNCION, then, MONDAY_NIGHT, "es") == spanish
    assert when(ASUNCION, then, MONDAY_NIGHT, "en") == english
