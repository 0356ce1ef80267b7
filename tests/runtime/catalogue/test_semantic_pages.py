"""The pages of what the compiler and the issues tell: complete, in both languages, and with examples that hold."""

from __future__ import annotations

import re

import pytest

from cauce.catalogue import LANGUAGES, codes, page, sentence
from cauce.engine.issues import call_cycles, rank_conflicts, ties
from cauce_dsl.flow_format import FlowLanguage
from vocabularies import core_vocabulary

CODES = [code for code in codes() if code[1] in "23"]
LANGUAGE = FlowLanguage()


def problems(examples):
    """Return the problems of a project whose flows are these."""
    vocabulary = core_vocabulary(areas=frozenset({"ventas"}))
    readings = [LANGUAGE.read(one.text, vocabulary) for one in examples]
    flows = [ties(reading.flow, vocabulary.kinds) for reading in readings]
    own = [one for reading in readings for one in reading.diagnostics]
    return [*own, *rank_conflicts(flows), *call_cycles(flows)]


def test_there_is_a_page_for_everything_that_is_told():
    from pathlib import Path

    import cauce.engine.issues
    import cauce_dsl

    told = set()
    for package in (cauce_dsl, cauce.engine.issues):
        for path in Path(package.__file__).parent.glob("*.py"):
            told |= set(re.findall(r'"([EW][23]\d\d)"', path.read_text("utf-8")))
    assert told | {"W306"} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_has_this_problem_and_no_other(code):
    (found,) = problems(page(code).wrong_examples)
    assert found.code == code
    for lang in LANGUAGES:
        wrong, remedy = sentence(found, lang)
        assert wrong
        assert remedy
        assert not re.search(r"\{\w+\}", wrong + remedy.replace(str(found.args.get("variable")), ""))


@pytest.mark.parametrize("code", CODES)
def test_the_right_example_has_no_problem(code):
    assert problems(page(code).right_examples) == []


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_in_both_languages(code):
    found = page(code)
    for words in (found.title, found.message, found.explanation, *found.hints.values()):
        assert words.keys() == set(LANGUAGES)
        assert all(words.values())
    fields = [set(re.findall(r"\{(\w+)\}", found.message[lang])) for lang in LANGUAGES]
    assert fields[0] == fields[1]
    assert found.sections == ("Qué pasa", "What happens", "Wrong", "Right")
