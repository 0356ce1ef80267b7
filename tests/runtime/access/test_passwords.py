"""Passwords: which are good enough, and at what price they are kept and tried."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from cauce.access import passwords
from cauce.access.errors import Invalid
from cauce.access.passwords import LONGEST, PARALLEL, SHORTEST, WAITING, Passwords
from cauce.errors import Unavailable


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "12 characters at least"),
        ("x7!kQ2#mP9z", "12 characters at least"),
        ("aB3$" * 33, "more than 128"),
        ("aaaaaaaaaaaa", "tried first"),
        ("abababababab", "tried first"),
        ("123456789012", "tried first"),
        ("098765432109", "tried first"),
        ("password1234", "tried first"),
        ("P@ssw0rd1234", "tried first"),
        ("abc123456789", "tried first"),
        ("Contraseña2026", "tried first"),
        ("CONTRASEN\u0303A2026", "tried first"),
        ("administrador1", "tried first"),
        ("rosa.diaz2026", "tried first"),
    ],
)
def test_a_password_that_is_no_good_is_refused(password, told):
    with pytest.raises(Invalid, match=told) as caught:
        passwords.check(password, "rosa.diaz")
    assert caught.value.field == "password"
    assert password not in caught.value.say("es") or not password


@pytest.mark.parametrize(
    "password", ["un río que no vuelve", "correct horse battery", "x7!kQ2#mP9zR", "contraseña del molino viejo"]
)
def test_any_other_is_taken_without_rules_about_signs(password):
    passwords.check(password, "ro")


def test_a_password_that_was_made_up_is_good_and_its_own():
    made = {passwords.make_up() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        passwords.check(one)
        assert not set(one) & set("0O1lI")


def test_a_password_is_known_in_either_spelling_of_its_accents(monkeypatch):
    hashed = passwords.hash_now("caf\u00e9 con leche y pan")
    assert passwords.verify_now(hashed, "cafe\u0301 con leche y pan")
    assert not passwords.verify_now(hashed, "cafe con leche y pan")
    assert not passwords.verify_now(None, "cafe con leche y pan")
    assert not passwords.verify_now("no hash", "x")
    assert not passwords.verify_now(passwords.hash_now("x" * LONGEST), "x" * (LONGEST + 1))


def test_the_price_is_that_which_is_advised(monkeypatch):
    monkeypatch.undo()
    hashed = passwords.hash_now("un río que no vuelve")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(hashed) < 191
    assert not passwords.is_dated(hashed)
    assert passwords.is_dated(hashed.replace("t=2", "t=1"))


async def test_a_few_are_worked_on_at_a_time_and_a_few_more_wait(monkeypatch):
    working, most, gate = 0, 0, threading.Event()
    lock = threading.Lock()

    def slow(password):
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        gate.wait(10)
        with lock:
            working -= 1
        return "hash"

    monkeypatch.setattr(passwords, "hash_now", slow)
    found = Passwords()
    waiting = [asyncio.create_task(found.hash("x")) for _ in range(PARALLEL + WAITING)]
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="Too many"):
        await found.hash("one more")
    assert time.monotonic() - begun < 9, "the loop is free meanwhile"
    gate.set()
    assert await asyncio.gather(*waiting) == ["hash"] * (PARALLEL + WAITING)
    assert most == PARALLEL
    assert await found.hash("x") == "hash"
    found.close()


def test_the_figures_are_those_that_are_promised():
    assert (SHORTEST, LONGEST, PARALLEL) == (12, 128, 4)
