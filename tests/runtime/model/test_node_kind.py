"""Words by language: what is said where one is missing."""

from __future__ import annotations

import pytest

from cauce.model.node_kind import told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"es": "Sí", "en": "Yes"}, "Sí"),
        ({"en": "Yes", "pt": "Sim"}, "Yes"),
        ({"es": "", "en": "Yes"}, "Yes"),
        ({"pt": "Sim"}, "Sim"),
        ({}, ""),
    ],
)
def test_a_missing_language_gets_english_and_else_whatever_there_is(words, said):
    assert told(words, "es") == said
