"""Running many transcripts: read each, play its tests, gather what was walked."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from cauce import flow_files
from cauce.model.diagnostic import Diagnostic
from cauce.transcript.cast import Cast
from cauce.transcript.checking import check_names
from cauce.transcript.coverage import cover
from cauce.transcript.player import check_claims, listen, play
from cauce.transcript.reading import read
from cauce.transcript.report import FileReport, Report
from cauce.transcript.script import Script, Test
from cauce.transcript.update import rewrite

Track = Callable[[Collection[Path]], Iterable[Path]]
Wanted = Callable[[Test], bool]


def run(  # noqa: PLR0913 - what to play, on what, and four ways of doing it
    paths: Collection[Path],
    cast: Cast,
    wanted: Wanted,
    *,
    update: bool = False,
    track: Track = iter,
    subjects: Iterable[str] = (),
) -> Report:
    """Play the transcripts and return how they went. `update` writes what the bot says now into them first.

    `subjects` are flows whose coverage is told even where no test is about them.
    """
    began = time.perf_counter()
    report = Report()
    for path in track(paths):
        report.files.append(run_file(path, cast, wanted, update=update))
    walked = [edge for outcome in report.outcomes for edge in outcome.walked]
    tested = {outcome.subject for outcome in report.outcomes} | set(subjects)
    report.coverage = [
        cover(flow, cast.vocabulary.kinds, walked) for name, flow in cast.flows.items() if name in tested
    ]
    report.seconds = time.perf_counter() - began
    return report


def run_file(path: Path, cast: Cast, wanted: Wanted, *, update: bool = False) -> FileReport:
    """Play the tests of one file. One that cannot be read has diagnostics and no outcomes."""
    source = flow_files.read(path)
    report = FileReport(source.file, path.stem, text=source.text)
    if source.trouble:
        report.diagnostics = (source.trouble,)
        return report
    script, report.diagnostics = examine(source.text, source.file, cast, path.stem)
    report.is_blocked = path.stem in cast.broken
    if report.diagnostics or report.is_blocked:
        return report
    if update:
        script = _update(script, path, cast, report, wanted)
    report.outcomes = [play(test, script, cast, path.stem) for test in script.tests if wanted(test)]
    return report


def examine(text: str, file: str, cast: Cast, flow: str) -> tuple[Script, tuple[Diagnostic, ...]]:
    """Return a script, and everything that is wrong with it."""
    reading = read(text, file)
    found = [*reading.diagnostics, *check_names(reading.script, flow, cast.names), *check_claims(reading.script, cast)]
    told = (replace(each, file=file) for each in found)
    return reading.script, tuple(sorted(told, key=lambda each: each.span))


def _update(script: Script, path: Path, cast: Cast, report: FileReport, wanted: Wanted) -> Script:
    heard = [listen(test, script, cast, path.stem) if wanted(test) else [] for test in script.tests]
    text = rewrite(script, heard)
    if text == script.text:
        return script
    flow_files.write(path, text)
    report.is_updated, report.text = True, text
    return read(text, script.file).script
