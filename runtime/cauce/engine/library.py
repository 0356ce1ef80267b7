"""All flows of a project, compiled: the current revision of each, and older ones that conversations are still on."""

from __future__ import annotations

from collections.abc import Callable

from cauce.engine.fault import Fault
from cauce.engine.folding import fold
from cauce.engine.program import Program
from cauce.model.flow import Flow
from cauce.model.vocabulary import Vocabulary

Loader = Callable[[str], Flow | None]
"""Finds a published revision that is not in memory; None where there is none."""

ANY = "*"
"""The trigger that answers what starts no other flow."""


def first_word(word: str) -> str:
    """Return a trigger in the form in which first messages are compared with it."""
    return word if word == ANY else fold(word)


class Library:
    """Programs by revision and by name, and which flow a first message starts.

    `programs` are those in memory, by revision.
    """

    def __init__(self, vocabulary: Vocabulary, loader: Loader | None = None) -> None:
        self.vocabulary = vocabulary
        self.loader = loader
        self.programs: dict[str, Program] = {}
        self._current: dict[str, Program] = {}
        self._starts: dict[str, tuple[Program, ...]] = {}

    def add(self, flow: Flow) -> Program:
        """Compile a flow; it becomes the current revision of its name. The same revision is compiled once."""
        revision = flow.revision or flow.name
        program = self.programs.get(revision) if flow.revision else None
        if program is None:
            program = self.programs[revision] = Program(flow, self.vocabulary)
        self.remove(flow.name)
        self._current[flow.name] = program
        for word in _starts(program):
            self._starts[word] = tuple(sorted((*self._starts.get(word, ()), program), key=_specific))
        return program

    def remove(self, name: str) -> None:
        """Start this flow no more; runs that are on a revision of it go on."""
        old = self._current.pop(name, None)
        for word in _starts(old) if old else ():
            left = tuple(program for program in self._starts[word] if program is not old)
            if left:
                self._starts[word] = left
            else:
                del self._starts[word]

    def forget(self, revision: str) -> None:
        """Drop an old revision from memory, if it is not the current one; the loader brings it back when needed."""
        program = self.programs.get(revision)
        if program is not None and self._current.get(program.name) is not program:
            del self.programs[revision]

    def get(self, revision: str) -> Program:
        """Return a revision, from memory or by the loader. Raises Fault where it is nowhere."""
        program = self.programs.get(revision)
        if program is not None:
            return program
        flow = self.loader(revision) if self.loader else None
        if flow is None:
            raise Fault("E420", "version", node=revision)
        program = self.programs[revision] = Program(flow, self.vocabulary)
        return program

    def current(self, name: str) -> Program:
        """Return the current revision of a flow. Raises Fault where there is no such flow."""
        program = self._current.get(name)
        if program is None:
            raise Fault("E413", "jump", target=name)
        return program

    @property
    def names(self) -> tuple[str, ...]:
        """The flows that there are."""
        return tuple(self._current)

    def start(self, text: str, channel: str = "") -> str | None:
        """Return the name of the flow that a first message starts, None where none does.

        A trigger is the whole message, folded. A flow that names the channel goes before one that names none; then
        the one whose name comes first. `*` answers what starts no other.
        """
        starts = self._starts
        # Folding is idempotent, so what is found unfolded would be found folded.
        programs = starts.get(text) or starts.get(fold(text[:1000])) if text != ANY else None
        return _open(programs or (), channel) or _open(starts.get(ANY, ()), channel)


def _starts(program: Program) -> set[str]:
    return {first_word(word) for word in program.triggers}


def _specific(program: Program) -> tuple[bool, str]:
    return (not program.channels, program.name)


def _open(programs: tuple[Program, ...], channel: str) -> str | None:
    for program in programs:
        if not program.channels or channel in program.channels:
            return program.name
    return None
