"""How problems are shown: as text for people, with their lines and a closing count; as JSON for editors and scripts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import click

from cauce.cli.language import lang, say
from cauce.model.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from cauce.project import FlowFile


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files were looked at, and what was found."""

    files: int
    errors: int
    warnings: int

    def code(self, *, strict: bool = False) -> int:
        """Return the exit code: 1 where there are errors, or, if strict, warnings."""
        return 1 if self.errors or (strict and self.warnings) else 0


def tally(files: Sequence[FlowFile]) -> Tally:
    """Count what was found in files."""
    found = [one.severity for file in files for one in file.diagnostics]
    return Tally(len(files), found.count(Severity.ERROR), found.count(Severity.WARNING))


def write_text(files: Sequence[FlowFile], *, err: bool = False) -> None:
    """Write every diagnostic, then one line of counts, on standard output or standard error."""
    from cauce import catalogue

    coloured = has_colours(sys.stderr if err else sys.stdout)
    for file in files:
        lines = file.text.removeprefix("\ufeff").split("\n")
        for diagnostic in file.diagnostics:
            click.echo(catalogue.render(diagnostic, lines, lang(), coloured), err=err, color=coloured)
    click.echo(closing_line(tally(files)), err=err)


def write_json(files: Sequence[FlowFile]) -> None:
    """Write the same as one JSON object; its keys are promised not to change."""
    counts = tally(files)
    found = [as_json(one) for file in files for one in file.diagnostics]
    write_object({"diagnostics": found, "files": counts.files, "errors": counts.errors, "warnings": counts.warnings})


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as JSON. Lines and columns count from 1; 0 means that it has no place in the text."""
    from cauce import catalogue

    span = diagnostic.span
    message, hint = catalogue.sentence(diagnostic, lang())
    return {
        "file": diagnostic.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": message,
        "hint": hint,
    }


def write_object(value: Any) -> None:
    """Write a value as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def closing_line(counts: Tally) -> str:
    """Return the line that ends a report: `3 archivos: 1 error, 2 avisos`."""
    files = _count(counts.files, {"es": ("archivo", "archivos"), "en": ("file", "files")})
    if not counts.errors and not counts.warnings:
        return say({"es": "{files}, sin problemas", "en": "{files}, no problems"}, files=files)
    errors = _count(counts.errors, {"es": ("error", "errores"), "en": ("error", "errors")})
    warnings = _count(counts.warnings, {"es": ("aviso", "avisos"), "en": ("warning", "warnings")})
    return f"{files}: {errors}, {warnings}"


def has_colours(stream: TextIO) -> bool:
    """Tell whether to write colours: on a terminal only, and not where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _count(number: int, words: Mapping[str, tuple[str, str]]) -> str:
    one, many = words[lang()]
    return f"{number} {one if number == 1 else many}"
