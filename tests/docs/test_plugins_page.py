"""The page for plugin authors is true: its plugin loads, its flow is sound, its test passes, its transport is the real one."""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

import cauce
import databases
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
        exec(blocks("python")[-1], {})
    finally:
        sys.modules.pop("coin", None)


def made(folder, monkeypatch):
    """Write the plugin with tables that the page shows, and return its project."""
    files = re.findall(r"`(plugins/visits/[\w/]+\.py)`.*?^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(files) == 4
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "cauce.toml").write_text('[plugins]\nfiles = ["plugins/visits"]\n', encoding="utf-8")
    monkeypatch.setattr(sys, "modules", sys.modules.copy())
    return Project.open(folder, {}, entry_points=False)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_its_tables_are_made_and_take_rows_on_every_database(kind, tmp_path, monkeypatch):
    tables = made(tmp_path, monkeypatch).plugins.tables["visits"]
    databases.prepare(kind, (tables,))
    seen = sys.modules[tables.models.rpartition(".")[0]].seen
    with contextlib.closing(databases.fresh(kind, tmp_path, (tables,)).connect()) as db:
        db.begin()
        seen(db, 7, "Ñuñoa", 1)
        seen(db, 7, "Maipú", 2)
        db.commit()
        assert db.execute("SELECT contact, place, at, rating FROM visits_seen").fetchall() in (
            [(7, "Maipú", 2, None)],
            ((7, "Maipú", 2, None),),
        )


async def test_its_migrations_say_what_its_models_say(tmp_path, monkeypatch):
    tables = made(tmp_path, monkeypatch).plugins.tables["visits"]
    config = {"visits": {"models": [tables.models], "migrations": tables.migrations}}
    await Tortoise.init(
        config={"connections": {"default": "sqlite://:memory:"}, "apps": config}, init_connections=False
    )
    try:
        assert not await MigrationAutodetector(Tortoise.apps, config).changes()
    finally:
        await Tortoise.close_connections()


def test_its_table_of_settings_is_one(tmp_path):
    told = next(block for block in blocks("python") if "SettingsTable(" in block)
    plugin = SimpleNamespace(__name__="visits")
    scope: dict[str, Any] = {}
    exec(told, scope)
    plugin.register_settings = cauce.hookimpl(lambda: [scope["VISITS"]])
    (tmp_path / "cauce.toml").write_text("[visits]\nkey = 'env:KEY'\n", encoding="utf-8")
    found = Project.open(tmp_path, {"VISIT_PLACES": "a, b", "KEY": "k"}, entry_points=False, plugins=[plugin])
    assert found.plugin_settings("visits") == {"minutes": 30, "places": ("a", "b"), "key": "k"}


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
