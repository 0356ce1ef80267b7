"""`/api/bot`: whether the bot answers, and what people see of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any

from cauce.api.telling import Desk
from cauce.delivery.switch import Switch
from cauce.http.request import Request
from cauce.http.schema import MOMENT, choice, text, thing
from cauce.model.route import Route
from cauce.store.bot import PAUSED, RUNNING, STATES, STOPPED, Bot
from cauce.text import clean

NAME = text(64)
PHONE = text(32, pattern=r"^[0-9+() .-]*$")
BOT = thing({"state": choice(STATES), "since": MOMENT, "name": NAME, "phone": PHONE})


class Bots:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._switch: Switch = desk.switch  # type: ignore[assignment]

    async def status(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """Tell how it is."""
        return _shown(await self._switch.look())

    def turn(self, state: str) -> Callable[[Request], Awaitable[dict[str, Any]]]:
        """Return the handler that has it be so."""

        async def handler(request: Request) -> dict[str, Any]:
            return _shown(await self._switch.turn(self._access, request.caller, request.remote, state))

        return handler

    async def describe(self, request: Request) -> dict[str, Any]:
        """Change what people see of it."""
        changes = {name: " ".join(clean(value).split()) for name, value in request.body.items()}
        return _shown(await self._switch.describe(self._access, request.caller, request.remote, changes))


def _shown(one: Bot) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name in BOT["properties"]}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    bots = Bots(desk)
    yield Route(
        "GET", "/api/bot/status", "channels.read", bots.status,
        answer=BOT, summary={"es": "Si el bot atiende", "en": "Whether the bot answers"},
    )  # fmt: skip
    for verb, state, summary in (
        ("start", RUNNING, {"es": "Que atienda; lo que esperaba tiene su turno", "en": "Have it answer; what waited has its turn"}),
        ("pause", PAUSED, {"es": "Que calle, y conteste después lo que llegue", "en": "Have it be silent, and answer later what comes"}),
        ("stop", STOPPED, {"es": "Que calle, y deje a las personas lo que llegue", "en": "Have it be silent, and leave what comes to people"}),
    ):  # fmt: skip
        yield Route("POST", f"/api/bot/{verb}", "bot.manage", bots.turn(state), answer=BOT, summary=summary)
    yield Route(
        "PATCH", "/api/bot/metadata", "bot.manage", bots.describe,
        body=thing({}, {"name": NAME, "phone": PHONE}), answer=BOT,
        summary={"es": "Cambiar el nombre y el teléfono que se muestran", "en": "Change the name and the phone that are shown"},
    )  # fmt: skip
