"""Nothing that an author can write gets out of the expressions: each attempt ends in a diagnostic or a coded event."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from cauce.engine.library import Library
from cauce.model.diagnostic import Severity
from cauce.model.message import Inbound
from engine_rig import FORMAT, HEADER, VOCABULARY, Talk, library_of, plain_scene

ATTEMPTS = [
    line
    for line in (Path(__file__).parent / "escapes.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
BUILT = {
    "a thousand brackets": "(" * 1_000 + "1" + ")" * 1_000,
    "a hundred lists": "[" * 100 + "]" * 100,
    "a hundred maps": "{a: " * 100 + "1" + "}" * 100,
    "a hundred calls": "upper(" * 100 + "'a'" + ")" * 100,
    "a hundred minus signs": "-" * 100 + "1",
    "a hundred nots": "not " * 100 + "1",
    "twenty thousand sums": "1" + " + 1" * 20_000,
    "twenty thousand items": "[" + "1," * 20_000 + "1]",
    "a hundred indexes": "x" + "[0]" * 100,
    "a hundred attributes": "x" + ".a" * 100,
    "a text of 200,000 letters": "upper('" + "a" * 200_000 + "')",
    "a pattern of 2,000 letters": 'matches("a", "' + "a" * 2_000 + '")',
    "many long texts": " + ".join(["'" + "b" * 9_000 + "'"] * 20),
    "nested texts": '"{' * 40 + "1" + '}"' * 40,
}


def outcome(text: str) -> list[str]:
    """Return the codes that a flow with this expression ends in."""
    reading = FORMAT.read(f"{HEADER}start:\n  set x={text}\n", VOCABULARY)
    errors = [one.code for one in reading.diagnostics if one.severity is Severity.ERROR]
    if errors or reading.flow is None:
        return errors
    library = Library(VOCABULARY)
    library.add(reading.flow)
    talk = Talk(library, plain_scene())
    talk.hear("hola")
    return talk.errors


def test_the_corpus_is_large() -> None:
    assert len(set(ATTEMPTS)) >= 150


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_ends_in_a_code(attempt: str) -> None:
    assert outcome(attempt), attempt


@pytest.mark.parametrize("name", BUILT)
def test_a_huge_attempt_ends_in_a_code_and_soon(name: str) -> None:
    started = perf_counter()
    assert outcome(BUILT[name])
    assert perf_counter() - started < 60


def test_what_people_write_is_never_read_as_an_expression() -> None:
    library = library_of('start:\n  ask "{contact.name}" as x\n  say "{x} {answer}"\n  say "{x + x}"\n')
    for evil in ("{1 + 1}", "{secret.andina}", "{{7*7}}", "%s", "{0.__class__}", "\\{x\\}", '"}'):
        talk = Talk(library, plain_scene(contact={"name": evil}))
        assert talk.said("hola") == [evil]
        assert talk.said(evil) == [f"{evil} {evil}", evil + evil]


def test_a_body_that_looks_like_a_reference_to_a_secret_is_only_a_map() -> None:
    library = library_of(
        'start:\n  http GET "https://a.example/" as x\n  http POST "https://b.example/" as y\n    json = x\n'
    )
    talk = Talk(library)
    talk.hear("hola")
    lines = talk.play('~ {"value": {"$secret": "andina", "$map": 1}}')
    assert '"json": {"$map": {"$secret": "andina", "$map": 1}}' in lines


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|aa)+b", "(a|a?)+b", "(.*a){20}b", "([a-z]+)*b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_patterns_that_make_others_explode_take_linear_time(pattern: str) -> None:
    library = library_of(f'start:\n  ask "?" as x\n  if matches(x, "{pattern}")\n    say "sí"\n  end "no"\n')
    talk = Talk(library)
    talk.hear("hola")
    started = perf_counter()
    assert talk.said("a" * 5_000) == ["no"]
    assert perf_counter() - started < 60


def test_a_loop_that_grows_a_text_runs_out_of_size_not_of_memory() -> None:
    library = library_of("start:\n  set t=\"{t or 'abcdefgh'}{t}{t}\" n=(n or 0) + 1\n  if n < 90 -> start\n")
    talk = Talk(library)
    talk.hear(Inbound("hola"))
    assert talk.errors == ["E403"]
