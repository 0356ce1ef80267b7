"""Variables that nobody keeps, and those that nobody may."""

from __future__ import annotations

import pytest

from cauce.model.vocabulary import Fact

HEAD = 'flow x\n  triggers = ["hola"]\n\nstart:\n'


@pytest.mark.parametrize(
    "text",
    [
        '  ask "a" as b\n  say "{b.c[0]}"\n',
        '  set b=1 c.d=2\n  say "{b}{c.e}"\n',
        '  call encuesta as b c=1\n  say "{b}"\n',
        '  say "{contact.a}{answer}{error.kind}{now.hour}{area.mesa}{flow.name}"\n',
        '  say "{b}"\n  set b=1\n',
        '  ask "a" as b check=len(b) > 1\n  end\n',
        "  crm.x as b\n  set c=b\n",
    ],
)
def test_what_is_kept_anywhere_is_known(find, text):
    from cauce.model.node_kind import NodeKind

    kind = NodeKind("crm.x", {}, {}, {}, result={"es": "algo"})
    assert find(text, head=HEAD, kinds=(kind,)) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('  say "{b}"\n', 5, 9),
        ('  call encuesta b=1\n  say "{b}"\n', 6, 9),
        ("  if contact.a == b\n    end\n", 5, 19),
        ('  menu "a"\n    - "c" if b -> start\n', 6, 14),
        ("  set a=[{c: b}]\n", 5, 14),
    ],
)
def test_what_nobody_keeps_is_told_where_it_is_read(find, text, line, column):
    assert find(text, head=HEAD) == [("W305", line, column)]


def test_a_flow_that_is_only_called_may_be_passed_anything_but_misspellings(find):
    from cauce.engine.issues import inspect
    from cauce_dsl import compiler
    from cauce_dsl.parser import parse
    from vocabularies import core_vocabulary

    text = 'flow x\n\nstart:\n  ask "{ticket}" as rut\n  say "{ruut}"\n'
    vocabulary = core_vocabulary()
    flow, _ = compiler.compile(parse(text).document, vocabulary)
    assert [(one.code, one.args["similar"]) for one in inspect(flow, vocabulary)] == [("W305", "rut")]


def test_facts_are_known_and_read_only(find):
    facts = {name: Fact(name, {}, "text", read=str) for name in ("hours.open", "contact.tags")}
    assert find('  say "{hours.open}"\n  set contact.a=1\n', head=HEAD, facts=facts) == []
    assert find("  set hours.open=1\n", head=HEAD, facts=facts) == [("E228", 5, 7)]


def test_what_the_system_gives_cannot_be_written(find):
    assert find('  ask "a" as answer\n  set now=1 secret.b=2\n', head=HEAD) == [
        ("E228", 5, 14),
        ("E228", 6, 7),
        ("E228", 6, 13),
    ]


def test_names_must_differ_by_more_than_accents(find):
    assert find('  set año=1 ano=2\n  ask "a" as Año\n  end\n', head=HEAD) == [("E202", 5, 13), ("E202", 6, 14)]
