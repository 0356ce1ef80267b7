"""Lengths of time, as authors write them and as they are written for authors."""

from __future__ import annotations

import pytest

from cauce.model.expression import Duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.25, "250ms"), (90, "1m30s"), (5400.5, "1h30m500ms"), (86_400 * 9, "9d"), (0.0004, "0s")],
)
def test_a_length_is_written_as_an_author_would(seconds, text):
    assert Duration.of(seconds) == Duration(text)
    assert Duration.is_one(text)


@pytest.mark.parametrize("text", ["", "90", "1 h", "1h30", "h", "1234567s", "-1s", "1h\n"])
def test_what_is_no_length_is_told_apart(text):
    assert not Duration.is_one(text)
