"""Limits on wrong passwords: they grow, they end, and they are no way to lock somebody out."""

from __future__ import annotations

import contextlib

import pytest

from cauce.access import limits
from cauce.access.errors import TooMany
from cauce.access.limits import ACCOUNT_FREE, ADDRESS_FREE, FORGET, Limits, place_of
from cauce.clock import FrozenClock


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def found(clock):
    return Limits(clock)


def refused(found, account, address) -> int:
    with pytest.raises(TooMany) as caught:
        found.attempt(account, address)
    assert str(caught.value.after) in caught.value.say("es")
    return caught.value.after


def test_the_first_few_cost_nothing_and_then_each_costs_twice_as_much(found, clock):
    for _ in range(ACCOUNT_FREE):
        found.attempt("ana", "x")
    for wait in (1, 2, 4, 8, 16):
        assert refused(found, "ana", "x") == wait
        clock.advance(wait)
        found.attempt("ana", "x")


def test_to_come_too_early_makes_it_no_longer(found, clock):
    for _ in range(ACCOUNT_FREE + 4):
        clock.advance(1000)
        found.attempt("ana", "x")
    before = refused(found, "ana", "x")
    assert [refused(found, "ana", "x") for _ in range(9)] == [before] * 9


def test_an_address_that_tries_many_accounts_has_to_wait_too(found):
    for number in range(ADDRESS_FREE):
        found.attempt(f"user{number}", "x")
    assert refused(found, "another", "x") == 1
    found.attempt("another", "y")


def test_who_was_right_begins_anew_but_whoever_else_was_wrong_there_does_not(found):
    for number in range(ADDRESS_FREE - 1):
        found.attempt(f"user{number}", "x")
    for _ in range(ACCOUNT_FREE - 1):
        found.attempt("ana", "y")
    found.attempt("ana", "x")
    found.succeeded("ana", "x")
    for _ in range(ACCOUNT_FREE - 1):
        found.attempt("ana", "y")
    found.attempt("ana", "x")
    assert refused(found, "eva", "x") == 1


def test_who_got_in_from_an_address_is_not_locked_out_by_others_there(found):
    found.attempt("ana", "x")
    found.succeeded("ana", "x")
    for number in range(100):
        for account, address in ((f"user{number}", "x"), ("ana", "y")):
            with contextlib.suppress(TooMany):
                found.attempt(account, address)
    assert refused(found, "eva", "x") >= 1
    for _ in range(ACCOUNT_FREE):
        found.attempt("ana", "x")
    assert refused(found, "ana", "x") == 1


def test_an_address_of_ipv6_is_counted_by_the_half_that_its_owner_cannot_choose():
    assert place_of("2001:db8:1:2:a:b:c:d") == place_of("2001:db8:1:2::9") != place_of("2001:db8:1:3::9")
    assert place_of("::ffff:10.0.0.1") == place_of("10.0.0.1") == "10.0.0.1"
    assert place_of("a socket") == "a socket"


def test_what_lies_an_hour_back_is_forgotten(found, clock):
    for _ in range(ACCOUNT_FREE):
        found.attempt("ana", "x")
    clock.advance(FORGET + 1)
    for _ in range(ACCOUNT_FREE):
        found.attempt("ana", "x")


def test_the_memory_of_it_has_an_end(found, monkeypatch):
    monkeypatch.setattr(limits, "KEPT", 50)
    for number in range(500):
        found.attempt(f"user{number}", f"address{number}")
        found.succeeded(f"user{number}", f"address{number}")
        found.attempt(f"other{number}", f"else{number}")
    assert len(found._counts) <= 50
    assert len(found._at_home) <= 50


def test_who_is_refused_pushes_nobody_out_of_the_memory(found, monkeypatch):
    monkeypatch.setattr(limits, "KEPT", 50)
    for _ in range(ACCOUNT_FREE):
        found.attempt("ana", "y")
    for number in range(ADDRESS_FREE):
        found.attempt(f"user{number}", "x")
    for number in range(500):
        refused(found, f"other{number}", "x")
    assert refused(found, "ana", "z") == 1


def test_a_try_that_is_taken_back_was_none(found):
    for _ in range(100):
        found.attempt("ana", "x")
        found.undone("ana", "x")
    found.undone("nobody", "nowhere")
