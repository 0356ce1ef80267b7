"""What the functions of expressions give, and what they refuse."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.engine.fault import Fault
from cauce.functions import FUNCTIONS, register_functions
from engine_rig import Talk, library_of, plain_scene, read_flow

BY_NAME = {function.name: function for function in FUNCTIONS}
SCENE = plain_scene()
DAY = date(2026, 3, 2)


def call(name: str, *args: Any) -> Any:
    return BY_NAME[name].call(SCENE, *args)


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("len", ("hola",), 4),
        ("len", ([1, 2],), 2),
        ("len", ({"a": 1},), 1),
        ("len", (None,), 0),
        ("upper", ("ñu",), "ÑU"),
        ("upper", (None,), ""),
        ("lower", ("ÑU",), "ñu"),
        ("capitalize", ("ana maría",), "Ana maría"),
        ("capitalize", ("",), ""),
        ("trim", ("  a ",), "a"),
        ("replace", ("1.2.3", ".", ""), "123"),
        ("replace", ("abc", "", "x"), "abc"),
        ("slice", ("abcdef", -4), "cdef"),
        ("slice", ("abcdef", 1, 3), "bc"),
        ("contains", ("No tengo Internet.", "internet"), True),
        ("contains", ("internets", "internet"), False),
        ("starts_with", ("AB1", "AB"), True),
        ("ends_with", ("a.cl", ".com"), False),
        ("matches", ("ABCD12", "[A-Z]{4}[0-9]{2}"), True),
        ("matches", ("xABCD12", "[A-Z]{4}[0-9]{2}"), False),
        ("matches", ("ñandú", r"\w*[ñ].*"), True),
        ("text", (2.0,), "2"),
        ("number", ("1.500,5",), 1500.5),
        ("number", ("tres",), None),
        ("number", (None,), None),
        ("number", (7,), 7),
        ("round", (2.5,), 3),
        ("round", (-2.5,), -3),
        ("round", (2.345, 2), 2.35),
        ("round", (1234, -2), 1200),
        ("floor", (-1.5,), -2),
        ("ceil", (1.2,), 2),
        ("abs", (-3,), 3),
        ("min", (3, 1, 2), 1),
        ("min", (["b", "a"],), "a"),
        ("max", (1, 2.5), 2.5),
        ("max", (DAY, date(2025, 1, 1)), DAY),
        ("money", (1234567,), "$1.234.567"),
        ("money", (-1234.5,), "-$1.234,50"),
        ("money", (1234.5, "US$ ", 0), "US$ 1.234"),
        ("split", ("rojo, azul",), ["rojo", "azul"]),
        ("split", ("a-b", "-"), ["a", "b"]),
        ("join", (["a", 1, None], " y "), "a y 1 y "),
        ("join", (None,), ""),
        ("sum", ([1, 2.5],), 3.5),
        ("sum", (None,), 0),
        ("date", (DAY,), "02/03/2026"),
        ("date", (datetime(2026, 3, 2, 9, 5),), "02/03/2026 09:05"),  # noqa: DTZ001
        ("date", (time(9, 5),), "09:05"),
        ("date", (DAY, "weekday d de month de yyyy"), "lunes 2 de marzo de 2026"),
        ("date", (DAY, "weekday, month d yy M", "en"), "Monday, March 2 26 3"),
        ("seconds", (timedelta(minutes=2),), 120.0),
        ("area_open", ("mesa",), True),
        ("area_open", ("ventas",), False),
        ("area_hours", ("ventas",), "de 10 a 12 h"),
    ],
)
def test_what_functions_give(name: str, args: tuple[Any, ...], value: Any) -> None:
    found = call(name, *args)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("len", (3,)),
        ("len", (True,)),
        ("upper", (3,)),
        ("upper", (["a"],)),
        ("replace", ("a" * 60_000, "a", "bbb")),
        ("slice", ("abc", "1")),
        ("slice", ("abc", True)),
        ("number", (True,)),
        ("number", ([1],)),
        ("round", ("1",)),
        ("round", (1, 99)),
        ("floor", (None,)),
        ("min", ()),
        ("min", ([],)),
        ("min", (1, "a")),
        ("max", (None, 1)),
        ("max", ([1], [2])),
        ("max", (True, False)),
        ("money", ("1",)),
        ("money", (1, "$", 9)),
        ("split", ("a", "")),
        ("split", (1,)),
        ("join", ("abc",)),
        ("join", (["a" * 1_000] * 100,)),
        ("sum", (["1"],)),
        ("date", ("2026-01-01",)),
        ("date", (DAY, "HH:mm")),
        ("date", (time(1), "yyyy")),
        ("date", (DAY, "d", "pt")),
        ("seconds", (3,)),
        ("area_open", ("marte",)),
        ("area_hours", (None,)),
    ],
)
def test_what_functions_refuse(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError):
        call(name, *args)


@pytest.mark.parametrize("pattern", ["(", "a" * 1_001, "(?=a)", r"(a)\1", "a{2000}"])
def test_patterns_that_cannot_be_read_fault(pattern: str) -> None:
    with pytest.raises(Fault, match="E410"):
        call("matches", "a", pattern)


value = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.lists(st.integers(), max_size=3),
    st.dates(), st.times(), st.timedeltas(), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)  # fmt: skip


@given(st.sampled_from(sorted(BY_NAME)), st.lists(value, max_size=3))
def test_nothing_but_value_errors_and_faults_comes_out(name: str, args: list[Any]) -> None:
    function = BY_NAME[name]
    required = len(function.parameters) if function.required < 0 else function.required
    if not required <= len(args) <= len(function.parameters):
        return
    with suppress(ValueError, Fault, OverflowError):
        function.call(SCENE, *args)


def test_every_function_says_what_it_gives_and_its_example_compiles() -> None:
    assert register_functions() is FUNCTIONS
    assert len(BY_NAME) == len(FUNCTIONS)
    for function in FUNCTIONS:
        assert {"es", "en"} <= function.summary.keys()
        read_flow(f"start:\n  set x={function.example}\n")


def test_functions_in_a_flow() -> None:
    library = library_of("start:\n  say \"{upper(contact.name)} {max(1, 2, 3)} {date(now, pattern='d/M')}\"\n")
    assert Talk(library).said("hola") == ["ANA 3 2/3"]
