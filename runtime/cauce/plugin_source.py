"""Where plugins come from: built-in names, entry points, local files; and whose line it was when one breaks."""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from cauce.errors import PluginError
from cauce.hookspecs import GROUP
from cauce.model.node_kind import Words
from cauce.schemas import did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Origin(StrEnum):
    """How a plugin came to be loaded."""

    BUILT_IN = "built-in"
    ENTRY_POINT = "entry point"
    FILE = "file"
    GIVEN = "given"


_ORIGINS: Mapping[str, Words] = {
    Origin.BUILT_IN: {"es": "de fábrica", "en": "built-in"},
    Origin.ENTRY_POINT: {"es": "instalado", "en": "installed"},
    Origin.FILE: {"es": "archivo", "en": "file"},
    Origin.GIVEN: {"es": "dado por el programa", "en": "given"},
}


def origin_words(origin: str) -> Words:
    """Return what an origin is called."""
    return _ORIGINS[origin]


@dataclass(frozen=True, slots=True)
class Source:
    """A plugin that could be loaded. `place` is the module, the package with its version, or the file.

    `home` is the file or folder that holds the author's own code.
    """

    name: str
    origin: Origin
    place: str
    version: str
    load: Callable[[], object]
    home: Path | None = None

    def called(self, lang: str) -> str:
        """Return the plugin's name and where it comes from, for a sentence."""
        origin = origin_words(self.origin)[lang]
        quoted = f"«{self.name}»" if lang == "es" else f"“{self.name}”"
        return f"{quoted} ({origin}: {self.place})" if self.place != self.name else f"{quoted} ({origin})"


def built_in(names: Sequence[str]) -> Iterator[Source]:
    """Yield the plugins that come with Cauce, by the names of their modules."""
    from cauce import __version__

    for name in names:
        yield Source(name, Origin.BUILT_IN, name, __version__, _importer(name))


def installed() -> Iterator[Source]:
    """Yield the plugins that installed packages declare in the entry-point group `cauce`."""
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        package, version = (point.dist.name, point.dist.version) if point.dist else (point.module, "")
        place = f"{package} {version}, {point.value}".replace(" ,", ",")
        yield Source(point.name, Origin.ENTRY_POINT, place, version, point.load, _home(point))


def local(files: Sequence[Path]) -> Iterator[Source]:
    """Yield the plugins that are files, or folders with an `__init__.py`, of the project itself."""
    for file in files:
        yield Source(file.stem, Origin.FILE, str(file), "", _file_importer(file), file)


def given(plugins: Sequence[object]) -> Iterator[Source]:
    """Yield plugins that a program, mostly a test, brings along as objects."""
    for plugin in plugins:
        name = str(getattr(plugin, "__name__", type(plugin).__name__))
        file = getattr(plugin, "__file__", None)
        yield Source(name, Origin.GIVEN, name, "", lambda plugin=plugin: plugin, Path(file) if file else None)  # type: ignore[misc]


def select(sources: Sequence[Source], disable: Collection[str], allow: Collection[str] | None) -> list[Source]:
    """Return the sources that are to be loaded.

    `disable` switches any off by name; `allow`, unless None, is the full list of installed ones that may be
    loaded. Raises PluginError for a name that nothing has, and where two have the same.
    """
    names = [source.name for source in sources]
    for word in [*disable, *(allow or ())]:
        if word not in names:
            raise PluginError(_unknown(word, names))
    for index, source in enumerate(sources):
        if source.name in names[:index]:
            other = sources[names.index(source.name)]
            raise PluginError(_twice(source, other))
    return [
        source
        for source in sources
        if source.name not in disable
        and (allow is None or source.origin is not Origin.ENTRY_POINT or source.name in allow)
    ]


def names_of_tables(source: Source) -> set[str]:
    """Return what the tables of settings are called of a plugin that is not used, broken or not."""
    # A plugin that cannot say it calls its table, more likely than not, by its own name.
    names = {source.name, source.name.rpartition(".")[2]}
    with suppress(Exception, SystemExit):
        names |= {str(table.name) for table in getattr(source.load(), "register_settings", tuple)()}
    return names


def broken(source: Source, doing: str, trouble: BaseException | Words) -> PluginError:
    """Return the error that names the plugin, what it was asked for, what went wrong and the author's own line."""
    if isinstance(trouble, BaseException):
        told = f"{type(trouble).__name__}: {_brief(trouble)}{_author_line(source, trouble)}"
        trouble = {"es": told, "en": told}
    off = f'[plugins] disable = ["{source.name}"]'
    return PluginError(
        {
            "es": f"El plugin {source.called('es')} está roto, en {doing}: {trouble['es']}\n"
            f"  Corrígelo, o apágalo en cauce.toml con {off}.",
            "en": f"The plugin {source.called('en')} is broken, in {doing}: {trouble['en']}\n"
            f"  Mend it, or switch it off in cauce.toml with {off}.",
        }
    )


def _importer(name: str) -> Callable[[], ModuleType]:
    return lambda: importlib.import_module(name)


def _file_importer(file: Path) -> Callable[[], ModuleType]:
    def load() -> ModuleType:
        target = file / "__init__.py" if file.is_dir() else file
        if not target.is_file():
            raise FileNotFoundError(f"there is no {target}")
        name = f"cauce_local_{file.stem}"
        folder = [str(file)] if file.is_dir() else None
        spec = importlib.util.spec_from_file_location(name, target, submodule_search_locations=folder)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    return load


def _home(point: EntryPoint) -> Path | None:
    """Return the folder or file of an entry point's top package, without importing it."""
    try:
        spec = importlib.util.find_spec(point.module.partition(".")[0])
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin


def _brief(error: BaseException) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


def _author_line(source: Source, error: BaseException) -> str:
    """Return the last line of the author's own code that the error passed through."""
    if isinstance(error, SyntaxError) and error.filename:
        text = (error.text or "").strip()
        return f"\n  {error.filename}:{error.lineno}: {text}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if source.home and Path(frame.filename).is_relative_to(source.home)]
    strange = [frame for frame in frames if not frame.filename.startswith("<") and frame.filename != __file__]
    for frame in reversed(own or strange):
        text = linecache.getline(frame.filename, frame.lineno or 0).strip()
        return f"\n  {frame.filename}:{frame.lineno}: {text}"
    return ""


def _unknown(word: str, names: Sequence[str]) -> dict[str, str]:
    guess = did_you_mean(word, names)
    return {
        "es": f"[plugins] de cauce.toml nombra «{word}», y no hay ningún plugin que se llame así{guess['es']}.",
        "en": f"[plugins] in cauce.toml names “{word}”, and no plugin is called that{guess['en']}.",
    }


def _twice(source: Source, other: Source) -> dict[str, str]:
    return {
        "es": f"Dos plugins se llaman igual: {other.called('es')} y {source.called('es')}. Cambia el nombre de uno.",
        "en": f"Two plugins have the same name: {other.called('en')} and {source.called('en')}. Rename one.",
    }
