"""`cauce fmt`: give flows their one style."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from cauce import flow_files
from cauce.cli import flows, report, surface
from cauce.cli.language import say
from cauce.cli.surface import format_option, option
from cauce.flow_files import FlowText
from cauce.project import FlowFile, Project


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file and its text in the one style; None where it cannot be told because of what `file` says."""

    file: FlowFile
    text: str | None

    @property
    def differs(self) -> bool:
        """Whether the file is not in its style yet."""
        return self.text is not None and self.text != self.file.text


@surface.command(
    "fmt",
    "Da a los flujos su única forma\n\nReescribe los archivos. Los que tienen errores de sintaxis no se tocan. "
    "Con «-» lee la entrada y escribe el resultado.",
    "Give flows their one style\n\nRewrites the files. Those with syntax errors are not touched. "
    "With “-” it reads standard input and writes the result.",
)
@flows.paths_argument
@option(
    "--check",
    is_flag=True,
    es="No escribe; sale con 1 si algo cambiaría.",
    en="Writes nothing; exits with 1 if anything would change.",
)
@option("--diff", is_flag=True, es="No escribe; muestra qué cambiaría.", en="Writes nothing; shows what would change.")
@format_option
def command(*, paths: tuple[str, ...], name: str, check: bool, diff: bool, as_json: bool) -> int:
    """Format flows and return the exit code."""
    project = flows.open_project(paths)
    if flows.is_standard_input(paths):
        return _standard_input(project, name, check=check, diff=diff)
    done = [format_file(project, text) for text in _texts(project, paths)]
    dry = check or diff
    if not dry:
        for one in done:
            _rewrite(one)
    if diff and not as_json:
        for one in done:
            _show_difference(one)
    (_write_json if as_json else _write_text)(done, dry=dry)
    failed = any(one.text is None for one in done)
    return 1 if failed or (dry and any(one.differs for one in done)) else 0


def format_file(project: Project, text: FlowText) -> Formatted:
    """Return a file in its style."""
    if text.trouble:
        return Formatted(FlowFile(text.file, text.path, "", None, (text.trouble,)), None)
    result, diagnostics = project.format_of(text.path).format(text.text, text.file)
    return Formatted(FlowFile(text.file, text.path, text.text, None, diagnostics), result)


def _texts(project: Project, paths: Sequence[str]) -> Iterator[FlowText]:
    found = [path for one in flows.default_paths(project, paths) for path in flow_files.find(one, project.formats)]
    for path in flows.show_progress(list(dict.fromkeys(found))):
        yield flow_files.read(path)


def _standard_input(project: Project, name: str, *, check: bool, diff: bool) -> int:
    one = format_file(project, flow_files.decode(name, Path(name), sys.stdin.buffer.read()))
    if one.text is None:
        report.write_text([one.file], err=True)
        return 1
    if diff:
        _show_difference(one)
    elif not check:
        sys.stdout.buffer.write(one.text.encode())
        sys.stdout.buffer.flush()
    return 1 if one.differs and (check or diff) else 0


def _rewrite(one: Formatted) -> None:
    if one.differs and one.text is not None:
        flow_files.write(one.file.path, one.text)


def _show_difference(one: Formatted) -> None:
    if one.text is None:
        return
    before, after = one.file.text.splitlines(keepends=True), one.text.splitlines(keepends=True)
    coloured = report.has_colours(sys.stdout)
    for line in difflib.unified_diff(before, after, one.file.file, one.file.file):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[0]) if coloured else None
        ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        click.echo(click.style(ended, fg=colour) if colour else ended, nl=False)


def _write_text(done: Sequence[Formatted], *, dry: bool) -> None:
    broken = [one.file for one in done if one.text is None]
    changed = [one for one in done if one.differs]
    for one in changed:
        verb = {"es": "cambiaría", "en": "would change"} if dry else {"es": "listo", "en": "formatted"}
        click.echo(f"{say(verb)}: {one.file.file}", err=True)
    if broken:
        report.write_text(broken, err=True)
    same = len(done) - len(changed) - len(broken)
    words = {
        "es": "{changed} por cambiar, {same} bien, {broken} con errores",
        "en": "{changed} to change, {same} fine, {broken} with errors",
    }
    if not dry:
        words = {
            "es": "{changed} cambiados, {same} bien, {broken} con errores",
            "en": "{changed} changed, {same} fine, {broken} with errors",
        }
    click.echo(say(words, changed=len(changed), same=same, broken=len(broken)), err=True)


def _write_json(done: Sequence[Formatted], *, dry: bool) -> None:
    found = [report.as_json(problem) for one in done if one.text is None for problem in one.file.diagnostics]
    changed = [one.file.file for one in done if one.differs]
    report.write_object({"files": len(done), "changed": changed, "written": not dry, "diagnostics": found})
