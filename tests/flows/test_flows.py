"""The sample flows are sound, in their one style, and their transcripts walk every edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from cauce.project import Project
from cauce.testing import Bot
from cauce.transcript import suite
from cauce.transcript.cast import cast_of
from cauce.transcript.files import find
from cauce.transcript.report import coverage_line, failure_lines

ROOT = Path(__file__).parents[2]
FLOWS = ROOT / "flows"
NAMES = sorted(path.stem for path in FLOWS.glob("*.flow"))


@pytest.fixture(scope="module")
def project():
    opened = Project.open(FLOWS)
    opened.read([FLOWS])
    return opened


@pytest.fixture(scope="module")
def report(project):
    return suite.run(find([FLOWS], project.formats), cast_of(project), lambda test: True)


def test_there_are_spanish_ones_and_an_english_one(project):
    languages = [file.flow.header.params["lang"].name for file in project.files]
    assert languages.count("es") >= 3
    assert languages.count("en") >= 1


@pytest.mark.parametrize("name", NAMES)
def test_it_is_sound_without_a_single_warning_and_in_its_one_style(project, name):
    (file,) = (file for file in project.files if file.path.stem == name)
    assert file.diagnostics == ()
    assert project.format_of(file.path).format(file.text)[0] == file.text


@pytest.mark.parametrize("name", NAMES)
def test_its_transcripts_pass_and_walk_every_edge(report, name):
    (file,) = (file for file in report.files if file.flow == name)
    told = [line for each in file.outcomes if each.failure for line in failure_lines(each.failure, "en")]
    assert (file.diagnostics, told) == ((), [])
    (coverage,) = (each for each in report.coverage if each.flow == name)
    assert (coverage.missing, coverage.unvisited) == ((), ()), coverage_line(coverage, "en")


def test_some_flow_answers_whatever_is_said_first():
    assert Bot.load(FLOWS).talk("¿qué es esto?")[0].startswith("¡Hola! 👋")
    assert Bot.load(FLOWS).talk("HOLA!!")[0].startswith("Hola y bienvenida")
    assert Bot.load(FLOWS).talk("booking")[0].startswith("Welcome")
