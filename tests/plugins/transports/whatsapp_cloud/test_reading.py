"""Whatever stands in a JSON body becomes something that can be stored."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.transports.whatsapp_cloud.reading import DEPTH, file_name, kept, moment, text

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner))


@given(values)
def test_what_is_kept_can_be_written_and_read_again(value):
    written = json.dumps(kept(value), ensure_ascii=False, allow_nan=False)
    assert "\0" not in written
    written.encode()
    assert json.loads(written) == kept(value)


@given(values)
def test_a_text_or_a_time_is_always_one(value):
    found = text({"x": value}, "x")
    found.encode()
    assert "\0" not in found
    assert 0 <= moment({"x": value}, "x") < 10**14


@given(st.text(st.characters()))
def test_the_name_of_a_file_is_one_name(written):
    name = file_name(written)
    name.encode()
    assert len(name) <= 200
    assert not {"/", "\\", "\0", "\n", "\r"} & set(name)
    assert name not in {".", ".."}


def test_what_lies_too_deep_is_kept_as_its_text():
    deep = "x"
    for _ in range(DEPTH + 2):
        deep = [deep]
    found = kept(deep)
    for _ in range(DEPTH):
        [found] = found
    assert found == '[["x"]]'


def test_what_is_too_deep_even_for_that_is_let_go():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    found = kept(deep)
    for _ in range(DEPTH):
        [found] = found
    assert found == ""
    assert text({"x": 10**40}, "x") == ""
