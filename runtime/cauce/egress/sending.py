"""Requests: one that is read whole, for flows, and one whose answer comes in pieces, for files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from cauce.context import Response
from cauce.egress import answers
from cauce.egress.answers import Incoming
from cauce.egress.errors import Forbidden, TooLarge
from cauce.egress.headers import headers_of, method_of, without_credentials
from cauce.egress.network import Lookup, SystemLookup, going_anywhere, open_session
from cauce.egress.targets import Allowed
from cauce.text import clean

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession
    from yarl import URL

REDIRECTS = 3
"""How many redirects a stream follows."""
SLOWEST = 60.0
"""Seconds that a flow may give an answer."""

_MOVED = frozenset({301, 302, 303, 307, 308})


class Egress:
    """Sends requests to addresses that others chose.

    allowed: hosts, or `host:port`, that may be reached wherever they are and without encryption; `http://host` for one
    that may be reached without encryption. lookup: what resolves names, the system's resolver where nothing is said.
    Raises SettingsError for an entry that means nothing. To be closed after use.
    """

    def __init__(self, allowed: Collection[str] = (), *, lookup: Lookup | None = None) -> None:
        self._allowed = Allowed(allowed)
        self._lookup = lookup or SystemLookup()
        self._session: ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        timeout: float = 10.0,  # noqa: ASYNC109 - part of the protocol
    ) -> Response:
        """Send a request and return the answer, whatever its status; a redirect is an answer, too.

        timeout: seconds for all of it, 60 at most. Raises TimeoutError, Forbidden for what may not be reached or sent,
        TooLarge past 256 KiB, and OSError where there was no answer.
        """
        seconds = max(0.001, min(timeout, SLOWEST))
        deadline = asyncio.get_running_loop().time() + seconds
        target = self._allowed.check(url)
        with _plainly():
            async with asyncio.timeout_at(deadline):
                answer = await self._send(method_of(method), target, headers_of(headers), json)
                async with answer, aclosing(answers.pieces(answer, answers.SIZE, deadline, seconds)) as body:
                    return answers.response(answer, b"".join([piece async for piece in body]))

    @asynccontextmanager
    async def stream(  # noqa: PLR0913 - each is a limit or a part of the request
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        limit: int,
        timeout: float = 300.0,  # noqa: ASYNC109 - the limit is of the whole, not of one call
        idle: float = 15.0,
        credentials: Collection[str] = (),
        hosts: Collection[str] = (),
    ) -> AsyncIterator[Incoming]:
        """Send a request and give its answer, to be read in pieces within the block.

        limit: bytes of the body after decompression. timeout: seconds for all of it, redirects and body included. idle:
        seconds without a byte. credentials: names of headers that are secrets, besides `Authorization` and `Cookie`: a
        redirect to another origin goes without them. hosts: where given, the only ones that are reached, redirects
        included; `.example.com` stands for all that end so.

        Follows up to 3 redirects of GET and HEAD, each checked like the first; of other methods they are the answer.
        Raises TimeoutError, Forbidden, TooLarge and OSError, as `request` does; also while the body is read.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        marked = frozenset(name.lower() for name in credentials)
        with _plainly():
            async with asyncio.timeout_at(deadline):
                answer = await self._follow(method_of(method), url, headers_of(headers), marked, hosts, idle)
        async with answer:
            size = answers.announced(answer)
            async with aclosing(_body(answer, limit, deadline, idle)) as chunks:
                yield Incoming(answer.status, answers.headers_of(answer), size, chunks)

    async def _follow(  # noqa: PLR0913, PLR0917 - the parts of a request
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        marked: frozenset[str],
        hosts: Collection[str],
        idle: float,
    ) -> ClientResponse:
        """Send, and go where the answers point, leaving secrets behind at the border of the origin."""
        target = self._within(url, hosts)
        for _ in range(REDIRECTS + 1):
            async with asyncio.timeout(idle):
                answer = await self._send(method, target, headers)
            where = answer.headers.get("Location")
            if answer.status not in _MOVED or method not in {"GET", "HEAD"} or not where:
                return answer
            answer.close()
            following = self._within(_joined(target, where), hosts)
            if following.origin() != target.origin():
                headers = without_credentials(headers, marked)
            target = following
        raise OSError(f"no answer: more than {REDIRECTS} redirects")

    def _within(self, url: str, hosts: Collection[str]) -> URL:
        target = self._allowed.check(url)
        host = str(target.raw_host)
        if hosts and not any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts):
            raise Forbidden(f"{host} is not one of the hosts that were agreed on")
        return target

    async def _send(self, method: str, target: URL, headers: Mapping[str, str], json: Any = None) -> ClientResponse:
        # The connection, where a new one is made, is made in this context.
        token = going_anywhere.set(self._allowed.anywhere(str(target.raw_host), int(target.port or 0)))
        try:
            return await self._open().request(method, target, headers=headers, json=json, allow_redirects=False)
        finally:
            going_anywhere.reset(token)

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = open_session(self._allowed, self._lookup)
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        if isinstance(self._lookup, SystemLookup):
            self._lookup.close()


async def _body(answer: ClientResponse, limit: int, deadline: float, idle: float) -> AsyncGenerator[bytes]:
    with _plainly():
        async with aclosing(answers.pieces(answer, limit, deadline, idle)) as body:
            async for piece in body:
                yield piece


def _joined(target: URL, where: str) -> str:
    """Return where a redirect points, seen from the page that said so. Raises Forbidden."""
    from yarl import URL

    try:
        return str(target.join(URL(where)))
    except ValueError:
        raise Forbidden("that is not an address") from None


@contextmanager
def _plainly() -> Iterator[None]:
    """Say what happened in words of our own: those of the library may hold what is secret."""
    from aiohttp import ClientError

    try:
        yield
    except (Forbidden, TooLarge):
        raise
    except TimeoutError:
        raise TimeoutError from None
    except ClientError as error:
        raise _told(error) from None
    except ValueError:
        raise Forbidden("the request is not valid") from None


def _told(error: BaseException) -> OSError:
    """Return what happened, which may be that our own check of the address refused it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Forbidden):
            return Forbidden(*cause.args)
        cause = cause.__cause__ or cause.__context__
    return OSError(f"no answer: {clean(type(error).__name__, 80)}")
