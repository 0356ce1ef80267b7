"""Document to Flow, with every problem of names and values that the document has.

The compiler knows no kind of node by name, save the two that are grammar: the `flow` line and `if`. What it cannot
place is kept (see `cauce.model.flow`), so that a flow with problems prints back as it was written.
"""

from __future__ import annotations

from typing import cast

from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.expression import Expression
from cauce.model.findings import Findings
from cauce.model.flow import ELSE, OPTION, QUIET, WHEN, Flow, Jump, Node, Notes, Port, Section, Step
from cauce.model.shape import Shape
from cauce.model.similar import Similar
from cauce.model.vocabulary import Vocabulary
from cauce_dsl.document import (
    Branch,
    Condition,
    Divert,
    Document,
    Item,
    LabelLine,
    OnLine,
    Option,
    Property,
    Statement,
    Target,
)
from cauce_dsl.forge import draft_of, finish
from cauce_dsl.ids import STRAY, Ids, claims_of, written_id
from cauce_dsl.kinds import Kinds, Known
from cauce_dsl.names import Names
from cauce_dsl.parameters import Given, Parameters
from cauce_dsl.spanish import JUMPS, KINDS, PORTS
from cauce_dsl.values import Values

HEADER = "flow"
"""The word that a document begins with."""

LONELY = frozenset({"else", "elif"})
"""Arms without an `if` come as statements of these names."""

RESERVED_PORTS = frozenset({"", OPTION, WHEN, ELSE})
"""Names of ports that are not `on` lines. An `on` line that is named like one gets `on ` before its name."""


_JumpDraft = draft_of(Jump)
_PortDraft = draft_of(Port)
_NodeDraft = draft_of(Node)


def compile(  # noqa: A001
    document: Document,
    vocabulary: Vocabulary,
    bad_lines: frozenset[int] = frozenset(),
    lost: frozenset[str] = frozenset(),
) -> tuple[Flow, tuple[Diagnostic, ...]]:
    """Return the flow and its problems, in reading order.

    `bad_lines` are lines that could not be parsed: nothing is told of them. `lost` are the words that stand there,
    folded: a jump to one of them may be right, so it is not told either.
    """
    compiler = _Compiler(document, vocabulary, bad_lines)
    flow = compiler.flow(document)
    labels = list(dict.fromkeys(section.label for section in flow.sections))
    compiler.names.check_labels(flow.sections)
    compiler.names.check_jumps(flow.name, labels, compiler.jumps, lost)
    return flow, compiler.findings.in_order()


class _Compiler:
    """One document on its way. Methods return parts of the flow and note problems as they go."""

    def __init__(self, document: Document, vocabulary: Vocabulary, bad_lines: frozenset[int]) -> None:
        self.findings = Findings(document.file, bad_lines)
        self.report = self.findings.report
        self.names = Names(vocabulary, self.report)
        self.jumps: list[Jump] = []
        self._kinds = Kinds(vocabulary)
        self._parameters = Parameters(Values(self.report, self.names.look_up), self.report)
        self._ids = Ids(lambda name, span: self.report("E224", span, name=name))
        self._nodes: dict[str, Node] = {}
        self._label = ""
        self._labels = {section.label for section in document.sections}
        self._similar_kinds = Similar(vocabulary.kinds, KINDS)
        self._similar_ports: dict[str, Similar] = {}
        self._bad_lines = bad_lines

    def flow(self, document: Document) -> Flow:
        """Return the whole flow."""
        header = Node("", "")
        if document.header is not None:
            header = self._node("", document.header, self._kinds.header())
        if header.kind != HEADER:
            self.report("E229", _start(document))
        elif not document.sections:
            self.report("E230", header.span)
        sections = tuple(self._section(section) for section in document.sections)
        return Flow(header, sections, self._nodes, Notes(after=document.end), document.file)

    def _section(self, line: LabelLine) -> Section:
        self._ids.enter(line)
        self._label = line.label
        return Section(line.label, self._body(line.block), line.span, line.notes)

    # Bodies: lines that run one after the other.

    def _body(self, items: tuple[Item, ...]) -> tuple[Step, ...]:
        steps: list[Step] = []
        strays: list[Item] = []
        for item in items:
            if isinstance(item, Property | Option | OnLine):
                strays.append(item)
                continue
            if strays:
                steps.append(self._stray(strays))
                strays = []
            steps.append(self._step(item))
        if strays:
            steps.append(self._stray(strays))
        return tuple(steps)

    def _step(self, item: Item) -> Step:
        if isinstance(item, Statement):
            return self._statement(item)
        if isinstance(item, Condition):
            return self._condition(item)
        divert = cast("Divert", item)
        return self._jump(divert.target, divert.notes)

    def _jump(self, target: Target, notes: Notes = QUIET) -> Jump:
        flow, _, label = target.path.rpartition(".")
        made = _JumpDraft()
        made.label = label
        made.flow = flow
        made.span = target.span
        made.notes = notes
        finish(made)
        self.jumps.append(made)
        return cast("Jump", made)

    def _stray(self, items: list[Item]) -> str:
        """Keep lines that belong below some other line in a node of their own, and tell the first of each sort."""
        node_id = self._reserve(STRAY)
        for item in items:
            if isinstance(item, Property):
                self.report("E213", item.key_span, name=item.key)
            elif isinstance(item, Option):
                self.report("E208", item.span, "alone")
            else:
                line = cast("OnLine", item)
                self.report("E222", line.port_span, port=line.port)
        given = Given()
        block, ports = self._block("", None, given, tuple(items))
        self._nodes[node_id] = Node(
            node_id, "", params=given.params, block=block, ports=ports, span=items[0].span, spans=given.spans
        )
        return node_id

    # Statements.

    def _statement(self, item: Statement) -> str:
        known = self._kinds.find(item.kind)
        if known is None:
            self._unknown_kind(item)
        elif item.kind == HEADER:
            self.report("E227", item.kind_span)
        claim = _claim(item)
        name = claim or item.result or item.kind
        node_id = self._reserve(name, claimed=claim is not None)
        self._nodes[node_id] = self._node(node_id, item, known)
        return node_id

    def _reserve(self, name: str, *, claimed: bool = False) -> str:
        """Return a new id whose node keeps its place in reading order."""
        node_id = self._ids.take(self._label, name, claimed=claimed)
        self._nodes[node_id] = _UNFINISHED
        return node_id

    def _node(self, node_id: str, item: Statement, known: Known | None) -> Node:
        shape = known.shape if known else None
        given = self._parameters.positional(item.kind, shape, item.args)
        if item.pairs:
            self._parameters.pairs(given, item.kind, shape, item.pairs)
        block, ports = self._block(item.kind, known, given, item.block, item) if item.block else ({}, ())
        if known is not None:
            self._check_whole(item, known, given, ports)
        given.spans.setdefault("kind", item.kind_span)
        if item.result is not None:
            given.spans.setdefault("as", item.result_span)
        made = _NodeDraft()
        made.id = node_id
        made.kind = item.kind
        made.result = item.result
        made.params = given.params
        made.args = given.args
        made.block = block
        made.ports = ports
        made.named = frozenset(given.named)
        made.span = item.span
        made.spans = given.spans
        made.notes = item.notes
        finish(made)
        return cast("Node", made)

    def _check_whole(self, item: Statement, known: Known, given: Given, ports: tuple[Port, ...]) -> None:
        self._parameters.complete(given, item.kind, known.shape, item.kind_span, known.example)
        if item.result is not None and not known.kind.result:
            self.report("E225", item.result_span, kind=item.kind, name=item.result)
        if known.kind.options and not any(port.name == OPTION for port in ports):
            self.report("E226", item.kind_span, kind=item.kind)
        if "id" in given.params and known.shape.fields["id"].ref == "" and written_id(given.params["id"]) is None:
            self.report("E207", given.spans["id"], "word", parameter="id")

    def _unknown_kind(self, item: Statement) -> None:
        kind = item.kind
        if self.findings.has_enough("E205"):
            return
        if kind in LONELY:
            self.report("E204", item.kind_span, keyword=kind)
            return
        similar = self._similar_kinds.find(kind) or ""
        if kind in self._labels and not item.args:
            self.report("E205", item.kind_span, "label", kind=kind)
        elif kind in JUMPS:
            self.report("E205", item.kind_span, "jump", kind=kind)
        else:
            hint = "similar" if similar else "plugin" if "." in kind else ""
            self.report("E205", item.kind_span, hint, kind=kind, similar=similar)

    # Blocks: what stands below a statement.

    def _block(
        self, kind: str, known: Known | None, given: Given, items: tuple[Item, ...], owner: Statement | None = None
    ) -> tuple[dict[str, Notes], tuple[Port, ...]]:
        rows: dict[str, Notes] = {}
        ports: list[Port] = []
        nested: list[Item] = []
        for item in items:
            if nested and isinstance(item, Property | Option | OnLine):
                ports.append(self._nested(nested, owner))
                nested = []
            if isinstance(item, Property):
                name = self._parameters.add(given, kind, known.shape if known else None, item)
                rows[name] = item.notes
            elif isinstance(item, Option):
                ports.append(self._option(kind, known, item))
            elif isinstance(item, OnLine):
                ports.append(self._on_line(kind, known, item, ports))
            else:
                nested.append(item)
        if nested:
            ports.append(self._nested(nested, owner))
        return rows, tuple(ports)

    def _nested(self, items: list[Item], owner: Statement | None) -> Port:
        """Keep statements that stand inside one that takes none; only the first is told."""
        told = owner is None or owner.kind in LONELY or owner.span.line in self._bad_lines
        if not told:
            assert owner is not None
            self.report("E203", _place(items[0]), kind=owner.kind, line=owner.kind_span.line)
        return Port("", body=self._body(tuple(items)), span=_place(items[0]))

    def _option(self, kind: str, known: Known | None, item: Option) -> Port:
        shape = known.option if known else None
        if known is not None and shape is None:
            self.report("E208", item.span, kind=kind)
        given = self._line(OPTION, shape, item.args, item)
        self._parameters.complete(given, OPTION, shape, item.span)
        return self._port(OPTION, item, given, item.guard)

    def _on_line(self, kind: str, known: Known | None, item: OnLine, above: list[Port]) -> Port:
        shape = known.port(item.port) if known else None
        owner = f"on {item.port}"
        name = owner if item.port in RESERVED_PORTS else item.port
        if known is not None and shape is None:
            self._unknown_port(kind, known, item)
        given = self._line(owner, shape, item.args, item)
        self._parameters.complete(given, owner, shape, item.port_span)
        repeatable = shape is None or any(one.rest for one in shape.positional) or item.guard is not None
        if not repeatable and any(port.name == name and port.guard is None for port in above):
            self.report("E223", item.port_span, owner=kind, name=owner)
        return self._port(name, item, given, item.guard)

    def _unknown_port(self, kind: str, known: Known, item: OnLine) -> None:
        names = [name for name in known.ports if name not in RESERVED_PORTS]
        if kind not in self._similar_ports:
            self._similar_ports[kind] = Similar(names, PORTS)
        similar = self._similar_ports[kind].find(item.port) or ""
        hint = "similar" if similar else "known"
        self.report("E209", item.port_span, hint, kind=kind, port=item.port, similar=similar, known=", ".join(names))

    def _line(self, owner: str, shape: Shape | None, args: tuple[Expression, ...], item: Option | OnLine) -> Given:
        given = self._parameters.positional(owner, shape, args)
        if item.pairs:
            self._parameters.pairs(given, owner, shape, item.pairs)
        return given

    def _port(self, name: str, item: Branch, given: Given, guard: Expression | None) -> Port:
        target = self._jump(item.target) if item.target else None
        body = self._body(item.block) if item.block else ()
        made = _PortDraft()
        made.name = name
        made.params = given.params
        made.args = given.args
        made.guard = guard
        made.to = target
        made.body = body
        made.named = frozenset(given.named)
        made.span = item.span
        made.spans = given.spans
        made.notes = item.notes
        finish(made)
        return cast("Port", made)

    def _condition(self, item: Condition) -> str:
        node_id = self._reserve("if")
        ports: list[Port] = []
        for arm in item.arms:
            name = ELSE if arm.keyword == "else" else WHEN
            ports.append(self._port(name, arm, Given(), arm.condition))
        self._nodes[node_id] = Node(node_id, "if", ports=tuple(ports), span=_place(item), notes=item.notes)
        return node_id


_UNFINISHED = Node("", "")


def _place(item: Item) -> Span:
    """Return the place of an item's own line."""
    return item.arms[0].span if isinstance(item, Condition) else item.span


def _start(document: Document) -> Span:
    """Return the place where the `flow` line should be."""
    for item in (document.header, *document.sections):
        if item is not None:
            return item.span
    return Span(1, 1, 1, 1)


def _claim(item: Statement) -> str | None:
    """Return the name that a statement claims by `id=`."""
    value = next(claims_of(item), None)
    return None if value is None else written_id(value)
