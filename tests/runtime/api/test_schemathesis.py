"""Every operation as each role, with what its schemas let in and what they do not, over the whole running Cauce.

Nothing breaks, and every answer is one that the document knows. The same seed gives the same requests.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from cauce.access import areas, users
from cauce.access.permissions import granted
from cauce.app import Options, Service
from cauce.http.gate import Gate
from cauce.model.permission import ROLES
from cauce.plugin_manager import PluginManager
from cauce.project import Project
from cauce.store import channels, logins
from cauce.store.areas import Area
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.conversations import Who, meet
from cauce.store.users import User
from databases import fresh, prepare
from desk_rig import PASSWORD, many

EXAMPLES = 4
"""How many requests an operation gets beside those at the edges of its schemas."""
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "allow_header_conformance",
)  # fmt: skip
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 412, 415, 422, 428, 429]
missing_required_header.expected-statuses = [401, 403, 422, 428]
"""
"""By which statuses what does not fit is refused: some of ours it does not expect."""
ENDS = ("/api/auth/logout", "/api/auth/logins/{id}")
"""What may end the way by which one came in: it is asked last."""
AWAY = 200
"""How far the one who asks is from the numbers that are tried first: nobody switches themselves off in passing."""


@pytest.fixture
async def service(tmp_path, monkeypatch):
    """A whole Cauce on a port of its own, with the sample flows, whose rates nobody reaches."""
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


async def furnish(service: Service, role: str) -> User:
    """Put something of each kind under the numbers that are tried first, and return who asks."""
    access, console = service.access, service.access.console()
    await access.do(console, "", areas.add, Area(0, "Ventas"))

    def crowd(db: Connection) -> None:
        doing = access.doing(console, "")
        for number in range(AWAY):
            made = users.add(db, doing, User(0, f"otra{number}", None, "", "OPERATOR"), "no hash")
            logins.add(db, By(made.id, made.username, doing.at), f"no hash {number}", doing.at + 3_600_000, "")

    await service.database.write(crowd)
    asking = await access.add_user(console, "", User(0, "ana", None, "Ana", role), PASSWORD)
    await access.do(console, "", areas.join, 1, asking.id)

    def talk(db: Connection) -> None:
        now = 1_760_000_000_000
        channel = channels.enrol(db, "web", "webchat", now)
        for number, (owner, area) in enumerate((("human", None), ("queue", "Ventas"), ("bot", "Ventas")) * 3):
            found = meet(db, channel, Who(("visitor", f"v{number}"), f"V{number}"), now + number).conversation
            db.execute(
                "UPDATE conversations SET owner = ?, area = ?, assignee_id = ? WHERE id = ?",
                (owner, area, asking.id if owner == "human" else None, found),
            )

    await service.database.write(talk)
    return asking


async def enter(address: str) -> str:
    """Return the cookie of a login that is not among those that are tried first."""
    given = {"account": "ana", "password": PASSWORD}
    async with aiohttp.ClientSession(address) as session, session.post("/api/auth/login", json=given) as answer:
        assert answer.status == 200
        return f"cauce={answer.cookies['cauce'].value}"


@dataclass(frozen=True)
class Asked:
    """What was asked and answered. cases: how many requests; statuses: how often each was the answer."""

    cases: int
    statuses: Counter[int]


async def schemathesis(folder: Path, address: str, *options: str) -> Asked:
    """Run it over the document that is served. Fails with what it said where it found something."""
    (folder / "schemathesis.toml").write_text(SETTINGS, "utf-8")
    found = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/openapi.json",
        "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES),
        "--generation-deterministic", "--generation-with-security-parameters", "false", "--suppress-health-check", "all",
        "--workers", "1", "--no-color", "--warnings", "off", "--request-timeout", "120",
        "--report-ndjson-path", "told.ndjson", *options,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await found.communicate())[0].decode()
    assert found.returncode == 0, said
    cases = re.search(r"(\d+) generated", said)
    assert cases, said
    told = await asyncio.to_thread((folder / "told.ndjson").read_text, "utf-8")
    return Asked(int(cases[1]), Counter(map(int, re.findall(r'"status_code": ?(\d+)', told))))


def distinct():
    """One role of each set of permissions: those that may the same are answered the same."""
    known = PluginManager.load(entry_points=False).permissions
    return {tuple(granted(role, known)): role for role in reversed(ROLES)}.values()


@pytest.mark.slow
@pytest.mark.parametrize("role", distinct())
async def test_whatever_is_asked_is_answered_as_the_document_says(service, role, tmp_path, record_property):
    await furnish(service, role)
    address = service.server.addresses[0].replace("localhost", "127.0.0.1").rstrip("/")
    cookie = ("-H", f"Cookie: {await enter(address)}")
    asked = await schemathesis(tmp_path, address, *cookie, *(part for one in ENDS for part in ("--exclude-path", one)))
    last = await schemathesis(tmp_path, address, *cookie, *(part for one in ENDS for part in ("--include-path", one)))
    told = asked.statuses + last.statuses
    record_property(
        "said", f"schemathesis as {role}: {asked.cases + last.cases} requests, {dict(sorted(told.items()))}"
    )
    # Nobody but the door itself took them for somebody else.
    assert asked.statuses[401] < 50
    assert asked.statuses[200] > 50
    assert asked.statuses[403] > 50 or role == "ADMIN"
    assert max(told) < 500
