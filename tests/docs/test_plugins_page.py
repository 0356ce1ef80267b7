"""The page for plugin authors is true: its plugin loads, its flow is sound, its test passes, its transport is the real one."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import cauce
from cauce import Arrival, Capabilities, Download, Ingress, Unreachable
from cauce.delivery import codec, lane
from cauce.plugin_manager import HOOKS
from cauce.project import Project

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "plugins.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path):
    """The project that the page tells how to make."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "coin.py").write_text(blocks("python")[0], encoding="utf-8")
    (tmp_path / "cauce.toml").write_text(blocks("toml")[0], encoding="utf-8")
    (tmp_path / "coin.flow").write_text(blocks("flow")[0], encoding="utf-8")
    return Project.open(tmp_path, {}, entry_points=False)


def test_its_plugin_loads_and_its_flow_is_sound(project, tmp_path):
    (file,) = project.read([tmp_path / "coin.flow"])
    assert file.diagnostics == ()
    assert project.format_of(file.path).format(file.text)[0] == file.text


async def test_its_statement_and_its_function_work(project):
    heads = await project.plugins.node_kinds["coin.toss"].run(None, times=0)
    assert heads == 0
    assert project.plugins.functions["coin.plural"].call(None, heads, "cara", "caras") == "caras"


def test_its_test_passes(project, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "plugins"))
    try:
        exec(blocks("python")[1], {})
    finally:
        sys.modules.pop("coin", None)


def test_it_speaks_of_every_hook():
    assert [name for name in HOOKS if f"`{name}`" not in PAGE] == []


TRANSPORT = PAGE.split("\n## A transport\n")[1].split("\n## ")[0]
NAMES = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`]+)`", TRANSPORT))))


def test_it_speaks_of_all_that_a_transport_may_call_and_raise():
    calls = {name for name, one in vars(Ingress).items() if inspect.isfunction(one) and not name.startswith("_")}
    told = dict(re.findall(r"`(\w+)\(([^)]*)\)`", TRANSPORT))
    assert calls - set(told) == set()
    for name in calls:
        taken = [one for one in inspect.signature(getattr(Ingress, name)).parameters if one != "self"]
        assert re.findall(r"\w+", told[name]) == taken
    assert {
        "Refused",
        "Stopped",
        "Unavailable",
        "Unreachable",
        "Egress",
        "MediaSource",
        "MediaTarget",
        "Receipt",
    } <= NAMES
    assert {name for name in NAMES if name[0].isupper() and name.isalpha()} - {"False", "TransportConformance"} <= {
        *cauce.__all__
    }


def test_it_speaks_of_every_field_and_says_the_figures_of_the_code():
    for kind in (Capabilities, Arrival, Download):
        own = {field.name for field in fields(kind)} - {"message"}
        assert own - NAMES == ({"name"} & own - NAMES if kind is Arrival else set())
    wanted = {name for name in inspect.signature(Unreachable).parameters if name != "reason"}
    assert wanted == {"after", "counts", "scope"} <= NAMES
    assert f"it is tried again, {lane.TRIES} times at most" in TRANSPORT
    assert f"has {lane.SEND_SECONDS:.0f} seconds" in TRANSPORT
    assert "what ended unseen is `unknown` first |\n| `settle_seconds`" in TRANSPORT
    assert f"| {Capabilities().settle_seconds:.0f} |" in TRANSPORT
    assert codec.ALIASES == 4
    assert "up to four" in TRANSPORT


def test_its_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#:]+)", PAGE)
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []
