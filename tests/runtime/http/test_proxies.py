"""Only trusted proxies are believed, and only for what they wrote themselves."""

from __future__ import annotations

import pytest

from cauce.errors import SettingsError
from cauce.http.proxies import Proxies

BEHIND = Proxies(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, <script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", ",".join(["10.0.0.2"] * 100_000), "10.0.0.2"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_caller_is_the_last_address_that_no_trusted_proxy_has(peer, forwarded, caller):
    assert BEHIND.caller(peer, forwarded) == caller


def test_nobody_is_trusted_unless_named():
    assert Proxies().caller("127.0.0.1", "198.51.100.1") == "127.0.0.1"


def test_what_is_no_network_is_refused_by_name():
    with pytest.raises(SettingsError, match="nginx"):
        Proxies(["nginx"])
