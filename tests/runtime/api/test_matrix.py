"""The authorization matrix: every route of the table, every role, every way to stand before the door.

Who may is written here by hand, one row a route, so that a slip in the routes does not move the tests with it. A route
without a row fails, and so does a row without a route.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from cauce.access import areas, quick_replies, roles, tags, users
from cauce.access.secret import hashed, new_login, new_token
from cauce.clock import FrozenClock
from cauce.http import openapi
from cauce.store import logins as login_rows
from cauce.store import notes as note_rows
from cauce.store import scheduled
from cauce.store import tokens as token_rows
from cauce.store.areas import Area
from cauce.store.audit import By
from cauce.store.conversations import close
from cauce.store.quick_replies import QuickReply
from cauce.store.tokens import Token
from cauce.store.users import User
from desk_rig import PASSWORD, Client, Running

DAY = 24 * 3_600_000
CUSTOM = "Recepción"
ROLES = ("ADMIN", "SUPERVISOR", "SUPPORT", "SALES", "OPERATOR", CUSTOM)
DESK = ROLES[:5]
LEAD = ROLES[:2]
ADMIN = ROLES[:1]
HAS_CUSTOM = ("areas.read", "tokens.own", "conversations.read")
"""What the role of the house's own has: enough to be let in somewhere, and not everywhere."""

Asked = tuple[str, Any, dict[str, str]]


@dataclass
class Scene:
    """The desk, and whose turn it is. area: where the conversations are that are made, if anywhere."""

    desk: Running
    user: int
    other: int
    count: int
    area: str | None = None

    async def do(self, job: Callable[..., Any], *given: Any) -> Any:
        return await self.desk.access.do(self.desk.access.console(), "", job, *given)

    async def fresh_user(self) -> int:
        """Add somebody to be changed, without waiting for a hash."""
        return (await self.do(users.add, User(0, f"nuevo{self.count}", None, "", "OPERATOR"), "no hash")).id

    async def fresh_login(self, user: int) -> int:
        by = By(user, "x", self.desk.clock.now())
        return await self.desk.database.write(
            lambda db: login_rows.add(db, by, hashed(new_login()), by.at + DAY, "a browser")
        )

    async def fresh_token(self, user: int) -> int:
        by = By(user, "x", self.desk.clock.now())
        return await self.desk.database.write(
            lambda db: token_rows.add(db, by, hashed(new_token()), Token(0, "t", (), by.at))
        )

    async def fresh_area(self) -> int:
        return (await self.do(areas.add, Area(0, f"area {self.count}"))).id

    async def fresh_conversation(self, user: int) -> int:
        """Open one that somebody has."""
        return await self.desk.conversation("human", self.area, user)

    async def fresh_contact(self, user: int) -> int:
        """Make one whose conversation somebody has."""
        found = await self.fresh_conversation(user)
        sql = "SELECT contact_id FROM conversations WHERE id = ?"
        return (await self.desk.database.write(lambda db: db.execute(sql, (found,)).fetchone()))[0]

    async def fresh_waiting(self) -> int:
        """Open one that waits where nobody of these is."""
        return await self.desk.conversation("queue", "Nadie")

    async def fresh_closed(self, user: int) -> int:
        """Open and close one that somebody had."""
        found, now = await self.fresh_conversation(user), self.desk.clock.now()
        await self.desk.database.write(lambda db: close(db, found, "end", now))
        return found

    async def fresh_note(self, user: int) -> tuple[int, int]:
        """Write a note as somebody, in a conversation that they have."""
        one, by = await self.fresh_conversation(user), self.desk.clock.now()
        return one, await self.desk.database.write(lambda db: note_rows.add(db, one, user, "x", by))

    async def fresh_mention(self, user: int) -> int:
        """Name somebody in a note, in a conversation that they have."""
        one, note = await self.fresh_note(user)
        await self.desk.database.write(lambda db: note_rows.name(db, one, note, [user], 1))
        found = "SELECT id FROM mentions WHERE note_id = ?"
        return (await self.desk.database.read(lambda db: db.execute(found, (note,)).fetchone()))[0]

    async def fresh_message(self, user: int) -> tuple[int, int]:
        """Say something in a conversation that somebody has."""
        one = await self.fresh_conversation(user)
        return one, await self.desk.message(one)

    async def fresh_tag(self) -> int:
        return (await self.do(tags.add, f"tag {self.count}")).id

    async def fresh_reply(self) -> int:
        return (await self.do(quick_replies.add, QuickReply(0, f"r{self.count}", "", "x"))).id

    async def fresh_filling(self, user: int) -> tuple[int, int]:
        """Make a quick reply, for a conversation that somebody has."""
        return await self.fresh_conversation(user), await self.fresh_reply()

    async def fresh_scheduled(self, conversation: int, user: int) -> int:
        """Let somebody have scheduled something in one."""
        now = self.desk.clock.now()
        return await self.desk.database.write(
            lambda db: scheduled.add(db, conversation, user, '{"text": "luego"}', SOON, now)
        )

    async def fresh_role(self) -> int:
        return (await self.do(roles.add, f"rol {self.count}", [])).id


@dataclass(frozen=True)
class Row:
    """A route. roles: who may. good: what they are told then. own, foreign: how it is asked about one's own and others'.

    foreign_good: what those who may are told about what is not theirs.
    """

    roles: tuple[str, ...]
    good: int
    own: Callable[[Scene], Awaitable[Asked]]
    foreign: Callable[[Scene], Awaitable[Asked]] | None = None
    foreign_good: int = 404
    by_token: bool = True


def plain(path: str, body: Any = None, headers: dict[str, str] | None = None) -> Callable[[Scene], Awaitable[Asked]]:
    async def ask(scene: Scene) -> Asked:
        text = {
            key: value.format(n=scene.count) if isinstance(value, str) else value for key, value in (body or {}).items()
        }
        return path.format(me=scene.user, other=scene.other), text or None, headers or {}

    return ask


def made(path: str, thing: str, body: Any = None, headers: dict[str, str] | None = None, **whose: str):
    """Ask about something that is made for it: `made("/api/areas/{id}", "area")`; of: `user`'s own or the `other`'s."""

    async def ask(scene: Scene) -> Asked:
        make = getattr(scene, f"fresh_{thing}")
        found = await make(getattr(scene, whose["of"])) if whose else await make()
        found, part = found if isinstance(found, tuple) else (found, 0)
        named = {"me": scene.user, "part": part}
        mine = body and {
            key: named.get(value, value) if isinstance(value, str) else value for key, value in body.items()
        }
        return path.format(id=found, part=part, other=scene.other), mine, headers or {}

    return ask


def in_area(ask: Callable[[Scene], Awaitable[Asked]]) -> Callable[[Scene], Awaitable[Asked]]:
    """Ask about the same where it is in the area of all."""
    return lambda scene: ask(replace(scene, area=SHARED))


def inside(path: str, thing: str, body: Any, of: str):
    """Ask about something in a conversation that is made for it, of the `user` or of the `other`."""

    async def ask(scene: Scene) -> Asked:
        whose = getattr(scene, of)
        talk = await scene.fresh_conversation(whose)
        row = await scene.fresh_scheduled(talk, whose) if thing == "scheduled" else await scene.desk.message(talk)
        mine = {"conversations": [talk]} if body and body.get("conversations") else body
        return path.format(id=talk, message=row, scheduled=row), mine, ANY

    return ask


ANY = {"If-Match": "*"}
SOON = FrozenClock().now() + DAY
EDIT = {"email": None, "name": "Otra", "role": "OPERATOR", "locale": "es", "capacity": 3}
AREA = {"description": "", "active": True, "colour": ""}

ROWS = {
    "GET /api/auth/me": Row(ROLES, 200, plain("/api/auth/me")),
    "POST /api/auth/logout": Row(ROLES, 204, plain("/api/auth/logout")),
    "GET /api/auth/logins": Row(DESK, 200, plain("/api/auth/logins")),
    "DELETE /api/auth/logins/{id}": Row(
        DESK, 204, made("/api/auth/logins/{id}", "login", of="user"), made("/api/auth/logins/{id}", "login", of="other")
    ),
    # It gets as far as the password, which must be another.
    "POST /api/auth/change-password": Row(
        DESK, 422, plain("/api/auth/change-password", {"current": PASSWORD, "password": PASSWORD}), by_token=False
    ),
    "PUT /api/auth/presence": Row(DESK, 204, plain("/api/auth/presence", {"presence": "away"})),
    "GET /api/users": Row(DESK, 200, plain("/api/users")),
    "POST /api/users": Row(
        ADMIN, 201, plain("/api/users", {"username": "persona{n}", "password": PASSWORD, "role": "SALES"})
    ),
    "GET /api/users/{id}": Row(DESK, 200, plain("/api/users/{me}"), plain("/api/users/{other}"), 200),
    "PUT /api/users/{id}": Row(ADMIN, 200, made("/api/users/{id}", "user", EDIT, ANY)),
    "PATCH /api/users/{id}": Row(ADMIN, 200, made("/api/users/{id}", "user", {"active": False})),
    "DELETE /api/users/{id}": Row(ADMIN, 204, made("/api/users/{id}", "user")),
    "POST /api/admin/users/{id}/reset-password": Row(ADMIN, 200, made("/api/admin/users/{id}/reset-password", "user")),
    "POST /api/admin/users/{id}/reset-token": Row(ADMIN, 200, made("/api/admin/users/{id}/reset-token", "user")),
    "GET /api/permissions": Row(DESK, 200, plain("/api/permissions")),
    "GET /api/roles": Row(DESK, 200, plain("/api/roles")),
    "POST /api/roles": Row(ADMIN, 201, plain("/api/roles", {"name": "otro {n}", "permissions": []})),
    "GET /api/roles/{id}": Row(DESK, 200, made("/api/roles/{id}", "role")),
    "PUT /api/roles/{id}": Row(ADMIN, 200, made("/api/roles/{id}", "role", {"permissions": ["users.read"]}, ANY)),
    "GET /api/areas": Row(ROLES, 200, plain("/api/areas")),
    "POST /api/areas": Row(ADMIN, 201, plain("/api/areas", {"name": "otra {n}"})),
    "GET /api/areas/{id}": Row(ROLES, 200, made("/api/areas/{id}", "area")),
    "PUT /api/areas/{id}": Row(ADMIN, 200, made("/api/areas/{id}", "area", AREA, ANY)),
    "GET /api/areas/{id}/members": Row(ROLES, 200, made("/api/areas/{id}/members", "area")),
    "PUT /api/areas/{id}/members/{user}": Row(ADMIN, 204, made("/api/areas/{id}/members/{other}", "area")),
    "DELETE /api/areas/{id}/members/{user}": Row(ADMIN, 204, made("/api/areas/{id}/members/{other}", "area")),
    "GET /api/tokens": Row((*LEAD, CUSTOM), 200, plain("/api/tokens")),
    "POST /api/tokens": Row((*LEAD, CUSTOM), 201, plain("/api/tokens", {"name": "t{n}", "scopes": []}), by_token=False),
    "DELETE /api/tokens/{id}": Row(
        (*LEAD, CUSTOM),
        204,
        made("/api/tokens/{id}", "token", of="user"),
        made("/api/tokens/{id}", "token", of="other"),
    ),
}
TALK = "/api/conversations/{id}"
READERS = (*DESK, CUSTOM)
for _method, _path, _roles, _good, _body in (
    ("GET", TALK, READERS, 200, None),
    ("GET", f"{TALK}/messages", READERS, 200, None),
    ("GET", f"{TALK}/events", READERS, 200, None),
    ("POST", f"{TALK}/messages", DESK, 201, {"text": "Hola"}),
    ("GET", f"{TALK}/scheduled", READERS, 200, None),
    ("POST", f"{TALK}/scheduled", DESK, 201, {"text": "Luego", "at": SOON}),
    ("POST", f"{TALK}/take", DESK, 200, {}),
    ("POST", f"{TALK}/transfer", DESK, 200, {"user": "me", "reason": "x"}),
    ("POST", f"{TALK}/return", DESK, 200, {}),
    ("POST", f"{TALK}/close", DESK, 200, {"reason": "x"}),
):
    # What is another's is there only for those who lead, and LEADS says what they are told.
    ROWS[f"{_method} {_path}"] = Row(
        _roles, _good, made(_path, "conversation", _body, of="user"), made(_path, "conversation", _body, of="other")
    )
for _method, _path, _roles, _good, _body, _what in (
    # It gets as far as what there is to react to, and to pass on: what nobody is told of by this network.
    ("PUT", f"{TALK}/messages/{{message}}/reaction", DESK, 422, {"emoji": "👍"}, "message"),
    ("DELETE", f"{TALK}/messages/{{message}}/reaction", DESK, 422, None, "message"),
    ("POST", f"{TALK}/messages/{{message}}/forward", DESK, 201, {"conversations": "this"}, "message"),
    ("GET", f"{TALK}/scheduled/{{scheduled}}", READERS, 200, None, "scheduled"),
    ("PUT", f"{TALK}/scheduled/{{scheduled}}", DESK, 200, {"text": "Luego", "at": SOON}, "scheduled"),
    ("DELETE", f"{TALK}/scheduled/{{scheduled}}", DESK, 204, None, "scheduled"),
):
    ROWS[f"{_method} {_path}"] = Row(
        _roles, _good, inside(_path, _what, _body, "user"), inside(_path, _what, _body, "other")
    )
ROWS |= {
    "GET /api/search/messages": Row(READERS, 200, plain("/api/search/messages?q=hola")),
    "GET /api/search/contacts": Row(DESK, 200, plain("/api/search/contacts?q=hola")),
    "GET /api/conversations": Row(READERS, 200, plain("/api/conversations")),
    f"POST {TALK}/assign": Row(LEAD, 200, made(f"{TALK}/assign", "waiting", {"user": "me"})),
    f"POST {TALK}/reopen": Row(
        DESK, 200, made(f"{TALK}/reopen", "closed", {}, of="user"), made(f"{TALK}/reopen", "closed", {}, of="other")
    ),
}
for _method, _path, _thing, _roles, _good, _body in (
    ("GET", f"{TALK}/notes", "conversation", READERS, 200, None),
    ("POST", f"{TALK}/notes", "conversation", DESK, 201, {"text": "x"}),
    ("GET", f"{TALK}/notes/{{note}}", "note", READERS, 200, None),
    ("PATCH", f"{TALK}/notes/{{note}}", "note", DESK, 200, {"text": "y"}),
    ("DELETE", f"{TALK}/notes/{{note}}", "note", DESK, 204, None),
    ("PATCH", f"{TALK}/tags", "conversation", DESK, 200, {"remove": ["x"]}),
    ("GET", f"{TALK}/pins", "conversation", READERS, 200, None),
    ("PUT", f"{TALK}/pins/{{message}}", "message", DESK, 204, None),
    ("DELETE", f"{TALK}/pins/{{message}}", "message", DESK, 204, None),
    ("GET", f"{TALK}/quick-replies/{{reply}}", "filling", READERS, 200, None),
    ("GET", f"{TALK}/draft", "conversation", DESK, 200, None),
    ("PUT", f"{TALK}/draft", "conversation", DESK, 200, {"text": "x"}),
    ("DELETE", f"{TALK}/draft", "conversation", DESK, 204, None),
    ("PUT", f"{TALK}/read", "message", READERS, 200, {"message": "part"}),
):
    _asked = re.sub(r"\{(?!id)\w+\}", "{part}", _path)
    ROWS[f"{_method} {_path}"] = Row(
        _roles, _good, made(_asked, _thing, _body, ANY, of="user"), made(_asked, _thing, _body, ANY, of="other")
    )
SEEN = "/api/mentions/{id}/seen"
ROWS |= {
    "GET /api/mentions": Row(READERS, 200, plain("/api/mentions")),
    f"PUT {SEEN}": Row(READERS, 204, made(SEEN, "mention", of="user"), made(SEEN, "mention", of="other")),
    "GET /api/unread": Row(READERS, 200, plain("/api/unread")),
    "GET /api/tags": Row(READERS, 200, plain("/api/tags")),
    "POST /api/tags": Row(LEAD, 201, plain("/api/tags", {"name": "otra {n}"})),
    "GET /api/tags/{id}": Row(READERS, 200, made("/api/tags/{id}", "tag")),
    "PATCH /api/tags/{id}": Row(LEAD, 200, made("/api/tags/{id}", "tag", {"colour": "#000000"}, ANY)),
    "DELETE /api/tags/{id}": Row(LEAD, 204, made("/api/tags/{id}", "tag")),
    "GET /api/quick-replies": Row(READERS, 200, plain("/api/quick-replies")),
    "POST /api/quick-replies": Row(LEAD, 201, plain("/api/quick-replies", {"shortcut": "otra{n}", "text": "x"})),
    "GET /api/quick-replies/{id}": Row(READERS, 200, made("/api/quick-replies/{id}", "reply")),
    "PATCH /api/quick-replies/{id}": Row(LEAD, 200, made("/api/quick-replies/{id}", "reply", {"text": "y"}, ANY)),
    "DELETE /api/quick-replies/{id}": Row(LEAD, 204, made("/api/quick-replies/{id}", "reply")),
}
ROWS |= {
    "GET /api/contacts": Row(DESK, 200, plain("/api/contacts")),
    **{
        f"{verb} /api/contacts/{{id}}": Row(
            DESK,
            200,
            made("/api/contacts/{id}", "contact", body, head, of="user"),
            made("/api/contacts/{id}", "contact", body, head, of="other"),
        )
        for verb, body, head in (("GET", None, None), ("PATCH", {"name": "Ana"}, ANY))
    },
    "GET /api/audit": Row(ADMIN, 200, plain("/api/audit")),
    "GET /api/flows": Row(LEAD, 200, plain("/api/flows")),
    "GET /api/flows/{name}": Row(LEAD, 404, plain("/api/flows/ninguno")),
    "GET /api/channels": Row(DESK, 200, plain("/api/channels")),
    "GET /api/bot/status": Row(DESK, 200, plain("/api/bot/status")),
    "PATCH /api/bot/metadata": Row(LEAD, 200, plain("/api/bot/metadata", {"name": "Bot {n}"})),
    **{f"POST /api/bot/{verb}": Row(LEAD, 200, plain(f"/api/bot/{verb}")) for verb in ("stop", "pause", "start")},
}
SPEAKING = ("messages", "messages/{message}/forward", "scheduled")
REACTION = f"{TALK}/messages/{{message}}/reaction"
LEADS = {
    **{f"POST {TALK}/{path}": 403 for path in SPEAKING},
    f"PUT {REACTION}": 403,
    f"DELETE {REACTION}": 403,
    f"PUT {TALK}/scheduled/{{scheduled}}": 403,
    f"POST {TALK}/take": 409,
    f"PATCH {TALK}/notes/{{note}}": 403,
}
"""What those who see every conversation are told about another's, where that is not what they are told of their own."""
COLLEAGUES = {
    **LEADS,
    **{f"POST {TALK}/{step}": 403 for step in ("transfer", "return", "close")},
    f"DELETE {TALK}/scheduled/{{scheduled}}": 403,
    f"DELETE {TALK}/notes/{{note}}": 403,
}
"""What everybody else is told about a colleague's in an area of theirs, likewise."""
SHARED = "Común"
"""The area in which all of these are."""
PUBLIC = {"POST /api/auth/login", "POST /api/auth/reset", "GET /api/openapi.json"}


@pytest.fixture
async def stage(quick):
    """The desk with one user of each role, and one more whom none of them is."""
    await quick.access.do(quick.access.console(), "", roles.add, CUSTOM, HAS_CUSTOM)
    for number, role in enumerate(ROLES):
        await quick.add(f"u{number}", role)
    await quick.add("otra", "OPERATOR")
    await quick.area(SHARED, *(f"u{number}" for number in range(len(ROLES))))
    return quick


class Door:
    """Asks as somebody, in one of the ways in which one can stand before the door."""

    def __init__(self, desk: Running) -> None:
        self.desk = desk
        self.client: Client = desk.client()
        self.asked = 0
        self.tokens: list[tuple[int, int]] = []

    async def enter(self, user: int, *, age: int = 0) -> dict[str, str]:
        """Return the header of a new login. age: for how long it was not used."""
        secret, by = new_login(), By(user, "x", self.desk.clock.now() - age)
        await self.desk.database.write(lambda db: login_rows.add(db, by, hashed(secret), by.at + DAY // 2, "x"))
        return {"Cookie": f"cauce={secret}"}

    async def key(self, user: int, scopes: tuple[str, ...], ends_at: int | None = None) -> dict[str, str]:
        """Return the header of a new token."""
        secret, by = new_token(), By(user, "x", self.desk.clock.now())
        token = Token(0, "x", scopes, by.at, ends_at)
        row = await self.desk.database.write(lambda db: token_rows.add(db, by, hashed(secret), token))
        self.tokens.append((user, row))
        return {"Authorization": f"Bearer {secret}"}

    async def forget(self) -> None:
        """End the tokens that were made, for nobody may have too many."""
        by = By(None, "x", self.desk.clock.now())
        while self.tokens:
            user, row = self.tokens.pop()
            await self.desk.database.write(partial(token_rows.end, by=by, user=user, token=row))

    async def ask(self, method: str, asked: Asked, headers: dict[str, str]) -> int:
        """Ask and return the status."""
        path, body, more = asked
        self.asked += 1
        return (await self.client(method, path, body, headers={**more, **headers})).status


async def test_every_row_is_of_a_route_and_no_route_is_without(stage):
    found = permissions(stage)
    assert found.keys() == ROWS.keys() | PUBLIC
    assert {name for name, permission in found.items() if permission == "public"} == PUBLIC
    assert set(found.values()) <= {"public", "login", *stage.access.permissions}


def permissions(desk: Running) -> dict[str, str]:
    """Return what each route of the document asks for."""
    told = openapi.documented(desk.routes)
    return {f"{route.method} {openapi.plain(route.path)}": route.permission for route in told}


@pytest.mark.parametrize("role", ROLES)
async def test_whoever_may_is_let_in_and_nobody_else(stage, role):
    door = Door(stage)
    user = stage.users[f"u{ROLES.index(role)}"].id
    every = tuple(stage.access.permissions)
    asked_for = permissions(stage)
    for number, (name, row) in enumerate(ROWS.items()):
        method = name.partition(" ")[0]
        good = row.good if role in row.roles else 403
        foreign = row.foreign_good if role in row.roles else 403
        if role in LEAD and (TALK in name or "/contacts/{" in name):
            foreign = LEADS.get(name, good)
        near = foreign
        if role in row.roles and role not in LEAD and (TALK in name or "/contacts/{" in name):
            near = COLLEAGUES.get(name, good)
        scene = Scene(stage, user, stage.users["otra"].id, number * 100)
        old = await door.enter(user, age=31 * 60_000)
        elsewhere = {**await door.enter(user), "Sec-Fetch-Site": "cross-site"}
        ways = {
            "by a login": (await door.enter(user), row.own, good),
            "by a login, about another's": (
                await door.enter(user),
                row.foreign or row.own,
                foreign if row.foreign else good,
            ),
            "by a login, about a colleague's in the same area": (
                await door.enter(user),
                in_area(row.foreign or row.own),
                near if row.foreign else good,
            ),
            "by a token for everything": (await door.key(user, every), row.own, good if row.by_token else 403),
            "by a token for nothing": (await door.key(user, ()), row.own, good if asked_for[name] == "login" else 403),
            "by a token that is over": (await door.key(user, every, stage.clock.now()), row.own, 401),
            "by a login that is over": (old, row.own, 401),
            "by nobody": ({}, row.own, 401),
            "by what nobody has": ({"Cookie": "cauce=x", "Authorization": "Bearer x"}, row.own, 401),
            "from another site": (elsewhere, row.own, good if method == "GET" else 403),
        }
        for way, (headers, ask, status) in ways.items():
            scene.count += 1
            assert await door.ask(method, await ask(scene), headers) == status, f"{name} {way}"
        await door.forget()
    assert door.asked == 10 * len(ROWS)


@pytest.mark.parametrize("role", ROLES)
async def test_whoever_was_switched_off_is_nobody(stage, role):
    door = Door(stage)
    user = stage.users[f"u{ROLES.index(role)}"].id
    before = await door.enter(user)
    key = await door.key(user, tuple(stage.access.permissions))
    if role == "ADMIN":
        await stage.add("jefa", "ADMIN")
    await stage.access.do(stage.access.console(), "", users.set_active, user, False)
    # What was written down in the same moment opens nothing either.
    after, late = await door.enter(user), await door.key(user, tuple(stage.access.permissions))
    for number, (name, row) in enumerate(ROWS.items()):
        scene = Scene(stage, user, stage.users["otra"].id, number * 100)
        for headers in (before, key, after, late):
            scene.count += 1
            assert await door.ask(name.partition(" ")[0], await row.own(scene), headers) == 401, name
    assert door.asked == 4 * len(ROWS)
