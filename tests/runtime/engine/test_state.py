"""States go to JSON and back, exactly; nothing else does."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.engine.secrets import Secret, SecretText
from cauce.engine.state import decode, dump, encode, load
from cauce.model.run import Frame, State
from engine_rig import Talk, library_of

names = st.text(max_size=8)
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    names,
    st.dates(),
    st.times(),
    st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(timedelta(-9999), timedelta(9999)).map(lambda length: timedelta(seconds=length.total_seconds())),
    st.builds(Secret, names),
    st.builds(lambda name: SecretText(("a", Secret(name))), names),
)
keys = st.one_of(names, st.sampled_from(["$map", "$time", "$secret", "$"]))
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))
variables = st.dictionaries(names, values, max_size=3)
frames = st.lists(st.builds(Frame, names, names, names, variables), max_size=2).map(tuple)
counts = st.integers(0, 1_000_000)
states = st.builds(
    State,
    names,
    names,
    names,
    variables,
    counts,
    counts,
    frames,
    st.none() | st.lists(counts, max_size=3).map(tuple),
    counts,
)


@given(states)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert load(dump(state)) == state


@given(values)
def test_values_are_json_on_the_way(value: Any) -> None:
    assert decode(json.loads(json.dumps(encode(value)))) == value


GOOD = dump(State("a", "b", "c", {"x": 1}, 1, 2, (Frame("d", "e", "f", {}),), (0, 1)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "1",
        '"a"',
        GOOD[:-1],
        GOOD.replace('"v":1', '"v":2'),
        GOOD.replace('"v":1', '"v":"1"'),
        GOOD.replace('"flow":"a"', '"flow":1'),
        GOOD.replace('"node":"c"', '"node":null'),
        GOOD.replace('"vars":{"x":1}', '"vars":[1]'),
        GOOD.replace('"vars":{"x":1}', '"vars":{"x":{"$code":"1"}}'),
        GOOD.replace('"vars":{"x":1}', '"vars":{"x":{"$time":"yesterday"}}'),
        GOOD.replace('"vars":{"x":1}', '"vars":{"x":{"$map":1}}'),
        GOOD.replace('"tries":1', '"tries":-1'),
        GOOD.replace('"tries":1', '"tries":true'),
        GOOD.replace('"serial":2', '"serial":"2"'),
        GOOD.replace('"frames":[', '"frames":[["a"],'),
        GOOD.replace('"frames":[', '"frames":[1,'),
        GOOD.replace('"shown":[0,1]', '"shown":["a"]'),
        GOOD.replace('"shown":[0,1]', '"shown":3'),
        GOOD.replace('"v":1', '"v":1,"more":1'),
        '{"v":1,"flow":"a","rev":"b","node":"c","vars":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}",
    ],
)
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        load(text)


def test_times_keep_their_kind() -> None:
    for value in (datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2), time(9, 5), timedelta(seconds=1.5)):
        back = decode(encode(value))
        assert back == value
        assert type(back) is type(value)


def test_a_parked_conversation_is_small() -> None:
    talk = Talk(library_of('start:\n  ask "?" as nombre\n  ask "?" as dni type=dni\n  ask "?" as x\n'))
    talk.said("hola", "Persona 1234", "12345678")
    state = talk.state
    assert state is not None
    own = sum(map(sys.getsizeof, (state, state.variables, *state.variables.values())))
    assert own <= 600
    assert len(dump(state)) <= 200
