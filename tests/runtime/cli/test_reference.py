"""The reference pages: made from what is registered, and fresh."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from cauce import reference
from cauce.cli.reference import all_pages
from cauce.plugin_manager import PluginManager
from cauce.settings_file import table

DOCS = Path(__file__).parents[3] / "docs" / "reference"
PAGES = {path.relative_to(DOCS): text for path, text in all_pages(PluginManager.load(entry_points=False), DOCS)}


@pytest.mark.parametrize("page", sorted(PAGES), ids=str)
def test_a_page_says_what_the_code_does(page):
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page], "run: cauce reference"


def test_there_is_no_page_that_nothing_makes():
    assert {path.relative_to(DOCS) for path in DOCS.rglob("*.md")} == set(PAGES)


def test_every_registered_thing_has_its_place():
    plugins = PluginManager.load(entry_points=False)
    for folder in ("", "es"):
        kinds = PAGES[Path(folder, "node-kinds.md")]
        assert [name for name in plugins.node_kinds if f"## `{name}`" not in kinds] == []
        assert [
            name for name in plugins.answer_types if f"`{name}`" not in PAGES[Path(folder, "answer-types.md")]
        ] == []
        assert [name for name in plugins.functions if f"`{name}(" not in PAGES[Path(folder, "functions.md")]] == []
        assert [row.key for row in table() if f"`{row.key}`" not in PAGES[Path(folder, "settings.md")]] == []
        commands = PAGES[Path(folder, "command-line.md")]
        shown = [one for one in plugins.commands.values() if not one.hidden]
        assert [one.name for one in shown if f"## cauce {one.name}\n" not in commands] == []


def test_a_strangers_things_have_theirs_and_say_whose_they_are(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "third_party" / "weather"))
    weather = importlib.import_module("cauce_weather")
    pages = reference.pages(PluginManager.load(entry_points=False, plugins=[weather]), "es")
    assert "## `weather.today` · El tiempo de hoy" in pages["node-kinds.md"]
    assert "Del plugin `cauce_weather`." in pages["node-kinds.md"]
    assert "| `weather.season` | text | Estación |" in pages["facts.md"]


def test_pages_are_written_where_they_are_wanted_and_only_when_they_changed(cauce, folder):
    done = cauce("reference", "--out", "pages")
    assert done.code == 0
    assert (folder / "pages" / "es" / "hooks.md").is_file()
    assert len(done.out.splitlines()) == len(PAGES)
    assert cauce("reference", "--out", "pages").out == ""
    assert cauce("reference", "--out", "pages", "--check").code == 0


def test_a_page_that_is_out_of_date_is_told(cauce, folder, write):
    cauce("reference", "--out", "pages")
    write("pages/hooks.md", "old")
    done = cauce("reference", "--out", "pages", "--check")
    assert (done.code, done.out) == (1, "pages/hooks.md\n")
    assert "cauce reference" in done.err
    assert (folder / "pages" / "hooks.md").read_text() == "old"
