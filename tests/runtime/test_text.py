"""Texts from outside are safe to keep, whatever they hold."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.text import clean, clean_value

ANY = st.text(alphabet=st.characters(), max_size=50)
SURROGATES = st.text(alphabet=st.characters(categories=["Cs", "Lu", "So"]), max_size=20)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("añó 👩‍👩‍👧", "añó 👩‍👩‍👧"),
        ("a\0b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d x \ude00", "\ufffd x \ufffd"),
        ("", ""),
    ],
)
def test_what_becomes_of_texts(text, kept):
    assert clean(text) == kept


@given(ANY | SURROGATES)
def test_what_is_clean_can_be_stored_and_stays_as_it_is(text):
    once = clean(text, 30)
    assert len(once) <= 30
    assert "\0" not in once
    once.encode()
    assert clean(once, 30) == once


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | SURROGATES,
        lambda inner: st.lists(inner) | st.dictionaries(SURROGATES, inner),
    )
)
def test_any_value_becomes_json(value):
    json.dumps(clean_value(value), allow_nan=False).encode()


def test_what_is_no_json_becomes_its_text():
    assert clean_value({1: {"a"}, "b": (1, 2.5, math.inf), "c": object}) == {
        "1": ["a"],
        "b": [1, 2.5, None],
        "c": str(object),
    }


def test_nesting_has_an_end():
    deep: object = "x"
    for _ in range(70):
        deep = [deep]
    with pytest.raises(ValueError, match="too deeply"):
        clean_value(deep)
