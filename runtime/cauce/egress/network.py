"""Connections: names are looked up once, each address is checked, and checked again when a socket is made for it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from cauce.egress.addresses import is_reachable
from cauce.egress.errors import Forbidden
from cauce.egress.targets import Allowed

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from aiohttp.abc import AbstractResolver

CONNECTIONS = 50
PER_HOST = 10
CONNECT_SECONDS = 10.0
LOOKUPS = 8
"""Names that are looked up at once. They have threads of their own: a slow name server holds up nothing else."""
HEADERS = 128
LINE = 8190
"""How many header lines an answer may have, and how long each may be."""

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""`await lookup(host, port)` gives the IP addresses of a name. Raises OSError where there are none."""

going_anywhere: ContextVar[bool] = ContextVar("going_anywhere", default=False)
"""Whether the request in hand goes to a host that may be reached wherever it is."""


class SystemLookup:
    """Asks the system's resolver, in threads of its own."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a name, in the system's order."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="cauce-dns")
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Let the threads end; what is being looked up is given up."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None


def _look_up(host: str, port: int) -> list[str]:
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def open_session(allowed: Allowed, lookup: Lookup) -> ClientSession:
    """Return a session that knows no proxy, no cookie and no password, and connects to checked addresses alone."""
    from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

    connector = TCPConnector(
        resolver=_checked(allowed, lookup),
        use_dns_cache=False,
        limit=CONNECTIONS,
        limit_per_host=PER_HOST,
        socket_factory=_socket,
    )
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        trust_env=False,
        timeout=ClientTimeout(total=None, connect=CONNECT_SECONDS),
        headers={"User-Agent": "cauce", "Accept-Encoding": "gzip, deflate"},
        max_line_size=LINE,
        max_field_size=LINE,
        max_headers=HEADERS,
    )


def _checked(allowed: Allowed, lookup: Lookup) -> AbstractResolver:
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Checked(AbstractResolver):
        """Resolves a name once, and hands on its addresses only where all of them may be reached."""

        async def resolve(
            self,
            host: str,
            port: int = 0,
            family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - both families are checked
        ) -> list[ResolveResult]:
            try:
                found = await lookup(host, port)
            except UnicodeError:
                raise OSError("the name cannot be looked up") from None
            if not allowed.anywhere(host, port) and not all(is_reachable(one) for one in found):
                raise Forbidden(f"{host} is in an internal network")
            return [
                ResolveResult(
                    hostname=host, host=one, port=port, family=_family(one), proto=0, flags=socket.AI_NUMERICHOST
                )
                for one in found
            ]

        async def close(self) -> None:
            """Hold nothing open."""

    return Checked()


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET if ipaddress.ip_address(address).version == 4 else socket.AF_INET6


def _socket(info: tuple[Any, ...]) -> socket.socket:
    """Make the socket for an address, the very one that is connected to next. Raises Forbidden."""
    family, kind, proto, _, where = info
    if not going_anywhere.get() and not is_reachable(where[0]):
        raise Forbidden(f"{where[0]} is an address of an internal network")
    return socket.socket(family, kind, proto)
