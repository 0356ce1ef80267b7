"""All that a transcript may meet: the flows of a project compiled, its areas, its channels and its language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cauce.engine.library import Library
from cauce.engine.scene import AreaView, Scene, area_views
from cauce.flow_format import FlowFormat
from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.expression import Expression, ListOf, Literal, MapOf, Name, Text
from cauce.model.flow import Flow, Node, Section
from cauce.model.message import Capabilities
from cauce.model.vocabulary import Fact, Vocabulary
from cauce.transcript.checking import Names
from cauce.transcript.expressions import Condition, compile_claim
from cauce.transcript.world import CHANNELS, EveryArea

if TYPE_CHECKING:
    from cauce.project import Project


@dataclass(slots=True)
class Cast:
    """What is the same for all tests of a project. Libraries and claims are compiled once and kept.

    flows: the sound ones by name. broken: the names of the others.
    """

    flows: Mapping[str, Flow]
    vocabulary: Vocabulary
    language: FlowFormat
    areas: dict[str, AreaView] = field(default_factory=EveryArea)
    channels: Mapping[str, Capabilities] = field(default_factory=lambda: CHANNELS)
    broken: frozenset[str] = frozenset()
    _libraries: dict[str, Library] = field(default_factory=dict)
    _claims: dict[tuple[str, Span], Condition | tuple[Diagnostic, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = {name: given_first(fact) for name, fact in self.vocabulary.facts.items()}
        self.vocabulary = replace(self.vocabulary, facts=facts)

    @property
    def names(self) -> Names:
        """What a script may name."""
        areas = None if isinstance(self.areas, EveryArea) else self.areas
        return Names(self.flows, self.vocabulary.kinds, areas, tuple(self.channels), self.broken)

    def library(self, calls: Mapping[str, Any] | None = None) -> Library:
        """Return the flows ready to run, those in `calls` replaced by ones that only return their value."""
        key = json.dumps(calls or {}, sort_keys=True, default=str)
        library = self._libraries.get(key)
        if library is None:
            library = self._libraries[key] = Library(self.vocabulary)
            for flow in self.flows.values():
                if flow.name not in (calls or {}):
                    library.add(flow)
            for name, value in (calls or {}).items():
                library.add(returning(name, value))
        return library

    def claim(self, text: str, place: Span) -> Condition | tuple[Diagnostic, ...]:
        """Return the condition of a `=` line, or what is wrong with it."""
        key = (text, place)
        if key not in self._claims:
            self._claims[key] = compile_claim(text, place, self.language, self.vocabulary)
        return self._claims[key]


def given_first(fact: Fact) -> Fact:
    """Return the fact so that a `given` value goes before what it would read."""

    def read(scene: Scene) -> Any:
        if fact.name in scene.facts or fact.read is None:
            return scene.facts.get(fact.name)
        return fact.read(scene)

    return replace(fact, read=read)


def returning(name: str, value: Any) -> Flow:
    """Return a flow that does nothing but return a value."""
    node = Node("start/return", "return", params={"value": literal(value)})
    header = Node("", "flow", params={"name": Name(name)})
    section = Section("start", (node.id,))
    return Flow(
        header, (section,), {node.id: node}, revision=f"given {name} {json.dumps(value, sort_keys=True, default=str)}"
    )


def literal(value: Any) -> Expression:
    """Return the expression of a JSON value."""
    if isinstance(value, str):
        return Text((value,) if value else ())
    if isinstance(value, list):
        return ListOf(tuple(literal(item) for item in value))
    if isinstance(value, dict):
        return MapOf(tuple((str(key), literal(item)) for key, item in value.items()))
    return Literal(value)


def cast_of(project: Project) -> Cast:
    """Return the sound flows that a project has read, with everything else that its transcripts may meet."""
    files = project.files
    flows = {file.flow.name: file.flow for file in files if file.flow is not None and file.is_sound}
    transports = {name: each.capabilities for name, each in project.plugins.transports.items()}
    language = next(iter(project.formats.values()))
    known = project.settings.areas
    areas = EveryArea() if known is None else area_views(known)
    broken = {file.flow.name if file.flow else file.path.stem for file in files if not file.is_sound}
    return Cast(
        flows, project.vocabulary, language, areas, {**transports, **CHANNELS}, frozenset(broken - flows.keys())
    )
