"""Which addresses may be asked for: what the project allows, and what every URL has to be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from cauce.egress.addresses import is_reachable
from cauce.egress.errors import Forbidden
from cauce.errors import SettingsError
from cauce.text import clean

if TYPE_CHECKING:
    from yarl import URL

PORTS = frozenset({80, 443, 8443})
LONGEST = 8192
"""Characters of a URL."""

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMBER_LIKE = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")
_ENTRY = re.compile(r"(?P<plain>http://)?(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:(?P<port>[0-9]{1,5}))?/?")
_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")

Place = tuple[str, int | None]


class Allowed:
    """What may be reached besides the open internet by https.

    Entries are `host` or `host:port`, which may be reached wherever they are and without encryption, and
    `http://host`, which may be reached without encryption where it is of the open internet. Raises SettingsError for
    what is neither.
    """

    def __init__(self, entries: Collection[str] = ()) -> None:
        self._anywhere: set[Place] = set()
        self._plain: set[Place] = set()
        for entry in entries:
            if entry.strip():
                place, plain = _entry(entry)
                (self._plain if plain else self._anywhere).add(place)

    def anywhere(self, host: str, port: int) -> bool:
        """Tell whether a host may be reached wherever it is."""
        return (host, None) in self._anywhere or (host, port) in self._anywhere

    def plain(self, host: str, port: int) -> bool:
        """Tell whether a host may be reached without encryption."""
        return (host, None) in self._plain or (host, port) in self._plain or self.anywhere(host, port)

    def check(self, url: str) -> URL:
        """Return a URL that may be asked for, its host in the one notation that will be resolved. Raises Forbidden."""
        found = _parsed(url)
        host, port = str(found.raw_host), int(found.port or 0)
        if self.anywhere(host, port):
            return found
        if port not in PORTS and (host, port) not in self._plain:
            raise Forbidden(f"port {port} may not be called")
        if is_address(host) and not is_reachable(host):
            raise Forbidden(f"{host} is an address of an internal network")
        if found.scheme != "https" and not self.plain(host, port):
            raise Forbidden(f"{host} may only be called by https")
        return found


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _entry(entry: str) -> tuple[Place, bool]:
    """Return an entry's place, and whether it is only about plain http."""
    text = entry.strip().lower()
    bare = f"[{text}]" if text.count(":") > 1 and is_address(text) else text
    match = _ENTRY.fullmatch(bare)
    if match is None:
        raise _unreadable(entry)
    host = match["host"].strip("[]").rstrip(".")
    host = str(ipaddress.ip_address(host)) if is_address(host) else host
    return (host, int(match["port"]) if match["port"] else None), bool(match["plain"])


def _unreadable(entry: str) -> SettingsError:
    seen = clean(entry, 100)
    return SettingsError(
        {
            "es": f"«{seen}» no sirve en egress.allow: escribe un host, host:puerto, o http://host.",
            "en": f"“{seen}” means nothing in egress.allow: write a host, host:port, or http://host.",
        }
    )


def _parsed(url: str) -> URL:
    """Return a URL with a host of letters, or an IP address in its usual notation. Raises Forbidden."""
    from yarl import URL

    if len(url) > LONGEST or _UNWRITABLE.search(url.replace(" ", "")):
        raise Forbidden("that is not an address")
    try:
        found = URL(url).with_fragment(None)
        host, port = found.raw_host or "", found.port
    except ValueError:
        raise Forbidden("that is not an address") from None
    if found.scheme not in {"http", "https"} or not host or not port or "@" in found.raw_authority:
        raise Forbidden("only http and https addresses without a user name can be called")
    plain = host.removesuffix(".")
    if not _is_written_plainly(plain):
        raise Forbidden("the host is not written as hosts are")
    return found if plain == host else found.with_host(plain)


def _is_written_plainly(host: str) -> bool:
    """Tell whether a host is a name, or an IP address as everybody writes it: no octal, no hexadecimal, no zone."""
    if ":" in host or _NUMBER_LIKE.fullmatch(host):
        return is_address(host) and "%" not in host
    return len(host) <= 253 and _NAME.fullmatch(host) is not None
