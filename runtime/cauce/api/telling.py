"""What the routes over access share: refusals become problems, and things are shown with the fields that are theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any

from cauce.access.conversations import Seen, see
from cauce.access.door import Access
from cauce.access.errors import Conflict, Denied, Invalid, TooLate, TooMany, Unknown, WrongLogin
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
        except (WrongLogin, TooMany, TooLate, Invalid, Unknown, Denied, Conflict) as error:
            raise problem_of(error, request.language) from None

    return told


CODES: Mapping[type[CauceError], str] = {
    WrongLogin: "wrong_login",
    TooLate: "window_closed",
    Denied: "forbidden",
    Conflict: "conflict",
}
"""The refusals that are told by a code and their own words."""


def problem_of(error: CauceError, lang: str) -> Problem:
    """Return the problem that tells what access refused."""
    if isinstance(error, TooMany):
        return Problem("too_many", error.say(lang), headers={"Retry-After": str(error.after)})
    if isinstance(error, Invalid):
        return Problem("invalid", errors=[{"at": f"/{error.field}", "problem": error.say(lang), "code": "invalid"}])
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), None)
    return Problem(code, error.say(lang)) if code else Problem("not_found")


async def seen_by_caller(request: Request, desk: Desk) -> Seen:
    """Return the conversation that a request is about. Raises Unknown for one that the caller does not see."""
    return await desk.database.read(partial(see, who=request.caller, conversation=request.params["id"]))


async def opened(request: Request, desk: Desk) -> Seen:
    """Return it likewise, and write down that somebody opened it."""
    seen = await seen_by_caller(request, desk)
    desk.access.note(request.caller, request.remote, "conversation.opened", f"conversation:{seen.id}")
    return seen


def done() -> Text:
    """Return the answer that says nothing but that it is done."""
    return Text("", status=204)
