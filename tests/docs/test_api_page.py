"""The page on the API is true: its commands run, in their order, and are answered as it says; its figures are the code's."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

import databases
from cauce.access.door import Lasting
from cauce.http import cursor
from cauce.http.gate import Rates
from cauce.model.permission import ROLES
from desk_rig import PASSWORD, running

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|json)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
VOLATILE = {"created_at", "updated_at", "seen_at", "ends_at", "login_at", "agent"}


@pytest.fixture
def place(tmp_path):
    databases.prepare("sqlite")
    return databases.fresh("sqlite", tmp_path)


def steps() -> list[tuple[str, object]]:
    """Return each block of commands with the answer that stands under it, None where there is none."""
    found: list[tuple[str, object]] = []
    for kind, text in BLOCKS:
        if kind == "sh":
            found.append((text, None))
        else:
            found[-1] = (found[-1][0], json.loads(text))
    return found


def steady(value):
    """Return a value without what is another each time."""
    if isinstance(value, dict):
        return {name: "…" if name in VOLATILE else steady(part) for name, part in value.items()}
    return [steady(part) for part in value] if isinstance(value, list) else value


async def test_its_commands_run_and_are_answered_as_it_says(place, tmp_path):
    async with running(place) as desk:
        await desk.access.first_admin({"ADMIN_PASSWORD": PASSWORD})
        await desk.conversation("queue", "ventas")
        script = "set -eu\n" + "".join(f"{text}\nprintf '\\036'\n" for text, _ in steps())
        shell = await asyncio.create_subprocess_exec(
            "bash", "-c", script.replace("http://localhost:4000", desk.address), cwd=tmp_path, env={"PASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(shell.communicate(), 60)
    assert (shell.returncode, err) == (0, b"")
    told = out.decode().split("\x1e")[:-1]
    assert len(told) == len(steps())
    for said, (_, expected) in zip(told, steps(), strict=True):
        if expected is not None:
            assert steady(json.loads(said)) == steady(expected)


def test_every_operation_it_names_is_one():
    from cauce import api
    from cauce.http import openapi

    paths = {openapi.plain(route.path) for route in api.table()} | {"/api", "/api/openapi.json"}
    for path in re.findall(r"`(?:\w+ )?(/api[\w/.{}-]*)`", PAGE):
        assert re.sub(r"/\d+", "/{id}", path) in paths


def test_its_figures_are_those_of_the_code():
    rates, lasting = Rates(), Lasting()
    assert f"{rates.addresses.rate} requests a second for one address and {rates.users.rate} for one user" in PAGE
    assert f"bursts of {rates.addresses.burst} and {rates.users.burst}" in PAGE
    assert (
        f"after {lasting.idle_ms // 60_000} minutes without use and after {lasting.absolute_ms // 3_600_000} hours"
        in PAGE
    )
    assert f"({cursor.USUAL}, at most {cursor.MOST_ITEMS})" in PAGE
    assert f"`{' '.join(ROLES)}`" in PAGE
