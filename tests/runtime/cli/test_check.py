"""`cauce check`: what is wrong, where, and how it ends."""

from __future__ import annotations

import errno
import io
import json
import os
import sys

import pytest

from .conftest import HELLO, WRONG

WARNED = 'flow warned\n\nstart:\n  end\n  say "never"\n'


def test_a_sound_flow_ends_well(cauce, write):
    write("hello.flow")
    done = cauce("check", "hello.flow")
    assert (done.code, done.out, done.err) == (0, "1 archivo, sin problemas\n", "")


def test_a_wrong_flow_is_told_with_place_and_remedy(cauce, write):
    write("wrong.flow", WRONG)
    done = cauce("check", "wrong.flow")
    assert done.code == 1
    assert "E205" in done.out
    assert "wrong.flow:4:3" in done.out
    assert "«say»" in done.out
    assert done.out.endswith("1 archivo: 1 error, 0 avisos\n")
    assert "\x1b" not in done.out, "no colours where there is no terminal"


def test_it_speaks_the_language_that_was_asked_for(cauce, write, monkeypatch):
    write("wrong.flow", WRONG)
    assert "1 file: 1 error, 0 warnings" in cauce("check", "wrong.flow", "--lang", "en").out
    assert "1 file: 1 error" in cauce("--lang=en", "check", "wrong.flow").out
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "1 file: 1 error" in cauce("check", "wrong.flow").out
    monkeypatch.setenv("CAUCE_LANG", "es")
    assert "1 archivo: 1 error" in cauce("check", "wrong.flow").out


def test_warnings_fail_only_where_they_are_asked_to(cauce, write):
    write("warned.flow", WARNED)
    assert cauce("check", "warned.flow").code == 0
    done = cauce("check", "--strict", "warned.flow")
    assert done.code == 1
    assert "0 errores, 1 aviso" in done.out


def test_folders_are_looked_through_and_several_problems_told_in_order(cauce, write):
    write("a.flow", WRONG.replace("wrong", "a"))
    write("deep/b.flow", WRONG.replace("wrong", "b"))
    write("c.flow", HELLO)
    done = cauce("check", ".")
    assert done.out.index("a.flow:4") < done.out.index("b.flow:4")
    assert "3 archivos: 2 errores" in done.out


def test_with_nothing_said_the_projects_flows_are_checked(cauce, write):
    write("cauce.toml", "")
    write("flows/hello.flow")
    write("elsewhere/wrong.flow", WRONG)
    assert cauce("check").out == "1 archivo, sin problemas\n"


def test_standard_input_can_be_a_flow(cauce, write):
    assert cauce("check", "-", given=HELLO).code == 0
    done = cauce("check", "-", "--name", "mine.flow", given=WRONG)
    assert done.code == 1
    assert "mine.flow:4:3" in done.out


def test_json_is_for_editors(cauce, write):
    write("wrong.flow", WRONG)
    done = cauce("check", "--format", "json", "wrong.flow")
    assert done.code == 1
    told = json.loads(done.out)
    (problem,) = told.pop("diagnostics")
    assert told == {"files": 1, "errors": 1, "warnings": 0}
    assert {key: problem[key] for key in ("file", "line", "column", "end_line", "end_column", "severity", "code")} == {
        "file": "wrong.flow",
        "line": 4,
        "column": 3,
        "end_line": 4,
        "end_column": 6,
        "severity": "error",
        "code": "E205",
    }
    assert "sya" in problem["message"]
    assert "say" in problem["hint"]
    assert json.loads(cauce("check", "--json", "wrong.flow").out)["errors"] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.flow"], "No existe nothing.flow"),
        (["notes.txt"], "notes.txt no es un flujo: los flujos terminan en .flow"),
        (["-", "hello.flow"], "va solo"),
        (["empty"], "No hay ningún flujo ahí"),
        (["--srtict"], "no existe la opción --srtict; ¿quisiste decir --strict?"),
        (["--format", "xml"], "--format admite: text, json"),
        (["--format"], "--format necesita un valor"),
        (["--lang", "fr"], "--lang admite: es, en"),
    ],
)
def test_wrong_use_ends_with_two_and_a_remedy(cauce, write, folder, arguments, told):
    write("notes.txt", "x")
    write("hello.flow")
    (folder / "empty").mkdir()
    done = cauce("check", *arguments)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ('flow a\n\nstart:\n  say "Adi\xf3s"\n'.encode("latin-1"), "E602", "bad.flow:4:11"),
        (b"x" * 10_000_000, "E603", "9.5 MiB"),
        (b"\0\0\0", "E1", "bad.flow"),
        (b"", "E", "bad.flow"),
    ],
)
def test_bad_files_are_problems_and_the_others_are_checked(cauce, write, content, code, told):
    write("bad.flow", content)
    write("wrong.flow", WRONG)
    done = cauce("check", ".")
    assert done.code == 1
    assert code in done.out
    assert told in done.out
    assert "wrong.flow:4:3" in done.out
    assert "2 archivos" in done.out


def test_broken_settings_end_with_two_and_their_line(cauce, write):
    write("cauce.toml", "prot = 1\n")
    write("flows/hello.flow")
    done = cauce("check")
    assert done.code == 2
    assert done.err == "cauce: cauce.toml, línea 1: «prot» no es una clave conocida; ¿quisiste decir «port»?\n"


def test_a_broken_plugin_ends_with_one_and_its_line(cauce, write):
    write("cauce.toml", "[plugins]\nfiles = ['mine.py']\n")
    file = write("mine.py", "import this_is_not_there\n")
    done = cauce("check", ".")
    assert done.code == 1
    assert "El plugin «mine»" in done.err
    assert f"{file}:1: import this_is_not_there" in done.err
    assert "Traceback" not in done.err


def test_many_files_on_a_terminal_show_a_bar(cauce, write, monkeypatch):
    for number in range(60):
        write(f"flows/f{number}.flow", HELLO.replace("hello", f"f{number}"))

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cauce("check", "flows").code == 0
    assert "Leyendo flujos" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_a_folder_that_cannot_be_read_is_named(cauce, write, monkeypatch):
    write("flows/hello.flow")

    def refused(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", refused)
    done = cauce("check", "flows")
    assert done.code == 2
    assert "No puedo leer la carpeta flows: Permission denied. Revisa sus permisos." in done.err


def test_many_files_without_a_terminal_show_no_bar(cauce, write):
    for number in range(60):
        write(f"flows/f{number}.flow", HELLO.replace("hello", f"f{number}"))
    done = cauce("check", "flows")
    assert (done.code, done.err) == (0, "")
