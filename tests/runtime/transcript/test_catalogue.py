"""The page of each problem of a transcript shows one that gives it, and the same one mended."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cauce import catalogue
from cauce.catalogue.pages import codes, page
from cauce.context import Context
from cauce.declare import node
from cauce.model.expression import Name
from cauce.model.flow import Flow, Node, Section
from cauce.transcript.checking import Names, check_names
from cauce.transcript.reading import read
from cauce.transcript.world import CHANNELS

PAGES = [code for code in codes() if code.startswith("E5")]


@node("crm.buscar", title="Buscar", schema={"type": "object"})
async def buscar(context: Context) -> None:
    """Busca."""


def problems(text):
    """Return what is wrong with an example, in the project that its first line declares."""
    declared = dict(re.findall(r"^# (\w+): (.+)$", text, re.MULTILINE))
    labels = tuple(Section(label, (f"{label}/rut",)) for label in declared.get("labels", "start soporte").split())
    nodes = {f"{section.label}/rut": Node(f"{section.label}/rut", "ask") for section in labels}
    names = ["example", *declared.get("flows", "").split()]
    flows = {name: Flow(Node("", "flow", params={"name": Name(name)}), labels, nodes) for name in names}
    kinds = {"crm.buscar": buscar, "http": replace(buscar, name="http")}
    areas = declared.get("areas", "mesa ventas").split()
    reading = read(text)
    return [*reading.diagnostics, *check_names(reading.script, "example", Names(flows, kinds, areas, tuple(CHANNELS)))]


@pytest.mark.parametrize("code", PAGES)
def test_its_wrong_example_gives_the_code_and_its_right_one_nothing(code):
    found = page(code)
    (wrong,), (right,) = found.wrong_examples, found.right_examples
    assert (wrong.language, right.language) == ("chat", "chat")
    assert [each.code for each in problems(wrong.text)] == [code]
    assert problems(right.text) == []


@pytest.mark.parametrize("code", PAGES)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_its_words_are_all_filled_in(code, lang):
    (diagnostic,) = problems(page(code).wrong_examples[0].text)
    message, hint = catalogue.sentence(diagnostic, lang)
    assert hint
    assert not re.search(r"\{(?:found|similar|form|words|name|line|flow|title)\}", message + hint)


def test_every_code_that_is_given_has_a_page():
    assert [f"E{number}" for number in range(501, 518)] == PAGES
