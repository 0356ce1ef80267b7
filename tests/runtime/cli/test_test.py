"""`cauce test`: what it plays, what it tells, and how it ends."""

from __future__ import annotations

import json
from xml.etree.ElementTree import parse

import pytest

FLOW = 'flow hola\n  lang = es\n  triggers = ["hola"]\n\nstart:\n  menu "¿Qué?"\n    - "A"\n    - "B"\n  end "Chao"\n'
GOOD = 'test "A"\n> hola\n< ¿Qué? ...\n> 1\n< Chao\n'
BAD = 'test "falla"\n> hola\n< ¿Cómo?\n'


@pytest.fixture
def hola(write):
    """A project with one flow; a function that writes its transcript."""
    write("cauce.toml", "")
    write("flows/hola.flow", FLOW)
    return lambda text: write("flows/hola.chat", text)


def test_tests_that_pass_are_counted_and_their_coverage_is_told(cauce, hola):
    hola(GOOD)
    done = cauce("test")
    assert (done.code, done.err) == (0, "")
    first, last = done.out.splitlines()
    assert first == "hola: caminos recorridos 1/2, pasos 2/2; sin recorrer: start/menu:option:2"
    assert last.startswith("1 bien (")
    assert "\x1b" not in done.out


def test_a_failure_shows_expected_received_line_and_node(cauce, hola):
    hola(GOOD + BAD)
    done = cauce("test", "flows/hola.chat")
    assert done.code == 1
    assert done.out.startswith(
        "✗ falla\n"
        "  flows/hola.chat:8  el bot dijo otra cosa\n"
        "    esperaba  < ¿Cómo?\n"
        "    recibió   < ¿Qué?\n"
        "                1. A\n"
        "                2. B\n"
        "    en        start/menu\n"
    )
    assert "1 bien, 1 mal" in done.out
    assert "received  < ¿Qué?" in cauce("test", "--lang", "en").out


def test_a_broken_transcript_and_a_broken_flow_do_not_stop_the_others(cauce, hola, write):
    hola(GOOD)
    write("flows/otro.flow", "flow otro\n\nstart:\n  sya\n")
    write("flows/otro.chat", 'test "x"\n> hola\n')
    write("flows/suelto.chat", 'test "x"\nhola\n')
    done = cauce("test")
    assert done.code == 1
    for told in (
        "E205 flows/otro.flow:4:3",
        "E513 flows/suelto.chat:1:1",
        "E501 flows/suelto.chat:2:1",
        "1 bien, 2 sin leer",
    ):
        assert told in done.out, done.out


@pytest.mark.parametrize(
    "arguments",
    [("flows/nada.chat",), ("-k", "zzz"), ("cauce.toml",), ("--min-coverage", "101"), ("vacio",), ("--nope",)],
)
def test_wrong_use_ends_with_2_and_a_remedy(cauce, hola, folder, arguments):
    hola(GOOD)
    (folder / "vacio").mkdir()
    done = cauce("test", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("cauce: ")


def test_only_some_tests_may_be_asked_for(cauce, hola):
    hola(GOOD + BAD)
    assert cauce("test", "-k", "a", "-k", "FALLA").code == 1
    assert "0 mal" not in cauce("test", "-k", "fal").out
    done = cauce("test", "flows/hola.flow", "-k", "A")
    assert "2" not in done.out.splitlines()[-1].split("(")[0]


def test_coverage_may_be_demanded(cauce, hola):
    hola(GOOD)
    assert cauce("test", "--min-coverage", "50").code == 0
    done = cauce("test", "--min-coverage", "80")
    assert done.code == 1
    assert "(menos del 80 % pedido)" in done.out


def test_a_flow_without_tests_is_told_where_its_folder_is_asked_for(cauce, hola, write):
    hola(GOOD)
    write("flows/otro.flow", FLOW.replace("flow hola", "flow otro").replace('["hola"]', '["otro"]'))
    write("flows/varios.chat", GOOD.replace("> hola", "given flow otro\n> hola"))
    assert "otro: caminos recorridos 1/2" in cauce("test", "flows/varios.chat").out
    (write("flows/varios.chat", "")).unlink()
    assert "otro: caminos recorridos 0/2, pasos 0/2; sin recorrer: " in cauce("test").out
    assert "otro" not in cauce("test", "flows/hola.chat").out
    assert cauce("test", "--min-coverage", "1").code == 1
    assert cauce("test", "--min-coverage", "1", "-k", "A").code == 0


def test_update_rewrites_what_is_expected(cauce, hola):
    file = hola(BAD + "> 2\n")
    done = cauce("test", "--update")
    assert done.code == 0
    assert "1 reescritos" in done.out
    assert file.read_text() == 'test "falla"\n> hola\n< ¿Qué?\n  1. A\n  2. B\n> 2\n< Chao\n'
    before = file.stat().st_mtime_ns
    assert "reescritos" not in cauce("test", "--update").out
    assert file.stat().st_mtime_ns == before


def test_json_is_for_tools(cauce, hola, write):
    hola(GOOD + BAD)
    write("flows/otro.flow", "flow otro\n\nstart:\n  sya\n")
    done = cauce("test", "--format", "json")
    told = json.loads(done.out)
    assert (done.code, told["passed"], told["failed"], told["ok"]) == (1, 1, 1, False)
    assert told["coverage"]["hola"]["missing"] == ["start/menu:option:2"]
    assert [each["code"] for each in told["flows"]] == ["E205"]


def test_junit_is_for_build_servers(cauce, hola, folder):
    hola(GOOD + BAD)
    assert cauce("test", "--junit", "report.xml").code == 1
    assert parse(folder / "report.xml").getroot().attrib["failures"] == "1"
    done = cauce("test", "--junit", "nowhere/report.xml")
    assert done.code == 1
    assert "nowhere/report.xml" in done.err


def test_without_a_project_a_folder_is_enough(cauce, write):
    write("hola.flow", FLOW + "\nallá:\n  redirect ventas\n    on closed -> start\n")
    write("hola.chat", GOOD + 'test "derivar"\ngiven at allá\n> hola\n= redirect ventas\n')
    assert cauce("test", ".").code == 0


def test_many_files_show_a_bar_on_a_terminal_only(cauce, hola, write, monkeypatch):
    import io
    import sys

    for number in range(25):
        write(
            f"flows/f{number}.flow", FLOW.replace("flow hola", f"flow f{number}").replace('["hola"]', f'["f{number}"]')
        )
        write(f"flows/f{number}.chat", GOOD)
    assert cauce("test").err == ""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    assert cauce("test").code == 0
    assert "Conversando" in shown.getvalue()
