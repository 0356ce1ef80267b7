"""The key under which a request is done once, and what tells requests apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cauce.http.idempotency import key_of, print_of
from cauce.http.request import Request
from cauce.http.response import Problem

ASKED = Request("POST", "/api/notes", raw=b'{"text":"hola"}')


def with_key(key):
    return replace(ASKED, headers={"Idempotency-Key": key})


def test_a_key_is_what_was_sent_and_nothing_where_nothing_was():
    assert key_of(ASKED) == ""
    assert key_of(with_key("k" * 200)) == "k" * 200


@pytest.mark.parametrize("key", ["", " ", "a b", "ñ", "k" * 201, "a\x00"])
def test_what_is_no_key_is_told_where_it_stands(key):
    with pytest.raises(Problem) as refused:
        key_of(with_key(key))
    assert refused.value.code == "invalid"
    assert refused.value.errors[0]["at"] == "/Idempotency-Key"


def test_requests_that_differ_in_anything_are_others():
    others = [replace(ASKED, method="PUT"), replace(ASKED, path="/api/other"), replace(ASKED, raw=b"{}")]
    assert len({print_of(one) for one in [ASKED, *others]}) == 4
    assert print_of(with_key("k")) == print_of(ASKED)
