"""Functions and secrets in expressions."""

from __future__ import annotations

import pytest

from cauce.engine.evaluate import misfit
from cauce.model.expression import Call, Literal, Name
from cauce.model.vocabulary import Function

ONE = Literal(1)


def function(parameters, **more):
    return Function("f", {}, tuple(parameters.split()), call=max, **more)


@pytest.mark.parametrize(
    ("made", "args", "named", "problem"),
    [
        (function("a b"), 2, "", None),
        (function("a b"), 1, "b", None),
        (function("a b"), 1, "", ("missing", "b")),
        (function("a b"), 3, "", ("many", "2")),
        (function("a b"), 1, "a", ("twice", "a")),
        (function("a b"), 1, "c", ("unknown", "c")),
        (function("a b", required=1), 1, "", None),
        (function("a b", required=0), 0, "", None),
        (function("a", rest=True), 3, "", None),
        (function("a", rest=True), 0, "", ("missing", "a")),
        (function(""), 0, "", None),
    ],
)
def test_arguments_must_fit(made, args, named, problem):
    call = Call(Name("f"), (ONE,) * args, tuple((name, ONE) for name in named.split()))
    assert misfit(made, call) == problem


def test_usage_is_told_as_one_would_write_it():
    assert function("a b", required=1).usage == "f(a, b?)"
    assert function("a", rest=True).usage == "f(a, …)"
    assert function("").usage == "f()"


def test_expressions_everywhere_are_looked_at(find):
    head = 'flow x "{f0()}"\n  on timeout 5m if f1() -> start\n\nstart:\n'
    text = (
        '  menu "a"\n    retry = "{f2()}"\n    - "b{f3()}" ["c"] if f4([{k: f5()}]) -> start\n'
        '  if f6() -> start\n  set a=-f7() b=now[f8()]\n  end\n'
    )  # fmt: skip
    assert [one[0] for one in find(text, head=head)].count("E216") == 9


def test_secrets_may_only_leave(find):
    text = (
        '  http POST "a{secret.a}"\n    headers = {b: secret.b}\n    json = [secret.c.d]\n'
        '    on error\n      say "{secret.e}"\n  set f=secret\n  end\n'
    )  # fmt: skip
    assert find(text) == [("E218", 8, 13), ("E218", 9, 9)]
