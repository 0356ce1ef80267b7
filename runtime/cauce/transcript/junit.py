"""The report as JUnit XML, which every build server reads."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cauce.transcript.report import FileReport, Report, failure_lines, say

_FOREIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def junit(report: Report, lang: str) -> bytes:
    """Return the report as a JUnit XML document, in UTF-8."""
    root = Element("testsuites", {"name": "cauce test", **_counts(report.files), "time": f"{report.seconds:.3f}"})
    for file in report.files:
        suite = SubElement(root, "testsuite", {"name": _clean(file.file), **_counts([file])})
        for outcome in file.outcomes:
            case = SubElement(suite, "testcase", name=_clean(outcome.test.name), classname=_clean(file.flow))
            case.set("file", _clean(file.file))
            case.set("line", str(outcome.test.span.line))
            if failure := outcome.failure:
                told = SubElement(case, "failure", message=say(failure.what, lang), type=failure.what)
                place = f"{file.file}:{failure.span.line}"
                told.text = _clean("\n".join([place, *failure_lines(failure, lang)]))
        for diagnostic in file.diagnostics:
            case = SubElement(suite, "testcase", name=f"{diagnostic.code}:{diagnostic.span.line}", classname=file.flow)
            SubElement(case, "error", message=diagnostic.code, type=diagnostic.code)
    indent(root)
    document: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{document}\n'.encode()


def _counts(files: list[FileReport]) -> dict[str, str]:
    outcomes = [outcome for file in files for outcome in file.outcomes]
    errors = sum(len(file.diagnostics) for file in files)
    failures = sum(outcome.failure is not None for outcome in outcomes)
    return {"tests": str(len(outcomes) + errors), "failures": str(failures), "errors": str(errors)}


def _clean(text: str) -> str:
    return _FOREIGN.sub("\ufffd", text)
