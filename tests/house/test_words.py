"""Plain words: every module and class says what it is, and nothing is left for later."""

from __future__ import annotations

import ast
import re

from house.sources import ROOMS, ROOT, functions, modules, short, tracked, tree

VAGUE = {"utils.py", "util.py", "helpers.py", "helper.py", "base.py", "common.py", "misc.py", "manager"}
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(r"(?<![\w.~-])/(work|root|farm|home)/[A-Za-z.]")
PROSE = {".py", ".md", ".toml", ".ts", ".js", ".css", ".html", ".flow", ".chat", ".lark", ".json", ".yml", ""}


def texts():
    for path in tracked():
        if path.suffix in PROSE and path.name != "LICENSE" and path != ROOT / "tests/house/test_words.py":
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_every_module_says_what_lives_there():
    assert [short(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_every_class_says_what_it_is():
    silent = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nine_in_ten_public_functions_are_documented():
    public = [node for path in modules() for node in functions(path) if not node.name.startswith("_")]
    top = [node for path in modules() for node in tree(path).body if node in public]
    documented = [node for node in top if ast.get_docstring(node)]
    assert len(documented) >= 0.9 * len(top)


def test_no_file_has_a_name_that_says_nothing():
    parts = [(path, part) for path in tracked() for part in path.relative_to(ROOT).parts]
    assert [short(path) for path, part in parts if part in VAGUE] == []


def test_nothing_is_left_for_later():
    assert [short(path) for path, text in texts() if LATER.search(text)] == []


def test_no_file_knows_the_machine_it_was_written_on():
    assert [short(path) for path, text in texts() if MACHINE.search(text)] == []


def test_the_rooms_are_the_agreed_ones():
    for room, package in ROOMS.items():
        assert (ROOT / room / package / "__init__.py").is_file()
    for name in ("pyproject.toml", "README.md", "flows", "web", "tests"):
        assert (ROOT / name).exists()
