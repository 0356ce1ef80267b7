"""`cauce explain`: what a code means."""

from __future__ import annotations

import json

import pytest

from cauce import catalogue


@pytest.mark.parametrize("code", catalogue.codes())
def test_every_code_is_explained_in_both_languages(cauce, code):
    for lang in ("es", "en"):
        done = cauce("explain", code, "--lang", lang)
        assert done.code == 0
        assert done.out.startswith(f"{code}: {catalogue.page(code).title[lang]}\n\n")
        assert catalogue.page(code).explanation[lang].split("\n")[0] in done.out


def test_the_examples_stand_below_the_words(cauce):
    out = cauce("explain", "e205").out
    assert out.index("\nMal:\n    flow ") < out.index("\nBien:\n    flow ")


def test_without_a_code_all_are_listed(cauce):
    out = cauce("explain").out
    assert [line.split()[0] for line in out.splitlines()] == catalogue.codes()
    assert [one["code"] for one in json.loads(cauce("explain", "--json").out)["codes"]] == catalogue.codes()


def test_json_has_the_page(cauce):
    told = json.loads(cauce("explain", "E205", "--json", "--lang", "en").out)
    assert told["code"] == "E205"
    assert told["wrong"]
    assert told["right"]


def test_a_code_that_is_not_there_is_wrong_use(cauce):
    done = cauce("explain", "E699")
    assert done.code == 2
    assert "No hay ningún código E699" in done.err
    assert "E601" in done.err
    assert cauce("explain", "nonsense").code == 2
