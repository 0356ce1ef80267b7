"""The console as it is written and built: its own unit tests pass, and it is no bigger than agreed."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from .node import WEB, built, npx

BUDGETS = {
    "src/main.tsx": 115,
    "src/login/page.tsx": 125,
    "src/inbox/pane.tsx": 200,
}
"""How many kilobytes of script, compressed, an address may need in all: the entry, the login, the chat."""
STYLES = 15
WITH = {
    "src/inbox/pane.tsx": ("src/app/shell.tsx", "src/inbox/inbox.tsx"),
    "src/login/page.tsx": (),
    "src/main.tsx": (),
}


def needed(manifest, *names):
    """Return every file of script that these load before they are there."""
    files, todo = set(), ["index.html", *names]
    while todo:
        one = manifest[todo.pop()]
        if one["file"] not in files:
            files.add(one["file"])
            todo += one.get("imports", ())
    return files


def weight(folder, files):
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in files) / 1000


@pytest.mark.parametrize("name", BUDGETS)
def test_what_is_loaded_is_as_small_as_agreed(name):
    folder = built()
    manifest = json.loads((folder / "manifest.json").read_text())
    pages = [] if name == "src/main.tsx" else [name, *WITH[name]]
    assert weight(folder, needed(manifest, *pages)) <= BUDGETS[name]


def test_the_styles_are_as_small_as_agreed():
    folder = built()
    assert weight(folder, [f"console/{path.name}" for path in (folder / "console").glob("*.css")]) <= STYLES


def test_what_is_built_asks_no_other_host_and_holds_nothing_inline():
    page = (built() / "index.html").read_text()
    assert re.findall(r'(?:src|href)="(?!/console/)', page) == []
    assert re.findall(r"<script[^>]*>[^<]|<style", page) == []


def test_every_text_of_the_build_is_there_compressed_too():
    names = {path.name for path in (built() / "console").iterdir()}
    plain = {name for name in names if name.endswith((".js", ".css", ".svg"))}
    assert {f"{name}{end}" for name in plain for end in (".br", ".gz")} <= names


def test_the_unit_tests_of_the_console_pass():
    done = npx("vitest", "run")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_the_parts_that_it_is_built_of_are_named_exactly():
    package = json.loads((WEB / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {name: one for name, one in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", one)} == {}
    lock = json.loads((WEB / "package-lock.json").read_text())
    unhashed = [
        name for name, one in lock["packages"].items() if name and "integrity" not in one and not one.get("inBundle")
    ]
    assert unhashed == []
    assert "omit-lockfile-registry-resolved=true" in (WEB / ".npmrc").read_text()
