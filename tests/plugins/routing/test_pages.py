"""What the pages about routing show is true: the settings are taken, the strategy chooses, the bodies are ones of the API."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from cauce import Candidate, Waiting
from cauce.project import Project
from cauce.registration import check_strategy
from cauce_plugins.routing import shapes
from cauce_plugins.routing.explaining import _STATES
from cauce_plugins.routing.rules import made
from cauce_plugins.routing.settings import SETTINGS

ROOT = Path(__file__).parents[3]
README = (ROOT / "plugins/cauce_plugins/routing/README.md").read_text("utf-8")
GUIDE = (ROOT / "docs/administrators.md").read_text("utf-8").partition("## Routing")[2].partition("\n## ")[0]


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("page", [README, GUIDE], ids=["the plugin", "the guide"])
def test_the_settings_shown_are_taken(tmp_path, page):
    [shown] = blocks(page, "toml")
    (tmp_path / "cauce.toml").write_text(shown, "utf-8")
    held = Project.open(tmp_path, {}).plugin_settings("cauce_plugins.routing")
    assert held["capacity"] == tomllib.loads(shown)["routing"]["capacity"]


def test_every_setting_is_named():
    part = README.partition("## Settings")[2].partition("##")[0]
    assert set(SETTINGS.schema["properties"]) <= set(re.findall(r"`(\w+)`", part))


def test_the_strategy_shown_is_one():
    names = {}
    exec(blocks(README, "python")[0], names)
    [strategy] = names["register_strategies"]()
    assert check_strategy(strategy) is None
    people = [Candidate(n, f"P{n}", 0, 0) for n in (3, 1, 2)]
    assert strategy.choose(Waiting(1, "Ventas", 1, 0), people) == people[1]


def test_the_rules_and_skills_shown_are_ones():
    asked = re.findall(r"^PUT \S+\n(\{.*\})$", GUIDE, re.MULTILINE)
    rule, skills = map(json.loads, asked)
    jsonschema_rs.validator_for(shapes.thing({}, shapes.SAID)).validate(rule)
    jsonschema_rs.validator_for(shapes.SKILLED).validate(skills)
    defaults = {name: one["default"] for name, one in SETTINGS.schema["properties"].items()}
    assert made("Ventas", rule, defaults).escalate_to == "Soporte"


def test_every_state_of_somebody_is_told_of():
    told = set(re.findall(r"`(\w+)`", GUIDE))
    assert set(_STATES) - {"held"} <= told
