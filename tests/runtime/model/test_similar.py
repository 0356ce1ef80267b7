"""Did you mean: near enough to help, never far-fetched."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cauce.model.similar import Similar, distance, fold

NAMES = ["ask", "say", "menu", "redirect", "atención", "retries", "retry", "ventas"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("atencion", "atención"),
        ("ATENCIÓN", "atención"),
        ("retris", "retries"),
        ("bentas", "ventas"),
        ("mneu", "menu"),
        ("aks", "ask"),
        ("reddirect", "redirect"),
        ("preguntar", "ask"),
        ("Pregúntar", "ask"),
        ("xyzzy", None),
        ("as", None),
        ("", None),
        ("cocinar", None),
    ],
)
def test_the_nearest_name_is_found(word, meant):
    assert Similar(NAMES, {"preguntar": "ask", "cocinar": "cook"}).find(word) == meant


def test_of_equals_the_first_is_meant():
    assert Similar(["bota", "beta"]).find("buta") == "bota"
    assert Similar(["Uno", "uno"]).find("UNO") == "Uno"


@pytest.mark.parametrize(
    ("left", "right", "limit", "mistakes"),
    [("abc", "abc", 2, 0), ("abc", "acb", 2, 1), ("abc", "xbcd", 2, 2), ("abc", "xyz", 2, 3), ("a", "abcd", 2, 3)],
)
def test_mistakes_are_counted_up_to_a_limit(left, right, limit, mistakes):
    assert distance(left, right, limit) == mistakes


def test_folding_forgets_case_and_accents():
    assert fold("ÁRBOL ñandú") == "arbol nandu"


def test_a_file_of_nothing_but_errors_stays_quick():
    similar = Similar([f"nombre{number:05}x" for number in range(3000)])
    start = time.process_time()
    for number in range(3000):
        similar.find(f"nombra{number:05}y")
    assert time.process_time() - start < 60
    assert similar.find("NOMBRE00007X") == "nombre00007x"


@given(st.text("abcd", max_size=5), st.text("abcd", max_size=5))
def test_distances_are_right_up_to_their_limit(left: str, right: str) -> None:
    assume(left or right)
    real = _slow_distance(left, right)
    for limit in (1, 2):
        assert distance(left, right, limit) == real if real <= limit else distance(left, right, limit) > limit


def _slow_distance(left: str, right: str) -> int:
    if not left or not right:
        return len(left) + len(right)
    best = min(
        _slow_distance(left[1:], right) + 1,
        _slow_distance(left, right[1:]) + 1,
        _slow_distance(left[1:], right[1:]) + (left[0] != right[0]),
    )
    if left[:2] == right[1::-1] and len(left) > 1 and len(right) > 1:
        best = min(best, _slow_distance(left[2:], right[2:]) + 1)
    return best
