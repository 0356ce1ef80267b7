"""Every page of the catalogue: whole, in both languages, with examples that do what they say."""

from __future__ import annotations

import re

import pytest

from cauce.catalogue import LANGUAGES, codes, page
from cauce_dsl.parser import parse

SYNTAX = [code for code in codes() if code.startswith("E1")]
FIELD = re.compile(r"\{(\w+)\}")


def test_the_codes_are_the_pages():
    assert {"E101", "E121"} <= set(codes())
    assert codes() == sorted(codes())


@pytest.mark.parametrize("code", codes())
def test_a_page_has_all_its_sections(code):
    assert page(code).sections == ("Qué pasa", "What happens", "Wrong", "Right")
    assert page(code).wrong_examples[0].text
    assert page(code).right_examples[0].text


@pytest.mark.parametrize("code", codes())
def test_a_page_speaks_both_languages(code):
    found = page(code)
    for words in (found.title, found.message, found.explanation, *found.hints.values()):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
    assert found.hints


@pytest.mark.parametrize("code", codes())
def test_both_languages_are_filled_from_the_same_words(code):
    found = page(code)
    for words in (found.message, *found.hints.values()):
        assert set(FIELD.findall(words["es"])) == set(FIELD.findall(words["en"]))


@pytest.mark.parametrize("code", SYNTAX)
def test_the_wrong_example_gives_the_code_and_nothing_else(code):
    assert [one.code for one in parse(page(code).wrong_examples[0].text).diagnostics] == [code]


@pytest.mark.parametrize("code", SYNTAX)
def test_the_right_example_has_nothing_wrong(code):
    assert parse(page(code).right_examples[0].text).diagnostics == ()


def test_every_hint_of_a_syntax_problem_is_used_somewhere_or_plain():
    from pathlib import Path

    import cauce_dsl

    source = "".join(path.read_text(encoding="utf-8") for path in Path(cauce_dsl.__file__).parent.glob("*.py"))
    for code in SYNTAX:
        assert [hint for hint in page(code).hints if f'"{hint}"' not in source and hint] == []


@pytest.mark.parametrize("code", ["E000", "", "../E101", "README", "E1"])
def test_there_is_no_page_of_an_unknown_code(code):
    with pytest.raises(KeyError):
        page(code)


def test_a_page_that_is_not_well_formed_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("cauce.catalogue.pages._HERE", tmp_path)
    (tmp_path / "E998.md").write_text("no head\n")
    with pytest.raises(ValueError, match=r"E998\.md does not open with TOML"):
        page("E998")
