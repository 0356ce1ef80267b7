"""A project: its settings, its plugins and its flows, read together and kept up to date as files change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from cauce import flow_files, settings
from cauce.flow_files import FlowText
from cauce.flow_format import FlowFormat, Reading
from cauce.model.diagnostic import NOWHERE, Diagnostic, has_errors
from cauce.model.flow import Flow
from cauce.model.vocabulary import FlowWords, Vocabulary
from cauce.plugin_manager import PluginManager
from cauce.settings import Settings
from cauce.store.address import backend_at

if TYPE_CHECKING:
    from cauce.engine.issues import Ties
    from cauce.store.backend import Backend

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow file as read: its text, what came of it, and everything that is wrong with it, in reading order.

    `file` is the path as people are shown it. `flow` may be partial while there are errors, and must not be run then.
    """

    file: str
    path: Path
    text: str
    flow: Flow | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the flow can be run: there may be warnings, but no errors."""
        return self.flow is not None and not has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a text offers to other flows: its name, and what they may use of it."""

    text: str
    name: str | None
    words: FlowWords | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of a text, for as long as neither it nor the flows that it names change."""

    source: FlowText
    file: FlowFile
    ties: Ties | None

    def may_name(self, names: Collection[str]) -> bool:
        """Tell whether the text could name one of these flows; one with errors could have meant any."""
        if has_errors(self.file.diagnostics):
            return True
        text = self.source.text if self.source.text.isascii() else normalize("NFC", self.source.text)
        return any(name in text for name in names)


class Project:
    """A folder with its `cauce.toml` (or without one), plugins and flows.

    `read` compiles what is asked for; `reload` only what changed, and what changed names may have touched. Nothing
    is compiled twice while its text and the words it may use stay the same.
    """

    def __init__(self, found: Settings, plugins: PluginManager) -> None:
        self.settings = found
        self.plugins = plugins
        self._texts: dict[Path, FlowText] = {}
        self._readings: dict[Path, _Kept] = {}
        self._offers: dict[Path, _Offer] = {}
        self._latest: dict[Path, FlowFile] = {}
        self._compared: tuple[list[Ties], list[Diagnostic]] = ([], [])
        self._words: Mapping[str, FlowWords] | None = None
        self._is_whole = found.file is not None

    @classmethod
    def open(cls, start: Path, environment: Mapping[str, str] | None = None, **plugins: Any) -> Project:
        """Open the project that `start` (a folder or a file, existing or not) lies in.

        It is the nearest folder upwards with a `cauce.toml`; where there is none, `start` itself with every default.
        `plugins` go to `PluginManager.load`. Raises SettingsError and PluginError.
        """
        folder = start if start.is_dir() else start.parent
        found = settings.read(settings.find_root(folder) or folder.resolve(), environment)
        chosen = found.values.plugins
        asked = {"files": found.plugin_files, "disable": chosen.disable, "allow": chosen.allow, **plugins}
        loaded = PluginManager.load(**asked)
        found.refuse_strange(loaded.settings, loaded.idle_tables)
        return cls(found, loaded)

    def plugin_settings(self, plugin: str) -> Mapping[str, Any]:
        """Return what the settings say to a plugin, read-only, with its defaults; `{}` for one that reads none.

        Raises SettingsError for what is wrong in the table of any.
        """
        return self._plugin_settings.get(plugin, MappingProxyType({}))

    @cached_property
    def _plugin_settings(self) -> Mapping[str, Mapping[str, Any]]:
        tables = self.plugins.settings
        opened = self.settings.open_tables(tables)
        return {self.plugins.owner(table): opened[name] for name, table in tables.items()}

    def database(self) -> Backend:
        """Return the project's database, with the tables of its plugins in it. Raises SettingsError for a wrong address."""
        return backend_at(self.settings.database_url, tuple(self.plugins.tables.values()))

    @property
    def formats(self) -> Mapping[str, FlowFormat]:
        """The languages flows may be written in, by suffix."""
        return self.plugins.flow_formats

    def format_of(self, path: Path) -> FlowFormat:
        """Return the language of a file by its suffix; what has none is in the first language."""
        return self.formats.get(path.suffix) or next(iter(self.formats.values()))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Everything a name may mean in this project, as of the last reading.

        Without a `cauce.toml`, areas and channels are not known; with single files only, neither are flows.
        """
        areas = self.settings.areas
        channels = (channel.name for channel in self.settings.channels)
        return replace(
            self._registered,
            areas=None if areas is None else frozenset(areas),
            channels=frozenset(channels) if self.settings.file else None,
            flows=self._words,
        )

    def read(
        self,
        paths: Iterable[Path] | None = None,
        track: Callable[[Collection[Path]], Iterable[Path]] = iter,
    ) -> tuple[FlowFile, ...]:
        """Read flow files and folders of them; None is the project's own `flows` folder.

        The rest of the project is read too where there is a `cauce.toml`, so that names of other flows mean something,
        but only what was asked for is returned. `track` may watch how far the work is. Raises UsageError for a path
        that is not there or not a flow.
        """
        asked = [self.settings.flows_dir] if paths is None else list(paths)
        wanted = [path.resolve() for one in asked for path in flow_files.find(one, self.formats)]
        self._is_whole = self._is_whole or any(one.is_dir() for one in asked)
        self._take([*wanted, *self._members()])
        self._latest = {}
        return self._compile(track(dict.fromkeys(wanted)))

    def read_text(self, raw: bytes, name: str) -> FlowFile:
        """Read what came through standard input, as if it were the file `name`."""
        path = Path(name).resolve()
        self._take(self._members())
        self._texts[path] = flow_files.decode(name, path, raw)
        self._latest = {}
        return self._compile([path])[0]

    def reload(self, changed: Iterable[Path]) -> tuple[FlowFile, ...]:
        """Read changed, new and deleted files again and return every file that came out differently."""
        before = self._latest or {file.path: file for file in self.files}
        for path in (one.resolve() for one in changed):
            if path.is_file() and path.suffix in self.formats:
                self._texts[path] = flow_files.read(path)
            else:
                for known in (self._texts, self._readings, self._offers):
                    known.pop(path, None)
        return tuple(file for file in self.files if before.get(file.path) != file)

    @property
    def files(self) -> tuple[FlowFile, ...]:
        """Every file read so far."""
        files = self._compile(self._texts)
        self._latest = {file.path: file for file in files}
        return files

    @cached_property
    def _registered(self) -> Vocabulary:
        plugins = self.plugins
        return Vocabulary(plugins.node_kinds, plugins.functions, plugins.answer_types, plugins.facts)

    def _take(self, paths: Iterable[Path]) -> None:
        """Read the files that were not read before."""
        for path in paths:
            if path not in self._texts:
                self._texts[path] = flow_files.read(path)

    def _members(self) -> Iterator[Path]:
        """Yield the flows of the project itself."""
        if self.settings.file is not None and self.settings.flows_dir.is_dir():
            yield from flow_files.find(self.settings.flows_dir, self.formats)

    def _compile(self, wanted: Iterable[Path]) -> tuple[FlowFile, ...]:
        self._learn_words()
        vocabulary = self.vocabulary
        files = [self._compile_one(self._texts[path], vocabulary) for path in wanted]
        found = self._between(files)
        return tuple(
            replace(file, diagnostics=_in_order(file, found)) if file.file in found else file for file in files
        )

    def _compile_one(self, source: FlowText, vocabulary: Vocabulary) -> FlowFile:
        kept = self._readings.get(source.path)
        if kept and kept.source == source:
            return kept.file
        if source.trouble:
            return FlowFile(source.file, source.path, "", None, (source.trouble,))
        language = self.format_of(source.path)
        reading = self._call(language, lambda: language.read(source.text, vocabulary, source.file))
        file = FlowFile(source.file, source.path, source.text, reading.flow, reading.diagnostics)
        self._readings[source.path] = _Kept(source, file, self._ties(reading))
        return file

    def _between(self, files: Sequence[FlowFile]) -> Mapping[str, Sequence[Diagnostic]]:
        """Return the problems that flows have with each other, by file.

        Twins are always told. The rest asks for every flow compiled, so it waits until all of them are wanted.
        """
        found = list(self._twins(files))
        if self._is_whole and len(files) == len(self._texts):
            kept = (self._readings.get(file.path) for file in files)
            found += self._compare([one.ties for one in kept if one and one.ties])
        by_file: dict[str, list[Diagnostic]] = {}
        for diagnostic in found:
            by_file.setdefault(diagnostic.file, []).append(diagnostic)
        return by_file

    def _compare(self, ties: list[Ties]) -> list[Diagnostic]:
        """Return where flows are at odds. Most edits touch nothing that ties a flow to others: then nothing is done."""
        from cauce.engine.issues import call_cycles, rank_conflicts

        if ties != self._compared[0]:
            self._compared = ties, [*rank_conflicts(ties), *call_cycles(ties)]
        return self._compared[1]

    def _ties(self, reading: Reading) -> Ties | None:
        from cauce.engine.issues import ties

        return ties(reading.flow, self._registered.kinds) if reading.flow else None

    def _learn_words(self) -> None:
        """Look at what each flow offers to others, and forget the readings that a change of it may have touched."""
        if not self._is_whole:
            return
        offers = (self._offer(source) for source in self._texts.values())
        words = {offer.name: offer.words for offer in offers if offer.name and offer.words}
        if words == self._words:
            return
        before = self._words
        self._words = words
        self.__dict__.pop("vocabulary", None)
        if before is None:
            self._readings.clear()
            return
        changed = [name for name in words.keys() | before.keys() if words.get(name) != before.get(name)]
        self._readings = {path: kept for path, kept in self._readings.items() if not kept.may_name(changed)}

    def _twins(self, files: Sequence[FlowFile]) -> Iterator[Diagnostic]:
        """Yield a problem for each of these flows whose name an earlier file has taken."""
        named = {source.file: name for source in self._texts.values() if (name := self._offer(source).name)}
        if len(set(named.values())) == len(named):
            return
        first = {named[file]: file for file in sorted(named, reverse=True)}
        for file in files:
            name = named.get(file.file)
            if name and first[name] != file.file:
                header = file.flow.header if file.flow else None
                span = header.spans.get("name", header.span) if header else NOWHERE
                yield Diagnostic("E604", span, file.file, {"name": name, "other": first[name]})

    def _offer(self, source: FlowText) -> _Offer:
        """Return what a flow offers to others, looked at once per text."""
        kept = self._offers.get(source.path)
        if kept and kept.text == source.text:
            return kept
        language = self.format_of(source.path)
        name = None if source.trouble else self._call(language, lambda: language.name(source.text))
        words = self._call(language, lambda: language.outline(source.text)) if name else None
        self._offers[source.path] = offer = _Offer(source.text, name, words)
        return offer

    def _call(self, language: FlowFormat, ask: Callable[[], Answer]) -> Answer:
        """Ask a language, which promises never to raise; one that does is named."""
        try:
            return ask()
        except Exception as error:
            raise self.plugins.blame(language, error) from error


def _in_order(file: FlowFile, found: Mapping[str, Sequence[Diagnostic]]) -> tuple[Diagnostic, ...]:
    """Return a file's problems with those found later in their places."""
    return tuple(sorted([*file.diagnostics, *found[file.file]], key=lambda one: one.span))
