"""Secrets: in place of their references while something runs, and out of all that comes back."""

from __future__ import annotations

import pytest

from cauce.context import Context, Exit, Failed, Response, perform
from cauce.engine.secrets import Secret, SecretText, redact, reveal
from cauce.model.run import Invoke
from cauce.nodes.http import KIND as HTTP

CANARY = "canario-0123456789"


def test_references_are_replaced_at_any_depth():
    value = {"a": [Secret("k"), SecretText(("Bearer ", Secret("k")))], "b": 1}
    assert reveal(value, {"k": "s"}.__getitem__) == {"a": ["s", "Bearer s"], "b": 1}


def test_what_was_secret_is_taken_out_at_any_depth():
    value = {f"x{CANARY}": [f"a{CANARY}b{CANARY}", ("n", CANARY)], "n": 7, "none": None}
    assert redact(value, [CANARY]) == {"x•••": ["a•••b•••", ["n", "•••"]], "n": 7, "none": None}


def test_a_secret_inside_another_leaves_nothing_of_the_longer_one():
    assert redact("abcdef-ghijkl abcdef", ["abcdef", "abcdef-ghijkl"]) == "••• •••"


def test_secrets_too_short_to_be_told_from_words_are_left():
    assert redact("de 1 a 5", ["1", "de", ""]) == "de 1 a 5"


class Echo:
    """A system that says back what it is told."""

    def __init__(self, status: int = 200, trouble: Exception | None = None) -> None:
        self.status = status
        self.trouble = trouble
        self.heard = {}

    async def request(self, method, url, headers=None, json=None, timeout=10.0):  # noqa: ASYNC109
        self.heard = headers
        if self.trouble:
            raise self.trouble
        return Response(self.status, body={"you said": headers})


@pytest.mark.parametrize("http", [Echo(), Echo(500), Echo(trouble=OSError(f"no route to {CANARY}.example"))])
async def test_no_outcome_of_a_call_holds_the_secret_that_went_with_it(http):
    params = {"method": "GET", "url": "https://a.example/", "headers": {"Authorization": Secret("k")}}
    answer = await perform(HTTP, Invoke("n", "http", 1, params), Context(http, secret={"k": CANARY}.__getitem__))
    assert http.heard == {"Authorization": CANARY}
    assert CANARY not in repr(answer)
    assert "•••" in repr(answer)


@pytest.mark.parametrize("outcome", [Exit("found", {"x": CANARY}), Failed("bad", why=CANARY)])
async def test_nor_does_what_another_kind_makes_of_it(outcome):
    async def run(context, key):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    from dataclasses import replace

    kind = replace(HTTP, run=run)
    answer = await perform(kind, Invoke("n", "k", 1, {"key": Secret("k")}), Context(Echo(), secret=lambda _: CANARY))
    assert CANARY not in repr(answer)
    assert "•••" in repr(answer)
