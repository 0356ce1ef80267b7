"""Who may call which route of the desk's plugins, written by hand, asked as every role of a whole running Cauce.

A slip in a plugin's permissions does not move the table with it, and a route that is not in it fails.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial

import aiohttp
import pytest

from cauce.app import Options, Service
from cauce.http.gate import Gate
from cauce.model.permission import ROLES
from cauce.project import Project
from cauce.store.users import User
from databases import fresh, prepare
from desk_rig import PASSWORD, many

DESK = """
GET /api/contacts
POST /api/contacts
GET /api/contacts/groups
GET /api/contacts/{id}
PATCH /api/contacts/{id}
PUT /api/contacts/{id}
PATCH /api/contacts/{id}/tags
GET /api/contacts/{id}/history
GET /api/contacts/{id}/merges
GET /api/contacts/fields
GET /api/contacts/fields/{id}
GET /api/hours/calendars
GET /api/hours/calendars/{id}
GET /api/hours/check
GET /api/working-hours
GET /api/working-hours/{id}
GET /api/media
POST /api/media
GET /api/media/session/{channel}
GET /api/media/{file}
GET /api/media/{file}/download
GET /api/media/{file}/thumbnail
GET /api/media/{file}/info
DELETE /api/media/{file}
GET /api/routing/areas
GET /api/routing/areas/{id}
GET /api/routing/users/{id}/skills
GET /api/routing/conversations/{id}/decisions
GET /api/routing/queue
POST /api/routing/explain
"""
"""What everybody of the desk may, on what they see."""

LEAD = """
GET /api/auto-close
DELETE /api/contacts/{id}
POST /api/contacts/{id}/merge
POST /api/contacts/{id}/unmerge
POST /api/contacts/import
GET /api/contacts/imports
GET /api/contacts/imports/{id}
DELETE /api/contacts/imports/{id}
POST /api/contacts/imports/{id}/commit
GET /api/contacts/imports/{id}/rows
GET /api/contacts/imports/{id}/report
GET /api/contacts/export
GET /api/dashboard/live
GET /api/dashboard/activity
GET /api/dashboard/summary
GET /api/dashboard/timeline
GET /api/dashboard/by-area
GET /api/dashboard/by-operator
GET /api/dashboard/by-group
GET /api/dashboard/by-contact
GET /api/dashboard/by-flow
GET /api/dashboard/flows/{name}/nodes
GET /api/dashboard/current-month
GET /api/dashboard/monthly
GET /api/dashboard/export.csv
PUT /api/routing/areas/{id}
PUT /api/routing/users/{id}/skills
"""
"""What takes a supervisor."""

ADMIN = """
POST /api/contacts/fields
PATCH /api/contacts/fields/{id}
DELETE /api/contacts/fields/{id}
POST /api/hours/calendars
PATCH /api/hours/calendars/{id}
DELETE /api/hours/calendars/{id}
POST /api/hours/calendars/{id}/holidays
DELETE /api/hours/calendars/{id}/holidays/{part}
POST /api/hours/calendars/{id}/exceptions
DELETE /api/hours/calendars/{id}/exceptions/{part}
POST /api/working-hours
PATCH /api/working-hours/{id}
DELETE /api/working-hours/{id}
"""
"""What takes an administrator."""

SIGNED = "GET /media/{file}/{until}/{signature}"
"""What needs no login, for its address is signed: networks fetch by it what is sent to them."""

MAY = {
    **dict.fromkeys(DESK.split("\n")[1:-1], frozenset(ROLES)),
    **dict.fromkeys(LEAD.split("\n")[1:-1], frozenset({"ADMIN", "SUPERVISOR"})),
    **dict.fromkeys(ADMIN.split("\n")[1:-1], frozenset({"ADMIN"})),
}
WITHOUT_LOGIN = {"none": {}, "expired": {"Authorization": "Bearer no-such-token"}}


@pytest.fixture
async def service(tmp_path, monkeypatch):
    """A whole Cauce with a user of each role."""
    prepare("sqlite")
    (tmp_path / "data").mkdir()
    fresh("sqlite", tmp_path / "data")
    (tmp_path / "cauce.toml").write_text("", "utf-8")
    monkeypatch.setattr("cauce.app.Gate", partial(Gate, rates=many()))
    found = Service(Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD}), Options(port=0), lambda _: None)
    await asyncio.to_thread(found.prepare)
    await found.start()
    yield found
    await found.stop()


def plain(path):
    """A path without what its parts look like."""
    return re.sub(r"\{(\w+):[^{}]+\}", r"{\1}", path)


def theirs(service):
    """The routes of the desk's plugins."""
    plugins = service.project.plugins
    return [one for one in plugins.routes if ".transports." not in plugins.owner(one)]


async def test_every_route_of_a_plugin_is_in_the_table(service):
    found = {f"{one.method} {plain(one.path)}" for one in theirs(service)}
    assert found == {*MAY, SIGNED}
    assert [f"{one.method} {one.path}" for one in theirs(service) if one.permission == "public"] == [SIGNED]


async def ask(session, address, line, headers):
    """Return the status of a route, asked for something that is not there."""
    method, path = line.split(" ")
    path = re.sub(r"\{\w+\}", "4000000000", path)
    body = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
    async with session.request(method, address + path, headers=headers, **body) as answer:
        return answer.status


async def test_who_may_not_is_refused_and_nobody_else_is(service):
    address = service.server.addresses[0].rstrip("/")
    wrong, asked = [], 0
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        for who, headers in WITHOUT_LOGIN.items():
            for line in MAY:
                asked += 1
                status = await ask(session, address, line, headers)
                if status != 401:
                    wrong.append((who, line, status))
        for role in ROLES:
            headers = {"Cookie": await cookie_of(service, role)}
            for line, roles in MAY.items():
                asked += 1
                status = await ask(session, address, line, headers)
                if (status in {401, 403}) == (role in roles) or status >= 500:
                    wrong.append((role, line, status))
    assert wrong == []
    assert asked == len(MAY) * (len(ROLES) + len(WITHOUT_LOGIN))


async def cookie_of(service, role):
    """Make a user of a role, and return the cookie of their login."""
    access = service.access
    await access.add_user(access.console(), "", User(0, f"la-{role.lower()}", None, role, role), PASSWORD)
    entered = await access.log_in(f"la-{role.lower()}", PASSWORD, address="", agent="")
    return f"cauce={entered.token}"
