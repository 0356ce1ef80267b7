"""The administrators' page is true: its settings are taken, its JSON can be read, its links lead somewhere, and no plugin is missing."""

from __future__ import annotations

import json
import pkgutil
import re
from pathlib import Path

import pytest

import cauce_plugins
from cauce.project import Project

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "administrators.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINKS = re.findall(r"\]\(([^)#\s]+)", PAGE)


@pytest.mark.parametrize("settings", [text for kind, text in BLOCKS if kind == "toml"])
def test_its_settings_are_taken(settings, tmp_path):
    (tmp_path / "flows").mkdir()
    (tmp_path / "cauce.toml").write_text(settings, encoding="utf-8")
    environment = dict.fromkeys(re.findall(r"env:(\w+)", settings), "x")
    Project.open(tmp_path, environment)


@pytest.mark.parametrize("said", [text for kind, text in BLOCKS if kind == "json" and "..." not in text])
def test_its_json_can_be_read(said):
    json.loads(said)


@pytest.mark.parametrize("link", sorted({one for one in LINKS if "://" not in one}))
def test_its_links_lead_somewhere(link):
    assert (DOCS / link).resolve().exists()


def test_each_plugin_of_the_desk_has_a_section_and_a_page_of_its_own():
    plugins = {one.name for one in pkgutil.iter_modules(cauce_plugins.__path__)} - {"transports"}
    sections = {title.lower().replace("-", "_") for title in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert plugins == sections
    pages = [DOCS.parent / f"plugins/cauce_plugins/{name}/README.md" for name in plugins]
    assert [page for page in pages if not page.exists()] == []
