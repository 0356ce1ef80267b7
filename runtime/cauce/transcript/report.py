"""Telling how the tests went: text for people, JSON for tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.model.diagnostic import Diagnostic
from cauce.model.node_kind import Words, told
from cauce.transcript.coverage import Coverage
from cauce.transcript.pattern import WILDCARD, tidy
from cauce.transcript.player import Failure, Outcome
from cauce.transcript.printing import marked

_WORDS: Mapping[str, Words] = {
    "said": {"es": "el bot dijo otra cosa", "en": "the bot said something else"},
    "silent": {"es": "el bot no dijo nada más", "en": "the bot said nothing more"},
    "extra": {"es": "el bot dijo algo más, que el test no espera", "en": "the bot said more than the test expects"},
    "claim": {"es": "no es cierto", "en": "it is not true"},
    "press": {"es": "ese botón no está en pantalla", "en": "that button is not on the screen"},
    "outside": {
        "es": "el flujo llama afuera y el test no dice qué le contestan",
        "en": "the flow asks the outside, and the test does not say what it answers",
    },
    "nobody": {
        "es": "la conversación terminó y ningún flujo contesta a esto",
        "en": "the conversation is over and no flow answers this",
    },
    "expected": {"es": "esperaba", "en": "expected"},
    "received": {"es": "recibió", "en": "received"},
    "add": {"es": "agrega", "en": "add"},
    "screen": {"es": "en pantalla", "en": "on the screen"},
    "in": {"es": "en", "en": "at"},
    "trouble": {"es": "el flujo falló", "en": "the flow failed"},
    "values": {"es": "era", "en": "it was"},
    "edges": {"es": "caminos recorridos", "en": "edges walked"},
    "nodes": {"es": "pasos", "en": "steps"},
    "missing": {"es": "sin recorrer", "en": "not walked"},
    "passed": {"es": "{0} bien", "en": "{0} passed"},
    "failed": {"es": "{0} mal", "en": "{0} failed"},
    "broken": {"es": "{0} sin leer", "en": "{0} unread"},
    "updated": {"es": "{0} reescritos", "en": "{0} rewritten"},
    "none": {"es": "no hay tests aquí", "en": "there are no tests here"},
    "below": {"es": "menos del {0} % pedido", "en": "less than the {0} % asked for"},
}


@dataclass(slots=True)
class FileReport:
    """How the tests of one file went. With diagnostics, or a flow that cannot be run, none of them was played."""

    file: str
    flow: str
    outcomes: list[Outcome] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str = ""
    is_updated: bool = False
    is_blocked: bool = False


@dataclass(slots=True)
class Report:
    """How all of them went. `minimum` is the coverage asked for, in percent."""

    files: list[FileReport] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    minimum: float = 0
    seconds: float = 0

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes of all files."""
        return [outcome for file in self.files for outcome in file.outcomes]

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(outcome.failure is not None for outcome in self.outcomes)

    @property
    def broken(self) -> int:
        """How many files could not be played."""
        return sum(bool(file.diagnostics) or file.is_blocked for file in self.files)

    @property
    def thin(self) -> list[Coverage]:
        """The flows with less coverage than asked for."""
        return [each for each in self.coverage if each.percent < self.minimum]

    @property
    def is_good(self) -> bool:
        """Whether everything is as it should be."""
        return not (self.failed or self.broken or self.thin)


def say(key: str, lang: str, *facts: object) -> str:
    """Return one of the report's words."""
    return told(_WORDS[key], lang).format(*facts)


def failure_lines(failure: Failure, lang: str) -> list[str]:
    """Return the lines that explain a failure, without place and name."""
    rows = [(say(key, lang), lines) for key, lines in _rows(failure)]
    width = max((len(label) for label, _ in rows), default=0)
    return [
        f"{label if index == 0 else '':{width}}  {line}".rstrip()
        for label, lines in rows
        for index, line in enumerate(lines)
    ]


def _rows(failure: Failure) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield labels, each with its lines."""
    match failure.what:
        case "said":
            yield "expected", marked("<", tidy(failure.expected))
            yield "received", [*marked("<", failure.received), *_caret(failure)]
        case "silent":
            yield "expected", marked("<", tidy(failure.expected))
        case "extra":
            yield "received", marked("<", failure.received)
        case "outside":
            yield "add", [failure.received]
        case "press":
            yield "expected", [f"> {failure.expected}"]
            yield "screen", failure.received.split("\n")
        case _:
            yield "expected", [failure.expected]
            if failure.received:
                yield "values", failure.received.split("\n")
    if failure.node:
        yield "in", [failure.node]
    for event in failure.events:
        facts = " ".join(str(fact) for fact in event.data.values())
        yield "trouble", [f"{event.node} {facts}".strip()]


def _caret(failure: Failure) -> list[str]:
    """Return a line that points at where two messages of one line part, none where that says nothing."""
    expected, received = tidy(failure.expected), failure.received
    if "\n" in expected or "\n" in received or WILDCARD in expected:
        return []
    same = 0
    for one, other in zip(expected, received, strict=False):
        if one != other:
            break
        same += 1
    return [" " * (same + 2) + "^"]


def coverage_line(coverage: Coverage, lang: str) -> str:
    """Return a flow's coverage: `caminos recorridos 20/32; sin recorrer: ventas/redirect:closed`."""
    edges = f"{say('edges', lang)} {len(coverage.walked)}/{len(coverage.edges)}"
    nodes = f"{say('nodes', lang)} {len(coverage.nodes) - len(coverage.unvisited)}/{len(coverage.nodes)}"
    missing = f"; {say('missing', lang)}: {', '.join(coverage.missing)}" if coverage.missing else ""
    return f"{coverage.flow}: {edges}, {nodes}{missing}"


def summary(report: Report, lang: str) -> str:
    """Return the last line: `12 bien, 1 mal (0.03 s)`."""
    counts = [("passed", len(report.outcomes) - report.failed), ("failed", report.failed), ("broken", report.broken)]
    counts.append(("updated", sum(file.is_updated for file in report.files)))
    words = [say(key, lang, count) for key, count in counts if count or key == "passed"]
    return f"{', '.join(words)} ({report.seconds:.2f} s)"


def to_json(report: Report, explain: Any) -> dict[str, Any]:
    """Return the report as plain data. `explain(diagnostic)` gives a diagnostic as a map."""
    return {
        "passed": len(report.outcomes) - report.failed,
        "failed": report.failed,
        "broken": report.broken,
        "ok": report.is_good,
        "seconds": round(report.seconds, 4),
        "files": [
            {
                "file": file.file,
                "flow": file.flow,
                "updated": file.is_updated,
                "tests": [_outcome(outcome) for outcome in file.outcomes],
                "diagnostics": [explain(each) for each in file.diagnostics],
            }
            for file in report.files
        ],
        "coverage": {
            each.flow: {
                "edges": len(each.edges),
                "walked": len(each.walked),
                "missing": list(each.missing),
                "nodes": len(each.nodes),
                "unvisited": list(each.unvisited),
                "percent": round(each.percent, 2),
            }
            for each in report.coverage
        },
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": outcome.test.name,
        "line": outcome.test.span.line,
        "ok": outcome.failure is None,
    }
    if failure := outcome.failure:
        told["failure"] = {
            "what": failure.what,
            "line": failure.span.line,
            "expected": failure.expected,
            "received": failure.received,
            "node": failure.node,
            "events": [{"node": event.node, **event.data} for event in failure.events],
        }
    return told
