"""Addresses: what a person answered stays one part of the path or of the query."""

from __future__ import annotations

import pytest

from cauce.engine.secrets import Secret, SecretText
from cauce.model.run import Invoke
from engine_rig import Talk, library_of


def asked(url: str, answer: str, before: str = ""):
    library = library_of(f'start:\n  ask "?" as x\n{before}  http GET "{url}" as y\n')
    talk = Talk(library)
    talk.hear("hola")
    talk.hear(answer)
    [invoke] = [effect for effect in talk.last.effects if isinstance(effect, Invoke)] or [None]
    return invoke and invoke.params["url"]


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("AB1234", "AB1234"),
        ("12.345.678-5", "12.345.678-5"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("..", ""),
        (".", ""),
        ("...", ""),
        ("a?all=1", "a%3Fall%3D1"),
        ("a&b=c#d", "a%26b%3Dc%23d"),
        ("@evil.example", "%40evil.example"),
        ("ñ ó", "%C3%B1%20%C3%B3"),
        ("%2e%2e", "%252e%252e"),
        ("a\r\nX-A: b", "a%0D%0AX-A%3A%20b"),
        ("{x}", "%7Bx%7D"),
        ("\\..\\", "%5C..%5C"),
    ],
)
def test_an_answer_is_one_part_of_the_path_and_one_of_the_query(answer, part):
    assert asked("https://a.example/c/{x}/d?q={x}", answer) == f"https://a.example/c/{part}/d?q={part}"


def test_an_answer_does_not_choose_the_host():
    assert asked("https://{x}.a.example/", "evil.example/") == "https://evil.example%2F.a.example/"
    assert asked("https://a.example{x}", "@evil.example") == "https://a.example%40evil.example"


def test_a_base_that_an_address_begins_with_is_put_in_as_it_is():
    before = '  set base="https://a.example/v1"\n'
    assert asked("{base}/c/{x}", "../y", before) == "https://a.example/v1/c/..%2Fy"


def test_a_secret_in_an_address_stays_a_reference():
    found = asked("https://a.example/{x}?key={secret.k}", "a/b")
    assert found == SecretText(("https://a.example/", "a%2Fb", "?key=", Secret("k")))


def test_numbers_are_written_as_texts_show_them():
    assert asked("https://a.example/{n}", "x", "  set n=41\n") == "https://a.example/41"


def test_an_address_without_end_is_a_coded_event():
    library = library_of('start:\n  ask "?" as x\n  http GET "https://a.example/{x}{x}{x}" as y\n')
    talk = Talk(library)
    talk.hear("hola")
    talk.hear("ñ" * 8_000)
    assert talk.errors == ["E403"]
