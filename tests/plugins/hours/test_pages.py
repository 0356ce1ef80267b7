"""What the pages show of hours is true: what they send is taken, and answered as they say."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import databases
from cauce_plugins.hours.settings import TABLE
from hours_rig import serving

ROOT = Path(__file__).parents[3]
README = (ROOT / "plugins/cauce_plugins/hours/README.md").read_text("utf-8")
PAGE = (ROOT / "docs/administrators.md").read_text("utf-8").partition("## Hours\n")[2].partition("\n## ")[0]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
async def admin(tmp_path):
    (tmp_path / "data").mkdir()
    place = databases.fresh("sqlite", tmp_path / "data")
    async with serving(tmp_path, place) as client:
        yield client


@pytest.fixture(autouse=True)
def _prepared():
    databases.prepare("sqlite")


async def test_what_administrators_read_is_what_happens(admin):
    made, told = (json.loads(block) for block in blocks(PAGE, "json"))
    (add, check) = (block.split() for block in blocks(PAGE, "http"))
    assert (await admin(*add, made)).status == 201
    found = (await admin(*check)).body
    assert {name: found[name] for name in told} == told
    [quote] = re.findall(r"^> (.*)$", PAGE, re.MULTILINE)
    assert found["courtesy"] == quote


async def test_what_the_readme_shows_is_taken_and_said_so(admin):
    made = (await admin("POST", "/api/hours/calendars", json.loads(blocks(README, "json")[0]))).body
    assert f"says `{made['text']}`" in README
    assert (await admin("GET", "/api/hours/check?area=ventas&at=2026-12-24T13:00")).body["open"] is False
    [settings] = (tomllib.loads(block)["hours"] for block in blocks(README, "toml"))
    assert settings.keys() == TABLE.schema["properties"].keys()
