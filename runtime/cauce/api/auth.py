"""`/api/auth`: coming in, going out, and what is one's own: the logins, the password, the presence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cauce.access import users as rules
from cauce.access.errors import Denied, Invalid, WrongLogin
from cauce.access.passwords import LONGEST
from cauce.access.principal import Principal
from cauce.api.telling import Desk, done
from cauce.http.gate import refuse_other_sites
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, MOMENT, choice, listed, parts, text, thing
from cauce.model.route import Route

NAME = text(191)
PASSWORD = text(LONGEST, 1)
ME = thing(
    {
        "id": ID,
        "username": NAME,
        "name": NAME,
        "role": NAME,
        "locale": NAME,
        "via": choice(["login", "token"]),
        "permissions": listed(NAME, 1000),
        "areas": listed(NAME, 1000),
    }
)
LOGIN = thing(
    {
        "id": ID,
        "created_at": MOMENT,
        "seen_at": MOMENT,
        "ends_at": MOMENT,
        "address": NAME,
        "agent": NAME,
        "current": {"type": "boolean"},
    }
)


class Auth:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._cookie = desk.cookie

    async def log_in(self, request: Request) -> Json:
        """Let somebody in. Whoever was logged in here before is not any more."""
        refuse_other_sites(request)
        agent = request.headers.get("User-Agent", "")
        given = request.body
        made = await self._access.log_in(given["account"], given["password"], address=request.remote, agent=agent)
        if former := self._cookie.read(request):
            await self._access.log_out(former)
        cookie = self._cookie.give(request, made.token, self._access.lasting.absolute_ms // 1000)
        return Json({"user": me_of(made.principal), "ends_at": made.ends_at}, cookies=(cookie,))

    async def log_out(self, request: Request) -> Text:
        """End the login by which this came."""
        if request.caller.via == "login" and (login := self._cookie.read(request)):
            await self._access.log_out(login)
        return Text("", status=204, cookies=(self._cookie.take(request),))

    async def me(self, request: Request) -> dict[str, Any]:
        """Tell who one is."""
        return me_of(request.caller)

    async def logins(self, request: Request) -> dict[str, Any]:
        """List where one is logged in."""
        caller: Principal = request.caller
        here = caller.entry if caller.via == "login" else 0
        found = await self._access.logins_of(caller.user)
        return {"items": [{**asdict(one), "current": one.id == here} for one in found]}

    async def end_login(self, request: Request) -> Text:
        """End one of one's logins."""
        caller: Principal = request.caller
        await self._access.end_login(caller, caller.user, request.params["id"], address=request.remote)
        return done()

    async def change_password(self, request: Request) -> Text:
        """Change one's own password: only where one is logged in, for a token is not the person."""
        if request.caller.via != "login":
            raise Denied({"es": "Con una ficha no se cambia la contraseña.", "en": "A token changes no password."})
        given = request.body
        try:
            await self._access.change_password(request.caller, request.remote, given["current"], given["password"])
        except WrongLogin:
            raise Invalid("current", "No es tu contraseña.", "It is not your password.") from None
        return done()

    async def reset(self, request: Request) -> Text:
        """Choose a new password by what an admin gave one. Every login ends."""
        refuse_other_sites(request)
        given = request.body
        await self._access.reset(given["token"], given["password"], address=request.remote)
        return done()

    async def set_presence(self, request: Request) -> Text:
        """Say whether one takes conversations now."""
        await self._access.do(request.caller, request.remote, rules.set_presence, request.body["presence"])
        return done()


def me_of(caller: Principal) -> dict[str, Any]:
    """Return what somebody is told about themselves."""
    return {
        "id": caller.user,
        "username": caller.username,
        "name": caller.name,
        "role": caller.role,
        "locale": caller.locale,
        "via": caller.via,
        "permissions": sorted(caller.permissions),
        "areas": sorted(caller.areas),
    }


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    auth = Auth(desk)
    yield Route(
        "POST", "/api/auth/login", "public", auth.log_in,
        body=thing({"account": text(191, 1), "password": PASSWORD}), answer=thing({"user": ME, "ends_at": MOMENT}),
        problems=("wrong_login", "cross_site", "too_many"),
        summary={"es": "Entrar con usuario o correo", "en": "Log in by username or e-mail"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/auth/logout", "login", auth.log_out,
        status=204, summary={"es": "Salir", "en": "Log out"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/auth/me", "login", auth.me,
        answer=ME, summary={"es": "Quién soy y qué puedo", "en": "Who I am and what I may"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/auth/logins", "account.self", auth.logins,
        answer=thing({"items": {"type": "array", "items": LOGIN}}),
        summary={"es": "Dónde tengo la sesión abierta", "en": "Where I am logged in"},
    )  # fmt: skip
    yield Route(
        "DELETE", "/api/auth/logins/{id}", "account.self", auth.end_login,
        params=parts(id=ID), status=204,
        summary={"es": "Cerrar una de mis sesiones", "en": "End one of my logins"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/auth/change-password", "account.self", auth.change_password,
        body=thing({"current": PASSWORD, "password": PASSWORD}), status=204,
        summary={"es": "Cambiar mi contraseña", "en": "Change my password"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/auth/reset", "public", auth.reset,
        body=thing({"token": text(256, 1), "password": PASSWORD}), status=204, problems=("cross_site", "too_many"),
        summary={"es": "Elegir otra contraseña con lo que dio un administrador", "en": "Choose a new password by what an admin gave"},
    )  # fmt: skip
    yield Route(
        "PUT", "/api/auth/presence", "account.self", auth.set_presence,
        body=thing({"presence": choice(rules.PRESENCES)}), status=204,
        summary={"es": "Decir si atiendo ahora", "en": "Say whether I take conversations now"},
    )  # fmt: skip
