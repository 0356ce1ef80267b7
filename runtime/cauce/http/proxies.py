"""Who really calls when reverse proxies stand before us. Only those that the settings name are believed."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from cauce.errors import SettingsError

_HOPS = 20
"""How many entries of a header are looked at. Nobody honest stands behind more proxies."""


class Proxies:
    """The trusted proxies: addresses and networks. Raises SettingsError for what is neither."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        self._networks = tuple(_network(one) for one in trusted)

    def caller(self, peer: str, forwarded: str | None) -> str:
        """Return the address of the caller.

        peer: the address of the connection. forwarded: the `X-Forwarded-For` header, which each proxy appends to. It is
        read from its end for as long as a trusted proxy wrote it: what a stranger put in front is never reached.
        """
        if not forwarded or not self.trusts(peer):
            return peer
        for hop in reversed(forwarded[-4096:].split(",")[-_HOPS:]):
            address = hop.strip()
            if not _is_address(address):
                return peer
            peer = address
            if not self.trusts(peer):
                break
        return peer

    def secure(self, peer: str, scheme: str | None) -> bool:
        """Tell whether a trusted proxy says that it was called by https: the last word of `X-Forwarded-Proto`."""
        return scheme is not None and scheme[-64:].rpartition(",")[2].strip().lower() == "https" and self.trusts(peer)

    def trusts(self, peer: str) -> bool:
        """Tell whether an address is one of the trusted proxies'."""
        if not self._networks or not _is_address(peer):
            return False
        address = ip_address(peer)
        return any(address in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        raise SettingsError(
            {
                "es": f"«{text}» no es una dirección ni una red. En trusted_proxies escribe, por ejemplo, 10.0.0.0/8.",
                "en": f"“{text}” is neither an address nor a network. In trusted_proxies write, say, 10.0.0.0/8.",
            }
        ) from None
