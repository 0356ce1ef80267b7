"""Names that must exist: labels of jumps, and the areas, flows, channels and types that values speak of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from cauce.model.diagnostic import Span
from cauce.model.flow import Jump, Section
from cauce.model.similar import Similar, fold
from cauce.model.vocabulary import Vocabulary
from cauce_dsl.spanish import VALUES
from cauce_dsl.values import Report

THINGS = {
    "area": {"es": "el área", "en": "area"},
    "flow": {"es": "el flujo", "en": "flow"},
    "channel": {"es": "el canal", "en": "channel"},
    "tag": {"es": "la etiqueta de conversación", "en": "tag"},
}
"""What E211 calls the things that a project has."""


class Names:
    """Looks names up in the vocabulary and tells the unknown ones."""

    def __init__(self, vocabulary: Vocabulary, report: Report) -> None:
        self._report = report
        self._vocabulary = vocabulary
        self._similar: dict[str, Similar] = {}
        self._labels: list[tuple[str, Span]] = []

    def look_up(self, ref: str, word: str, span: Span) -> None:
        """Tell where no thing of that kind has this name. Kinds of things that nobody lists are not checked."""
        if ref == "label":
            self._labels.append((word, span))
        known = self._known.get(ref)
        if known is None or word in known:
            return
        similar = self._nearest(ref, known, word)
        if ref == "type":
            self._report("E221", span, "similar" if similar else "", name=word, similar=similar, known=", ".join(known))
        else:
            hint = "similar" if similar else "known" if known else ""
            self._report(
                "E211", span, hint, thing=THINGS[ref], name=word, similar=similar, known=", ".join(sorted(known))
            )

    @cached_property
    def _known(self) -> dict[str, Iterable[str] | None]:
        known = self._vocabulary
        return {
            "area": known.areas,
            "flow": known.flows,
            "channel": known.channels,
            "tag": known.tags,
            "type": known.types or None,
        }

    def _nearest(self, what: str, known: Iterable[str], word: str) -> str:
        if what not in self._similar:
            self._similar[what] = Similar(sorted(known), VALUES if what == "type" else None)
        return self._similar[what].find(word) or ""

    def check_labels(self, sections: Iterable[Section]) -> None:
        """Tell labels that are the same, or would be but for accents and case."""
        seen: dict[str, Section] = {}
        for section in sections:
            first = seen.setdefault(fold(section.label), section)
            if first is not section:
                hint = "" if first.label == section.label else "accents"
                self._report(
                    "E202", section.label_span, hint, name=section.label, other=first.label, line=first.span.line
                )

    def check_jumps(self, flow: str, labels: list[str], jumps: Iterable[Jump], lost: frozenset[str]) -> None:
        """Tell jumps whose target does not exist. `lost` are the words of lines that could not be parsed, folded."""
        known = frozenset(labels)
        for jump in jumps:
            if jump.flow and jump.flow != flow:
                self._check_foreign(jump)
            elif jump.label not in known:
                self._unknown_label(jump.label, jump.span, labels, lost)
        for label, span in self._labels:
            if label not in known:
                self._unknown_label(label, span, labels, lost)

    def _unknown_label(self, label: str, span: Span, labels: list[str], lost: frozenset[str]) -> None:
        if fold(label) in lost:
            return
        similar = self._nearest("label", labels, label)
        if similar:
            self._report("E201", span, "similar", label=label, similar=similar)
        elif label in (self._vocabulary.flows or ()):
            self._report("E201", span, "flow", label=label)
        else:
            self._report("E201", span, "known" if labels else "", label=label, known=", ".join(labels[:12]))

    def _check_foreign(self, jump: Jump) -> None:
        flows = self._vocabulary.flows
        if flows is None:
            return
        if jump.flow not in flows:
            self.look_up("flow", jump.flow, jump.span)
            return
        labels = flows[jump.flow].labels
        if jump.label not in labels:
            similar = Similar(sorted(labels)).find(jump.label)
            self._report(
                "E201",
                jump.span,
                "similar" if similar else "known" if labels else "",
                label=jump.path,
                similar=f"{jump.flow}.{similar}",
                known=", ".join(sorted(labels)[:12]),
            )
