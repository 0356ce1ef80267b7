"""The gate: who calls, by cookie or bearer token, and whether they may. What nobody may do is refused here, first."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from cauce.http.rate import Buckets
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.http.session_cookie import LONGEST, SessionCookie

log = logging.getLogger("cauce.http.gate")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
IN_ADDRESS = frozenset({"token", "access_token", "api_key", "apikey", "auth", "authorization", "bearer", "jwt"})
"""Names that tokens go by in addresses, where logs and histories keep them. Such a request is refused."""

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="cauce"'}


class Principal(Protocol):
    """Who calls, as far as the gate cares."""

    @property
    def user(self) -> int:
        """The user's id."""

    def may(self, permission: str) -> bool:
        """Tell whether they have a permission."""


class Doorkeeper(Protocol):
    """Who knows the logins and the tokens."""

    async def who(self, *, login: str | None, token: str | None) -> Principal | None:
        """Return who a login or a token stands for, None where it stands for nobody any more."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many requests a second are answered to each; short bursts are borne."""

    rate: float
    burst: float
    buckets: Buckets = field(default_factory=Buckets)

    def take(self, key: str) -> None:
        """Take one. Raises Problem `too_many`, with the seconds to wait, where there is none left."""
        if wait := self.buckets.take(key, self.rate, self.burst):
            raise Problem("too_many", headers={"Retry-After": str(max(1, math.ceil(wait)))})


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests are answered to one address, and to one user."""

    addresses: Limit = field(default_factory=lambda: Limit(100, 1000))
    users: Limit = field(default_factory=lambda: Limit(20, 200))


class Gate:
    """Asks each caller who they are and lets those in who may."""

    def __init__(self, doorkeeper: Doorkeeper, cookie: SessionCookie, rates: Rates | None = None) -> None:
        self._doorkeeper = doorkeeper
        self._cookie = cookie
        self._rates = rates or Rates()

    async def __call__(self, request: Request, permission: str) -> Principal:
        """Return who calls. Raises Problem where they may not do what asks for `permission`."""
        try:
            return await self._admit(request, permission)
        except Problem as problem:
            facts = {"code": problem.code, "method": request.method, "path": request.path[:200]}
            log.info("refused", extra={**facts, "permission": permission, "remote": request.remote})
            raise

    async def _admit(self, request: Request, permission: str) -> Principal:
        self._rates.addresses.take(request.remote)
        refuse_tokens_in_address(request.query)
        token = bearer(request)
        login = self._cookie.read(request) if token is None else None
        if login is not None:
            refuse_other_sites(request)
        if token is None and login is None:
            raise Problem("unauthenticated", headers=CHALLENGE)
        caller = await self._doorkeeper.who(login=login, token=token)
        if caller is None:
            raise Problem("unauthenticated", headers=CHALLENGE)
        self._rates.users.take(str(caller.user))
        if permission != "login" and not caller.may(permission):
            raise Problem("forbidden", permission)
        return caller


def bearer(request: Request) -> str | None:
    """Return the bearer token, None where there is none. Raises Problem `unauthenticated` for one that is none."""
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = token.strip()
    if not token or len(token) > LONGEST or not token.isascii() or not token.isprintable():
        raise Problem("unauthenticated", headers=CHALLENGE)
    return token


def refuse_tokens_in_address(query: Mapping[str, Any]) -> None:
    """Raise Problem `token_in_address` where something in the query goes by a name of tokens."""
    if any(name.lower() in IN_ADDRESS for name in query):
        raise Problem("token_in_address")


def refuse_other_sites(request: Request) -> None:
    """Raise Problem `cross_site` where a page of another site has the browser change something here.

    Browsers say where a request comes from: `Sec-Fetch-Site` over https and on this machine, `Origin` everywhere. What
    sends neither is no browser, and carries no cookie that somebody else put there.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    else:
        allowed = origin is None or _host(origin) == request.host.lower()
    if not allowed:
        raise Problem("cross_site")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
