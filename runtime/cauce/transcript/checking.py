"""Names of a script against the project: flows, labels, steps, areas, channels and statements that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.flow import Flow
from cauce.model.node_kind import NodeKind
from cauce.transcript.cursor import unknown
from cauce.transcript.script import (
    Claim,
    Given,
    GivenAnswer,
    GivenArea,
    GivenCall,
    GivenChannel,
    GivenStart,
    Line,
    Script,
    Test,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a script may name.

    areas: None where the project does not say which there are. broken: flows that are there, but cannot be run now.
    """

    flows: Mapping[str, Flow]
    kinds: Mapping[str, NodeKind] = field(default_factory=dict)
    areas: Iterable[str] | None = None
    channels: Iterable[str] = ()
    broken: frozenset[str] = frozenset()

    def has_flow(self, name: str) -> bool:
        """Tell whether there is a flow of that name, sound or not."""
        return name in self.flows or name in self.broken


def check_names(script: Script, subject: str, names: Names) -> tuple[Diagnostic, ...]:
    """Return what the script names and the project does not have. `subject` is the flow that the file is for."""
    found: list[Diagnostic] = []
    for given in script.world:
        found.extend(check_line(given, _subject((given,), subject), names))
    outer = _subject(script.world, subject)
    for test in script.tests:
        flow = _subject((step for step in test.steps if isinstance(step, Given)), outer)
        if not names.has_flow(flow) and not _names_flow(test, script):
            found.append(unknown("E513", flow, test.span, names.flows))
        for step in test.steps:
            found.extend(check_line(step, flow, names))
    unique = {(each.code, each.span): each for each in found}
    return tuple(sorted(unique.values(), key=lambda each: each.span))


def _subject(givens: Iterable[Given], default: str) -> str:
    """Return the flow that a test is about."""
    for given in givens:
        if isinstance(given, GivenStart) and given.flow:
            return given.flow
    return default


def _names_flow(test: Test, script: Script) -> bool:
    """Tell whether the test says itself which flow it is for, so that a wrong one is told at that line."""
    return any(isinstance(each, GivenStart) and (each.flow or each.triggers) for each in (*script.world, *test.steps))


def check_line(line: Line, flow: str, names: Names) -> Iterator[Diagnostic]:
    """Yield what one line names and the project does not have."""
    match line:
        case GivenStart(flow=str(name)) if not names.has_flow(name):
            yield unknown("E513", name, line.place, names.flows)
        case GivenStart(label=str(label)) if flow in names.flows:
            labels = [section.label for section in names.flows[flow].sections]
            if label not in labels:
                yield unknown("E514", label, line.place, labels, flow=flow)
        case GivenArea(area=area):
            yield from _check_area(area, line.place, names)
        case GivenChannel(channel=channel) if channel not in tuple(names.channels):
            yield unknown("E517", channel, line.place, names.channels)
        case GivenAnswer(kind=kind):
            outside = [name for name, each in names.kinds.items() if each.run or name == "http"]
            if kind not in outside:
                yield unknown("E516", kind, line.place, outside)
        case GivenCall(flow=called) if not names.has_flow(called):
            yield unknown("E513", called, line.place, names.flows)
        case Claim():
            yield from _check_claim(line, flow, names)


def _check_claim(claim: Claim, flow: str, names: Names) -> Iterator[Diagnostic]:
    if claim.word in {"redirect", "closed"}:
        yield from _check_area(claim.value, claim.place, names)
    elif claim.word == "flow" and not names.has_flow(claim.value):
        yield unknown("E513", claim.value, claim.place, names.flows)
    elif claim.word == "at":
        yield from _check_node(claim, flow, names)


def _check_node(claim: Claim, flow: str, names: Names) -> Iterator[Diagnostic]:
    """Check a label or node, of the tested flow or of one that it may have gone to."""
    there, dot, step = claim.value.partition(".")
    if dot and there in names.flows:
        if step not in _places(names.flows[there]):
            yield unknown("E514", step, claim.place, _places(names.flows[there]), flow=there)
    elif not any(claim.value in _places(each) for each in names.flows.values()):
        known = _places(names.flows[flow]) if flow in names.flows else ()
        yield unknown("E514", claim.value, claim.place, known, flow=flow)


def _places(flow: Flow) -> Collection[str]:
    """Return the labels and nodes of a flow."""
    return dict.fromkeys((*(section.label for section in flow.sections), *flow.nodes))


def _check_area(area: str, place: Span, names: Names) -> Iterator[Diagnostic]:
    if names.areas is not None and area not in tuple(names.areas):
        yield unknown("E515", area, place, names.areas)
