"""`cauce fmt`: one style, written whole or not at all."""

from __future__ import annotations

import json
import os
import stat

import pytest

from cauce import flow_files
from cauce.errors import CauceError

from .conftest import HELLO

MESSY = 'flow hello\nstart:\n     say    "Hello"\n'
BROKEN = 'flow hello\n\nstart:\n  say "Hello\n'


def test_a_messy_file_is_rewritten(cauce, write):
    file = write("a.flow", MESSY)
    done = cauce("fmt", "a.flow")
    assert (done.code, done.out) == (0, "")
    assert done.err == "listo: a.flow\n1 cambiados, 0 bien, 0 con errores\n"
    assert file.read_text() == HELLO


def test_a_file_in_its_style_is_not_written_again(cauce, write):
    file = write("a.flow", HELLO)
    os.utime(file, (1, 1))
    assert cauce("fmt", ".").code == 0
    assert file.stat().st_mtime == 1


def test_the_mode_of_a_file_and_the_link_to_it_stay(cauce, write, folder):
    file = write("a.flow", MESSY)
    file.chmod(0o640)
    (folder / "link.flow").symlink_to(file)
    cauce("fmt", "link.flow")
    assert (folder / "link.flow").is_symlink()
    assert file.read_text() == HELLO
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["a.flow", "link.flow"]


def test_a_file_with_syntax_errors_is_never_touched(cauce, write):
    file = write("a.flow", BROKEN)
    done = cauce("fmt", "a.flow")
    assert done.code == 1
    assert file.read_text() == BROKEN
    assert "E102" in done.err
    assert cauce("fmt", "--diff", "a.flow").out == ""


def test_the_sound_files_are_formatted_beside_a_broken_one(cauce, write):
    write("a.flow", BROKEN)
    good = write("b.flow", MESSY)
    assert cauce("fmt", ".").code == 1
    assert good.read_text() == HELLO


def test_check_writes_nothing_and_fails_where_something_would_change(cauce, write):
    file = write("a.flow", MESSY)
    done = cauce("fmt", "--check", "a.flow")
    assert done.code == 1
    assert "cambiaría: a.flow" in done.err
    assert file.read_text() == MESSY
    write("a.flow", HELLO)
    assert cauce("fmt", "--check", ".").code == 0


def test_diff_shows_what_would_change(cauce, write):
    file = write("a.flow", MESSY)
    done = cauce("fmt", "--diff", "a.flow")
    assert done.code == 1
    assert '-     say    "Hello"\n' in done.out
    assert '+  say "Hello"\n' in done.out
    assert file.read_text() == MESSY


def test_a_missing_last_line_break_is_shown(cauce, write):
    write("a.flow", HELLO.rstrip("\n"))
    assert "\\ No newline at end of file" in cauce("fmt", "--diff", "a.flow").out


def test_standard_input_goes_to_standard_output(cauce):
    done = cauce("fmt", "-", given=MESSY)
    assert (done.code, done.out) == (0, HELLO)
    assert cauce("fmt", "-", "--check", given=MESSY).code == 1
    assert cauce("fmt", "-", "--check", given=HELLO).code == 0
    assert "+  say" in cauce("fmt", "-", "--diff", given=MESSY).out
    broken = cauce("fmt", "-", given=BROKEN)
    assert (broken.code, broken.out) == (1, "")
    assert "E102" in broken.err


def test_json_tells_what_changed(cauce, write):
    write("a.flow", MESSY)
    write("b.flow", BROKEN)
    told = json.loads(cauce("fmt", "--json", ".").out)
    assert (told["files"], told["changed"], told["written"]) == (2, ["a.flow"], True)
    assert told["diagnostics"][0]["code"] == "E102"


def test_a_file_that_is_not_utf8_is_not_touched(cauce, write):
    file = write("a.flow", b'flow a\n\nstart:\n  say "\xf3"\n')
    done = cauce("fmt", "a.flow")
    assert done.code == 1
    assert "E602" in done.err
    assert b"\xf3" in file.read_bytes()


def test_what_cannot_be_written_stays_as_it_was(folder):
    with pytest.raises(CauceError, match="cannot be written"):
        flow_files.write(folder / "gone" / "a.flow", HELLO)
    (folder / "place.flow").mkdir()
    with pytest.raises(CauceError, match="as it was"):
        flow_files.write(folder / "place.flow", HELLO)
    assert [path.name for path in folder.iterdir()] == ["place.flow"]
