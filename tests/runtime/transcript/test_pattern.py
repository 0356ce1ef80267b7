"""Three dots stand for anything, and only they do."""

from __future__ import annotations

import time

import pytest

from cauce.transcript.pattern import matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Hola", "Hola"),
        ("...", ""),
        ("...", "lo que sea\ny más"),
        ("Hola ...", "Hola"),
        ("Hola ...", "Hola Ana"),
        ("Hola ...", "Hola\n1. Ventas"),
        ("... adiós", "Ana, adiós"),
        ("a ... b ... c", "a 1 b 2 c"),
        ("a ... b ... c", "a b b c c"),
        ("a...a", "aa"),
        ("uno\n  1. dos", "uno \n1. dos"),
        ("café", "cafe\u0301"),
    ],
)
def test_a_text_that_a_pattern_describes_matches(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Hola", "Hola Ana"),
        ("Hola", "hola"),
        ("a...a", "a"),
        ("Hola ... adiós", "Hola"),
        ("a ... b ... c", "a c b"),
        ("1. Ventas", "1, Ventas"),
        ("", "algo"),
    ],
)
def test_any_other_text_does_not(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


def test_many_wildcards_take_no_longer_than_the_text_is_long() -> None:
    began = time.process_time()
    assert not matches("a..." * 500 + "b", "a" * 50_000)
    assert time.process_time() - began < 60
