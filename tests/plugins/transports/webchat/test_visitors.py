"""Tokens and origins."""

from __future__ import annotations

import base64

import pytest

from cauce_plugins.transports.webchat.visitors import address_of, allowed, bearer, caller, new_token


def test_a_token_is_256_bits_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(base64.urlsafe_b64decode(f"{token}=")) == 32 for token in tokens)


def test_the_address_does_not_hold_the_token() -> None:
    token = new_token()
    kind, value = address_of(token)
    assert kind == "visitor"
    assert len(base64.urlsafe_b64decode(f"{value}=")) == 32
    assert token not in value
    assert address_of(token) == (kind, value)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic " + "a" * 43, "Bearer " + "a" * 44, "Bearer " + "ñ" * 43]
)
def test_what_is_no_token_of_ours_is_none(header: str) -> None:
    assert bearer(header) is None


def test_a_token_is_read_from_the_header() -> None:
    token = new_token()
    assert bearer(f"Bearer {token}") == token
    assert bearer(f"bearer {token}") == token


@pytest.mark.parametrize(
    ("origin", "origins", "answer"),
    [
        ("", [], True),
        ("https://chat.example", [], True),
        ("http://localhost:3000", [], True),
        ("http://127.0.0.1:8080", [], True),
        ("http://[::1]:8080", [], True),
        ("https://shop.example", [], False),
        ("https://chat.example.evil.example", [], False),
        ("https://chat.example:8443", [], False),
        ("null", [], False),
        ("null", ["*"], True),
        ("file://localhost", [], False),
        ("https://shop.example", ["https://shop.example"], True),
        ("https://shop.example", ["https://shop.example/"], True),
        ("http://shop.example", ["https://shop.example"], False),
        ("https://www.shop.example", ["https://*.shop.example"], True),
        ("https://shop.example", ["https://*.shop.example"], False),
        ("https://evilshop.example", ["https://*.shop.example"], False),
        ("http://www.shop.example", ["https://*.shop.example"], False),
        ("https://shop.example:8443", ["https://shop.example"], False),
        ("https://anything.example", ["*"], True),
        ("http://localhost.evil.example", [], False),
    ],
)
def test_origins(origin: str, origins: list[str], answer: bool) -> None:
    assert allowed(origin, "chat.example", origins) is answer


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_counts_as_one_caller(remote: str, counted: str) -> None:
    assert caller(remote) == counted
