"""What the routes over access share: refusals become problems, and things are shown with the fields that are theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from cauce.access.door import Access
from cauce.access.errors import Denied, Invalid, TooMany, Unknown, WrongLogin
from cauce.delivery.switch import Switch
from cauce.delivery.team import Team
from cauce.delivery.traffic import Traffic
from cauce.errors import CauceError
from cauce.http.request import Request
from cauce.http.response import Problem, Text
from cauce.http.session_cookie import SessionCookie
from cauce.model.route import Route
from cauce.store.database import Database

Handler = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with."""

    access: Access
    database: Database
    cookie: SessionCookie
    team: Team | None = None
    switch: Switch | None = None
    traffic: Traffic | None = None


def tell(route: Route) -> Route:
    """Return the route so that what access refuses is told as a problem, in the words of the one who asks."""
    return replace(route, handler=_telling(route.handler))


def _telling(handler: Handler) -> Handler:
    @wraps(handler)
    async def told(request: Request) -> Any:
        try:
            return await handler(request)
        except (WrongLogin, TooMany, Invalid, Unknown, Denied) as error:
            raise problem_of(error, request.language) from None

    return told


def problem_of(error: CauceError, lang: str) -> Problem:
    """Return the problem that tells what access refused."""
    if isinstance(error, WrongLogin):
        return Problem("wrong_login", error.say(lang))
    if isinstance(error, TooMany):
        return Problem("too_many", error.say(lang), headers={"Retry-After": str(error.after)})
    if isinstance(error, Invalid):
        return Problem("invalid", errors=[{"at": f"/{error.field}", "problem": error.say(lang), "code": "invalid"}])
    if isinstance(error, Denied):
        return Problem("forbidden", error.say(lang))
    return Problem("not_found")


def done() -> Text:
    """Return the answer that says nothing but that it is done."""
    return Text("", status=204)
