"""A project: which flows it has, what they may name, and what changes when a file does."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from cauce import hookimpl
from cauce.errors import PluginError, SettingsError, UsageError
from cauce.project import Project

HELLO = 'flow hello\n\nstart:\n  say "Hello"\n'
OTHER = 'flow other\n  triggers = ["other"]\n\nstart:\n  say "Other"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def open_project(start: Path, **plugins) -> Project:
    return Project.open(start, {}, entry_points=False, **plugins)


def codes(file) -> list[str]:
    return [one.code for one in file.diagnostics]


def test_a_file_alone_is_read_without_a_project(folder):
    (file,) = open_project(folder).read([write(folder, "hello.flow", HELLO)])
    assert file.flow.name == "hello"
    assert file.file == "hello.flow"
    assert file.is_sound
    assert file.diagnostics == ()


def test_a_file_alone_may_name_flows_and_areas_that_nobody_knows(folder):
    text = "flow hello\n\nstart:\n  redirect sales\n    on closed -> other.start\n"
    (file,) = open_project(folder).read([write(folder, "hello.flow", text)])
    assert file.is_sound


def test_in_a_folder_the_other_flows_are_known(folder):
    write(folder, "hello.flow", "flow hello\n\nstart:\n  -> other.start\n")
    write(folder, "deep/other.flow", OTHER)
    write(folder, ".hidden/bad.flow", "nonsense")
    files = open_project(folder).read([folder])
    assert [file.file for file in files] == ["hello.flow", "deep/other.flow"]
    assert all(file.is_sound for file in files)
    write(folder, "hello.flow", "flow hello\n\nstart:\n  -> another.start\n")
    assert codes(open_project(folder).read([folder])[0]) != []


def test_with_settings_the_projects_flows_areas_and_channels_are_known(folder):
    write(folder, "cauce.toml", "[areas.sales]\ntitle = 'Sales'\n")
    write(folder, "flows/other.flow", OTHER)
    wrong = "flow hello\n\nstart:\n  redirect sails\n    on closed -> other.start\n"
    project = open_project(folder / "flows")
    (file,) = project.read([write(folder, "hello.flow", wrong)])
    assert codes(file) == ["E211"]
    assert file.diagnostics[0].args["similar"] == "sales"
    assert project.vocabulary.channels == {"web"}
    assert project.vocabulary.areas == {"sales"}
    assert set(project.vocabulary.flows) == {"hello", "other"}


def test_settings_that_say_nothing_of_areas_leave_them_unchecked(folder):
    write(folder, "cauce.toml", "port = 4001\n")
    (file,) = open_project(folder).read(
        [write(folder, "a.flow", "flow a\n\nstart:\n  redirect any\n    on closed\n      end\n")]
    )
    assert file.is_sound


def test_nothing_asked_for_is_the_projects_own_folder(folder):
    write(folder, "cauce.toml", "[flows]\nfolder = 'talks'\n")
    write(folder, "talks/hello.flow", HELLO)
    assert [file.flow.name for file in open_project(folder).read()] == ["hello"]


def test_what_is_read_twice_is_one_file(folder):
    file = write(folder, "hello.flow", HELLO)
    assert len(open_project(folder).read([file, folder, Path("hello.flow")])) == 1


@pytest.mark.parametrize(("name", "told"), [("nothing.flow", "There is no"), ("notes.txt", "is not a flow")])
def test_what_is_not_a_flow_is_wrong_use(folder, name, told):
    write(folder, "notes.txt", "x")
    with pytest.raises(UsageError) as caught:
        open_project(folder).read([folder / name])
    assert told in caught.value.say("en")


def test_a_file_that_is_not_utf8_is_a_problem_with_its_place(folder):
    write(folder, "good.flow", HELLO)
    write(folder, "bad.flow", 'flow bad\n\nstart:\n  say "Adi\xf3s"\n'.encode("latin-1"))
    bad, good = open_project(folder).read([folder])
    assert good.is_sound
    (problem,) = bad.diagnostics
    assert (problem.code, problem.span.line, problem.span.column) == ("E602", 4, 11)
    assert problem.args == {"byte": "0xF3"}


def test_a_file_of_ten_megabytes_is_a_problem_and_quick(folder):
    write(folder, "big.flow", b"x" * 10_000_000)
    (file,) = open_project(folder).read([folder])
    assert codes(file) == ["E603"]
    assert not file.is_sound


def test_a_link_that_leads_nowhere_is_a_problem(folder):
    (folder / "link.flow").symlink_to(folder / "gone.flow")
    (file,) = open_project(folder).read([folder / "link.flow"])
    assert codes(file) == ["E601"]
    assert "No such file" in file.diagnostics[0].args["reason"]


def test_a_pipe_is_a_problem_and_nothing_waits_for_it(folder):
    os.mkfifo(folder / "pipe.flow")
    (file,) = open_project(folder).read([folder])
    assert codes(file) == ["E601"]
    assert file.diagnostics[0].args["reason"]["en"] == "it is not a regular file"


def test_two_flows_of_one_name_are_told_at_the_later_one(folder):
    write(folder, "a.flow", HELLO)
    write(folder, "b.flow", f"# twin\n{HELLO}")
    first, second = open_project(folder).read([folder])
    assert codes(first) == []
    (problem,) = second.diagnostics
    assert (problem.code, problem.span.line) == ("E604", 2)
    assert problem.args == {"name": "hello", "other": "a.flow"}


def test_two_flows_that_answer_the_same_word_are_told(folder):
    write(folder, "a.flow", OTHER)
    write(folder, "b.flow", OTHER.replace("flow other", "flow another"))
    first, second = open_project(folder).read([folder])
    assert codes(first) == []
    assert codes(second) == ["E219"]


def test_standard_input_stands_for_the_file_it_is_called(folder):
    write(folder, "cauce.toml", "")
    write(folder, "flows/hello.flow", "nonsense")
    write(folder, "flows/other.flow", OTHER)
    file = open_project(folder).read_text(b"flow hello\n\nstart:\n  -> other.start\n", "flows/hello.flow")
    assert file.is_sound
    assert file.file == "flows/hello.flow"


def test_standard_input_that_is_not_utf8_or_too_large_is_a_problem(folder):
    assert codes(open_project(folder).read_text(b"\xff", "-.flow")) == ["E602"]
    assert codes(open_project(folder).read_text(b"x" * 2_000_000, "-.flow")) == ["E603"]


def test_reload_returns_what_came_out_differently(folder):
    write(folder, "cauce.toml", "")
    hello = write(folder, "flows/hello.flow", HELLO)
    other = write(folder, "flows/other.flow", OTHER)
    project = open_project(folder)
    project.read()
    assert project.reload([hello]) == ()
    write(folder, "flows/hello.flow", HELLO.replace("Hello", "Good day"))
    (changed,) = project.reload([hello])
    assert changed.path == hello
    assert changed.is_sound
    write(folder, "flows/hello.flow", "flow hello\n\nstart:\n  -> other.start\n")
    assert [file.is_sound for file in project.reload([hello])] == [True]
    write(folder, "flows/other.flow", OTHER.replace("start:", "begin:"))
    assert {file.path.name: file.is_sound for file in project.reload([other])} == {
        "hello.flow": False,
        "other.flow": True,
    }


def test_what_another_flow_offers_touches_only_those_that_name_it_or_are_wrong(folder):
    write(folder, "cauce.toml", "")
    names = {
        "far": "flow far\n\nstart:\n  end\n",
        "near": "flow near\n\nstart:\n  -> hub.start\n",
        "wrong": "flow wrong\n\nstart:\n  -> hub.sotp\n",
        "hub": "flow hub\n\nstart:\n  end\n",
    }
    files = {name: write(folder, f"flows/{name}.flow", text) for name, text in names.items()}
    project = open_project(folder)
    before = {file.flow.name: file.flow for file in project.read()}
    write(folder, "flows/hub.flow", names["hub"] + "\nstop:\n  end\n")
    project.reload([files["hub"]])
    after = {file.flow.name: file for file in project.files}
    assert after["far"].flow is before["far"]
    assert after["near"].flow is not before["near"]
    assert after["wrong"].diagnostics[0].args["similar"] == "hub.stop"


def test_reload_sees_new_and_deleted_files(folder):
    write(folder, "cauce.toml", "")
    hello = write(folder, "flows/hello.flow", "flow hello\n\nstart:\n  -> other.start\n")
    project = open_project(folder)
    assert not project.read()[0].is_sound
    other = write(folder, "flows/other.flow", OTHER)
    assert {file.path for file in project.reload([other]) if file.is_sound} == {hello, other}
    other.unlink()
    (file,) = project.reload([other])
    assert file.path == hello
    assert not file.is_sound
    assert [file.path for file in project.files] == [hello]


def test_reload_sees_flows_come_to_odds_and_make_peace(folder):
    write(folder, "cauce.toml", "")
    uno = write(folder, "flows/uno.flow", "flow uno\n\nstart:\n  call dos\n")
    peaceful = 'flow dos\n  triggers = ["dos"]\n\nstart:\n  end\n'
    dos = write(folder, "flows/dos.flow", peaceful)
    project = open_project(folder)
    assert [codes(file) for file in project.read()] == [[], []]
    write(folder, "flows/dos.flow", peaceful.replace("end", "call uno"))
    assert {file.path: codes(file) for file in project.reload([dos])} == {dos: [], uno: ["E220"]}
    write(folder, "flows/dos.flow", peaceful)
    assert {file.path: codes(file) for file in project.reload([dos])} == {dos: [], uno: []}
    write(folder, "flows/uno.flow", peaceful.replace("flow dos", "flow uno"))
    assert {file.path: codes(file) for file in project.reload([uno])} == {uno: ["E219"]}


def test_what_has_not_changed_is_not_compiled_again(folder):
    hello = write(folder, "hello.flow", HELLO)
    project = open_project(folder)
    (before,) = project.read([hello])
    (after,) = project.read([hello])
    assert after.flow is before.flow


def test_local_plugins_of_the_settings_are_loaded(folder):
    write(folder, "cauce.toml", "[plugins]\nfiles = ['mine.py']\ndisable = ['cauce.answers']\n")
    write(
        folder,
        "mine.py",
        "from cauce import node, hookimpl\n@node('mine.ping', title='Ping', schema={'type': 'object'})\n"
        "async def ping(context): ...\n@hookimpl\ndef register_node_kinds():\n    return [ping]\n",
    )
    project = open_project(folder)
    assert "mine.ping" in project.vocabulary.kinds
    assert project.vocabulary.types == {}
    (file,) = project.read([write(folder, "a.flow", "flow a\n\nstart:\n  mine.ping\n")])
    assert file.is_sound


def test_broken_settings_and_plugins_are_told_at_once(folder):
    write(folder, "cauce.toml", "prot = 1")
    with pytest.raises(SettingsError):
        open_project(folder)
    write(folder, "cauce.toml", "[plugins]\nfiles = ['mine.py']")
    with pytest.raises(PluginError, match="there is no"):
        open_project(folder)


def test_a_language_that_breaks_its_promise_is_named(folder):
    class Odd:
        suffix = ".odd"

        def read(self, text, vocabulary, file=""):
            raise ZeroDivisionError("oh no")

        outline = name = format = to_graph = from_graph = read

    stranger = SimpleNamespace(__name__="odd", register_flow_formats=hookimpl(lambda: [Odd()]))
    project = open_project(folder, plugins=[stranger])
    assert project.format_of(Path("a.odd")).suffix == ".odd"
    assert project.format_of(Path("-")).suffix == ".flow"
    with pytest.raises(PluginError, match=r"“odd” .*oh no"):
        project.read([write(folder, "a.odd", "x")])
