"""W301: lines that no run can come to. W302: sections that nothing jumps to."""

from __future__ import annotations

from collections.abc import Iterable

from cauce.engine.issues.survey import Survey, leaves_by_ports, step_span
from cauce.model.flow import Jump, Node, Port, Step
from cauce.model.similar import Similar, fold


def find(survey: Survey) -> None:
    """Report both, and tell the survey which nodes are dead."""
    walk = _Walk(survey)
    flow = survey.flow
    jumps: dict[str, set[str]] = {}
    roots: set[str] = set()
    walk.jumps = roots
    walk.ports(flow.header.ports)
    for section in flow.sections:
        walk.jumps = jumps.setdefault(section.label, set())
        walk.body(section.body)
    if flow.sections:
        roots.add(flow.sections[0].label)
    _report_sections(survey, jumps, roots | _from_outside(survey))


def _from_outside(survey: Survey) -> set[str]:
    """Return the labels that other flows jump to."""
    own = f"{survey.flow.name}."
    flows = survey.vocabulary.flows or {}
    return {leaf.removeprefix(own) for words in flows.values() for leaf in words.leaves if leaf.startswith(own)}


def _report_sections(survey: Survey, jumps: dict[str, set[str]], roots: Iterable[str]) -> None:
    reached: set[str] = set()
    waiting = list(roots)
    similar = Similar(jumps)
    while waiting:
        label = waiting.pop()
        if label and label not in jumps:
            # A misspelt target is told where it stands; the section that was meant is reached all the same.
            label = similar.find(label) or label
        if label not in reached:
            reached.add(label)
            waiting.extend(jumps.get(label, ()))
    for section in survey.flow.sections:
        if section.label not in reached and fold(section.label) not in survey.broken.words:
            survey.report("W302", section.label_span, label=section.label)


class _Walk:
    """Goes down every body, gathering the labels that live lines jump to."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._name = survey.flow.name
        self.jumps: set[str] = set()

    def body(self, steps: tuple[Step, ...]) -> bool:
        """Walk a body. Tell whether a run can come out below it."""
        live = True
        told = False
        for step in steps:
            if not live:
                self._bury(step, tell=not told)
                told = True
            elif isinstance(step, Jump):
                self._jump(step)
                live = False
            else:
                live = self._node(self._survey.flow.nodes[step])
        return live

    def _jump(self, jump: Jump) -> None:
        if not jump.flow or jump.flow == self._name:
            self.jumps.add(jump.label)

    def _node(self, node: Node) -> bool:
        """Walk a node. Tell whether a run can go on to what follows it."""
        kind = self._survey.kind(node)
        if kind is None:
            # A label where a statement belongs is told as such; it was meant for a jump.
            self.jumps.add(node.kind)
        rejoins = self.ports(node.ports) if node.ports else False
        return rejoins or not leaves_by_ports(node, kind)

    def ports(self, ports: tuple[Port, ...]) -> bool:
        """Walk ports. Tell whether a run can rejoin from one of them."""
        rejoins = False
        for port in ports:
            if port.to is not None:
                self._jump(port.to)
            elif self.body(port.body):
                rejoins = True
        return rejoins

    def _bury(self, step: Step, *, tell: bool) -> None:
        """Take a step and all inside it for dead."""
        if tell:
            self._survey.report("W301", step_span(self._survey.flow, step))
        stack = [step]
        while stack:
            current = stack.pop()
            if isinstance(current, str):
                self._survey.dead.add(current)
                for port in self._survey.flow.nodes[current].ports:
                    stack.extend(port.body)
