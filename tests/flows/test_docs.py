"""The page for flow authors is true: its flows are sound, its transcripts pass, its Python runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cauce.cli.slash import COMMANDS
from cauce.testing import make_project
from cauce.transcript import suite
from cauce.transcript.cast import cast_of
from cauce.transcript.files import find
from cauce.transcript.given import _FORMS
from cauce.transcript.reading import read_step
from cauce.transcript.report import failure_lines
from cauce.transcript.script import INBOUND_KINDS, Bot, Claim, Elapse, Given, HandBack, Person

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROWS = [row.split(" | ")[0].removeprefix("| ") for row in PAGE.splitlines() if row.startswith("| `")]
SHOWN = [shown.replace("`", "") for row in ROWS for shown in re.findall(r"`[^`]+`", row)]


def blocks(language):
    return {name: body for kind, name, body in BLOCKS if kind == language}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The page's flows and transcripts, as a project that was played."""
    flows = {f"flows/{name}.flow": body for name, body in blocks("flow").items()}
    chats = {f"flows/{name}.chat": body for name, body in blocks("chat").items()}
    folder = tmp_path_factory.mktemp("page")
    project = make_project(folder, {"cauce.toml": "[areas.mesa]\n", **flows, **chats})
    return project, suite.run(find([folder / "flows"], project.formats), cast_of(project), lambda test: True)


def test_every_flow_is_sound_with_no_warning_but_the_one_it_means_and_in_its_one_style(told):
    project, _ = told
    assert len(project.files) == len(blocks("flow")) == 5
    for file in project.files:
        # The page shows what a closed area does by itself, which the warning says too.
        assert [one.code for one in file.diagnostics] == (["W306"] if file.path.stem == "agente" else [])
        assert project.format_of(file.path).format(file.text)[0] == file.text


def test_every_transcript_passes(told):
    _, report = told
    assert [line for each in report.outcomes if each.failure for line in failure_lines(each.failure, "en")] == []
    assert report.is_good
    assert len(report.files) == len(blocks("chat")) == 4


@pytest.mark.parametrize("body", [body for kind, _, body in BLOCKS if kind == "python"])
def test_the_python_runs(body, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(body, "flows.md", "exec"), {"__name__": "page"})


@pytest.mark.parametrize("line", [line for line in SHOWN if line[0] in "><@=" or line.startswith("given ")])
def test_every_line_that_the_tables_show_can_be_read(line):
    step = read_step(line.replace("= not ...", "= not tag x").replace("{...}", '{"id": 7}'))
    assert isinstance(step, Person | Bot | Elapse | HandBack | Claim | Given)


def test_the_tables_leave_out_no_given_no_kind_of_message_and_no_command():
    assert [word for word in _FORMS if f"`given {word}" not in PAGE] == []
    assert [kind for kind in INBOUND_KINDS if kind not in PAGE] == []
    assert [name for name in COMMANDS if f"`/{name}" not in PAGE] == []
