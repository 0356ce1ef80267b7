"""The kinds of a vocabulary, ready for the compiler: shapes of statements, options and ports."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cauce.model.flow import OPTION, Node
from cauce.model.node_kind import NodeKind, PortSpec
from cauce.model.shape import Shape, read_field, shape
from cauce.model.vocabulary import Vocabulary

ID = read_field("id", {"type": "string", "x-kind": "enum", "title": "Id"})
"""`id=`, which every statement has."""

FLOW = NodeKind(
    name="flow",
    title={"es": "Flujo", "en": "Flow"},
    summary={"es": "Da nombre al flujo.", "en": "Names the flow."},
    schema={
        "type": "object",
        "required": ["name"],
        "x-positional": ["name", "title"],
        "properties": {"name": {"x-kind": "ref:name"}, "title": {"type": "string", "x-kind": "text"}},
    },
    free=True,
)
"""What the first line of a document is where no vocabulary says more."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """One kind: its shape as a statement, that of its option lines, and its ports."""

    kind: NodeKind
    shape: Shape
    option: Shape | None
    ports: dict[str, PortSpec]

    @property
    def example(self) -> str:
        """The first line of the kind's example."""
        return self.kind.example.partition("\n")[0]

    def port(self, name: str) -> Shape | None:
        """Return the shape of an `on` line; None where the kind has no such port."""
        spec = self.ports.get(name)
        return None if spec is None else shape(spec.schema)

    def line(self, name: str) -> Shape | None:
        """Return the shape of the line that a port of a flow is written on: an option line or an `on` line."""
        return self.option if name == OPTION else self.port(name)


class Kinds:
    """Finds kinds by name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = vocabulary.kinds
        self._known: dict[str, Known | None] = {}

    def find(self, name: str) -> Known | None:
        """Return what is known of a kind, None where nobody registered it."""
        if name not in self._known:
            kind = self._kinds.get(name)
            self._known[name] = None if kind is None else _know(kind)
        return self._known[name]

    def of(self, node: Node) -> Known | None:
        """Return what is known of the kind of a node, the flow's own header too."""
        return self.find(node.kind) if node.id else self.header()

    def header(self) -> Known:
        """Return the kind of a document's first line."""
        return self.find("flow") or _PLAIN


def _know(kind: NodeKind) -> Known:
    """Gather what is known of a kind."""
    own = shape(kind.schema, free=kind.free)
    if "id" not in own.fields:
        own = replace(own, fields={**own.fields, "id": ID})
    return Known(kind, own, shape(kind.option_schema) if kind.options else None, kind.exits)


_PLAIN = _know(FLOW)
