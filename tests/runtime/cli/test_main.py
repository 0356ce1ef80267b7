"""`cauce` itself: help, version, wrong commands, languages, completion, and how quick it starts."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import subprocess
import sys

import click
import pytest

from cauce import Command, __version__
from cauce.cli import errors, group, report
from cauce.cli.commands import COMMANDS
from cauce.cli.language import choose
from cauce.errors import PluginError

from .conftest import HELLO

WORDS = {"es": "Algo", "en": "Something"}


def test_version_is_one_line(cauce):
    assert cauce("--version").out == f"cauce {__version__}\n"
    assert cauce("--lang", "en", "--version").out == f"cauce {__version__}\n"


def test_version_tells_what_is_below(cauce):
    assert cauce("version").out.startswith(f"cauce {__version__}\nPython ")
    told = json.loads(cauce("version", "--json").out)
    assert told["cauce"] == __version__
    assert set(told) >= {"python", "platform", "lark", "pluggy"}


def test_help_lists_every_command_in_both_languages(cauce):
    spanish, english = cauce("--help").out, cauce("--help", "--lang", "en").out
    for one in COMMANDS:
        assert (one.summary["es"] in spanish) is not one.hidden
        assert (one.summary["en"] in english) is not one.hidden
    assert "Uso: cauce [OPCIONES]" in spanish
    assert "Usage: cauce [OPTIONS]" in english
    assert "Muestra esta ayuda." in spanish
    assert cauce().out == spanish, "with nothing said, the help"


@pytest.mark.parametrize("command", [one.name for one in COMMANDS])
def test_every_command_has_its_help_in_both_languages(cauce, command):
    spanish = cauce(command, "--help")
    english = cauce(command, "--help", "--lang", "en")
    assert (spanish.code, english.code) == (0, 0)
    assert "Opciones:" in spanish.out
    assert "Options:" in english.out
    assert spanish.out != english.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chekc"], "no existe el comando «chekc»; ¿quisiste decir check?"),
        (["xyzzy"], "no existe el comando «xyzzy»\n"),
        (["--nonsense"], "no existe la opción --nonsense"),
        (["completion"], "falta"),
        (["completion", "tcsh"], "admite: bash, zsh, fish"),
        (["version", "more"], "sobra: more"),
        (["new"], "falta DIR"),
    ],
)
def test_wrong_use_ends_with_two_and_says_what_to_do(cauce, arguments, told):
    done = cauce(*arguments)
    assert done.code == 2
    assert told in done.err
    assert "--help" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "es"),
        ([], {"LANG": "C.UTF-8"}, "es"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "es_CL.UTF-8", "CAUCE_LANG": "en"}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "es"),
        (["check", "--lang", "en"], {"CAUCE_LANG": "es"}, "en"),
        (["--lang=es"], {"LANG": "en"}, "es"),
        (["--lang"], {"LANG": "en"}, "en"),
        (["--lang", "fr"], {"LANG": "en"}, "en"),
    ],
)
def test_the_language_is_chosen_before_anything_is_parsed(arguments, environment, language):
    assert choose(arguments, environment) == language


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_our_program(cauce, shell):
    done = cauce("completion", shell)
    assert done.code == 0
    assert f"_CAUCE_COMPLETE={shell}_complete" in done.out


def test_completion_works_in_a_shell(folder):
    completed = {**os.environ, "_CAUCE_COMPLETE": "bash_complete", "COMP_WORDS": "cauce ch", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "cauce"], cwd=folder, env=completed, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["plain,check", "plain,chat"]


def test_a_plugins_command_is_one_of_ours(cauce, write, monkeypatch, folder):
    monkeypatch.syspath_prepend(str(folder))
    write("shop_ping.py", "import click\n@click.command()\ndef command():\n    click.echo('pong')\n    return 1\n")
    write("cauce.toml", "[plugins]\nfiles = ['mine.py']\n")
    write(
        "mine.py",
        "from cauce import Command, hookimpl\n@hookimpl\ndef register_commands():\n"
        "    return [Command('ping', {'es': 'Responde', 'en': 'Answers'}, 'shop_ping:command')]\n",
    )
    assert "ping        Responde" in cauce("--help").out
    done = cauce("ping")
    assert (done.code, done.out) == (1, "pong\n")


@pytest.mark.parametrize(
    "target", ["nothing.of.that.name:command", "cauce.cli.check:nothing", "cauce.cli.report:Tally"]
)
def test_a_command_that_cannot_be_loaded_names_itself(target):
    with pytest.raises(PluginError, match="“ping”"):
        group.import_command(Command("ping", WORDS, target))


def test_a_value_that_does_not_fit_names_its_option(cauce, write):
    write("here")
    done = cauce("reference", "--out", "here")
    assert done.code == 2
    assert "--out: " in done.err


def test_errors_without_a_place_are_told_all_the_same():
    assert errors.explain(click.BadParameter("odd")) == ": odd\n  Mira «cauce --help»."
    assert errors.explain(click.UsageError("odd")) == "odd\n  Mira «cauce --help»."
    assert errors.explain(click.NoSuchOption("--x")) == "no existe la opción --x\n  Mira «cauce --help»."
    assert errors.explain(click.ClickException("odd")) == "odd"


def test_an_interruption_is_no_traceback(folder, monkeypatch, capsys):
    def interrupted(*_arguments, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(group.cauce, "main", interrupted)
    assert group.run(["check"], {}) == 130
    assert capsys.readouterr().err == "cauce: Interrupted.\n".replace("Interrupted", "Interrumpido")


def test_errors_of_click_that_are_no_wrong_use_are_told_too(folder, monkeypatch, capsys):
    def failing(*_arguments, **_more):
        raise click.FileError("x.flow", "no such thing")

    monkeypatch.setattr(group.cauce, "main", failing)
    assert group.run(["check"], {}) == 1
    assert "x.flow" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error(folder, write):
    write("hello.flow", HELLO)
    command = f"{sys.executable} -m cauce --help | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("Us")


def shell(script, folder, **environment):
    """Run a line of shell where `cauce` is this one."""
    line = f'cauce() {{ {sys.executable} -m cauce "$@"; }}; {script}'
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False
    )


def test_a_result_that_cannot_be_written_is_told(folder):
    done = shell("cauce --help > /dev/full", folder, CAUCE_LANG="en")
    assert done.returncode == 1
    assert done.stderr == b"cauce: The result cannot be written: No space left on device.\n"


def test_a_folder_that_is_gone_is_told(folder):
    done = shell("mkdir gone && cd gone && rmdir ../gone && cauce check", folder)
    assert done.returncode == 2
    assert b"ya no existe" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_that_cannot_show_a_character_shows_another(folder):
    done = shell("cauce chekc", folder, PYTHONIOENCODING="latin-1", CAUCE_LANG="en")
    assert done.returncode == 2
    assert b"there is no command ?chekc?; did you mean check?" in done.stderr
    assert b"Traceback" not in done.stderr


def test_names_that_are_no_text_are_no_trouble(folder):
    (folder / os.fsdecode(b"\xff.flow")).write_text(HELLO)
    done = shell("cauce check . ; cauce check \"$(printf '\\376.flow')\"", folder)
    assert b"sin problemas" in done.stdout
    assert b"No existe" in done.stderr
    assert b"Traceback" not in done.stderr


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert report.has_colours(Terminal())
    assert not report.has_colours(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not report.has_colours(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not report.has_colours(Terminal())


def seconds(*arguments, cwd):
    """The least CPU of three runs, in seconds."""
    runs = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "cauce", *arguments], cwd=cwd, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        runs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(runs)


@pytest.mark.slow
def test_it_starts_quickly(folder, write):
    write("hello.flow", HELLO)
    """No more than twice what the slowest machine that we know of takes."""
    assert seconds("--version", cwd=folder) < 0.6
    assert seconds("check", "hello.flow", cwd=folder) < 1.5


def test_what_a_quick_start_does_not_load(folder, write):
    write("hello.flow", HELLO)
    code = (
        "import sys; from cauce.cli import main; main(['check', 'hello.flow']);"
        "print(sorted(set('aiohttp tortoise socketio apscheduler phonenumbers jsonschema'.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert re.search(r"^\[\]$", done.stdout, re.MULTILINE)
