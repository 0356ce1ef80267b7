"""`cauce new`: a project that is ready to use."""

from __future__ import annotations

import pytest

FLOWS = {"es": "bienvenida", "en": "welcome"}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_new_project_checks_formats_and_passes_its_tests(cauce, folder, monkeypatch, lang):
    done = cauce("new", "desk", "--lang", lang)
    assert done.code == 0
    assert "cd desk" in done.out
    monkeypatch.chdir(folder / "desk")
    assert {path.name for path in (folder / "desk").rglob("*") if path.is_file()} == {
        "cauce.toml",
        ".gitignore",
        "README.md",
        f"{FLOWS[lang]}.flow",
        f"{FLOWS[lang]}.chat",
    }
    for command in (["check", "--strict"], ["fmt", "--check"], ["test"]):
        done = cauce(*command)
        assert done.code == 0, done.out + done.err
    assert "data/" in (folder / "desk" / ".gitignore").read_text()


def test_an_empty_folder_is_welcome(cauce, folder):
    (folder / "desk").mkdir()
    assert cauce("new", "desk").code == 0


def test_the_folder_itself_can_be_meant(cauce, folder):
    assert cauce("new", ".").code == 0
    assert (folder / "cauce.toml").is_file()


def test_a_folder_with_something_in_it_is_refused(cauce, folder, write):
    kept = write("desk/mine.txt", "mine")
    done = cauce("new", "desk")
    assert done.code == 2
    assert "no está vacía" in done.err
    assert [path.name for path in kept.parent.iterdir()] == ["mine.txt"]


def test_a_file_of_that_name_is_refused(cauce, write):
    write("desk", "x")
    assert "es un archivo" in cauce("new", "desk").err
    done = cauce("new", "desk/below")
    assert done.code == 1
    assert "No puedo escribir" in done.err
