"""A node kind run alone."""

from __future__ import annotations

import pytest

from cauce.context import Context
from cauce.declare import node
from cauce.testing import run_kind


@node("weather.today", title="Weather", schema={"type": "object"})
async def today(context: Context, city: str) -> object:
    """Tells the weather."""
    answer = await context.http.request("GET", f"https://weather.example/{city}?key={context.secret('weather')}")
    return answer.body if answer.status == 200 else context.port("unknown")


def test_a_kind_is_run_with_what_was_given():
    given = ['http GET "https://weather.example/Lima?key=s3cret" 200 {"rain": false}', "http 404"]
    outcome = run_kind(today, {"city": "Lima"}, given=given, secrets={"weather": "s3cret"})
    assert (outcome.port, outcome.value, outcome.error) == ("", {"rain": False}, None)
    assert run_kind(today, {"city": "Oz"}, given=given, secrets={"weather": "s3cret"}).port == "unknown"


def test_what_goes_wrong_is_the_error_port():
    assert run_kind(today, {"city": "Lima"}).port == "error"
    assert run_kind(today, {"city": "Lima"}, secrets={"weather": "x"}).error["kind"] == "unreachable"
    assert run_kind(today, {}, secrets={"weather": "x"}).error == {"kind": "failed", "message": "TypeError"}
    with pytest.raises(ValueError, match="E504"):
        run_kind(today, {}, given=["http 99"])
