"""Health: is the process alive, and can it serve."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cauce.http.request import Request
from cauce.http.response import Json
from cauce.model.route import Route

Check = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns what was looked at and how it is: `ok`, or what is wrong."""


def routes(check: Check) -> tuple[Route, ...]:
    """Return `/health/live` and `/health/ready`."""

    async def live(request: Request) -> dict[str, Any]:  # noqa: ARG001 - the shape of a handler
        return {"status": "ok"}

    async def ready(request: Request) -> Json:  # noqa: ARG001 - the shape of a handler
        found = await check()
        good = all(state == "ok" for state in found.values())
        answer = {"status": "ok" if good else "unavailable", "checks": found}
        return Json(answer, status=200 if good else 503, headers={} if good else {"Retry-After": "2"})

    return (
        Route("GET", "/health/live", "public", live, summary="Whether the process is alive"),
        Route("GET", "/health/ready", "public", ready, summary="Whether it can serve"),
    )
