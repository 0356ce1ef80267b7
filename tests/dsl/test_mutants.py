"""Broken flows of every sort end in diagnostics, and quickly."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.mutants import check, mutant


@pytest.mark.parametrize("seed", range(4))
def test_mutants_of_the_service_desk_raise_nothing(seed):
    source, accepted = random.Random(seed), 0
    end = time.process_time() + 4
    for _ in range(1500):
        accepted += check(mutant(source))
        if time.process_time() > end:
            break
    assert accepted > 20


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_read(text):
    check(text)


PIECES = [
    '"',
    "'",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\\",
    "#",
    ":",
    "=",
    "->",
    "-",
    " ",
    "  ",
    "\n",
    "\n  ",
    "\n    ",
    "\t",
]
WORDS = ["a", "1", "if", "else", "on", "as", '"""', ".", ",", "“", "\u00a0", "10m", "not", "ñ", "\r"]


@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=60).map("".join))
def test_any_row_of_signs_is_read(text):
    check(text)
    check(f"flow x\n\nstart:\n  {text}\n")
