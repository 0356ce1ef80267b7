"""Settings: `cauce.toml` and the environment over it, typed and strict. Everything works with neither.

What is wrong names the file, the line, the key and the remedy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cauce import plugin_settings
from cauce.errors import SettingsError
from cauce.model.settings_table import SettingsTable
from cauce.schemas import compile_schema, did_you_mean
from cauce.settings_file import FILE, Area, FilePart, PacePart
from cauce.settings_reading import Place, read_file, read_variables, refuse_near_misses, refuse_strange, wrong
from cauce.transport import Channel, Transport


@dataclass(frozen=True, slots=True)
class Settings:
    """What was found. `root` is the project's folder; `file` its `cauce.toml`, None where there is none.

    rest: what stands in the file that is not ours, by its key: the tables of plugins, and what nobody knows.
    """

    root: Path
    file: Path | None
    text: str
    values: FilePart
    environment: Mapping[str, str]
    rest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The language of what Cauce says of its own accord."""
        return self.values.lang

    @property
    def zone(self) -> tzinfo:
        """The time zone of the project. Raises SettingsError for one that there is not."""
        if not self.values.zone:
            import tzlocal

            return tzlocal.get_localzone()
        try:
            return ZoneInfo(self.values.zone)
        except (KeyError, ValueError, OSError):
            raise wrong(
                self.text,
                ("zone",),
                {
                    "es": f"no hay ninguna zona horaria «{self.values.zone}»: son como «America/Asuncion»",
                    "en": f"there is no time zone “{self.values.zone}”: they look like “America/Asuncion”",
                },
            ) from None

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.values.host

    @property
    def port(self) -> int:
        """The port to listen on."""
        return self.values.port

    @property
    def data_dir(self) -> Path:
        """The folder of the data, absolute. It may not exist yet."""
        return (self.root / self.values.data_dir).resolve()

    @property
    def database_url(self) -> str:
        """The database's address; `sqlite:///` and an absolute path unless something else is set."""
        return self.values.database.url or f"sqlite:///{(self.data_dir / 'cauce.db').as_posix().lstrip('/')}"

    @property
    def flows_dir(self) -> Path:
        """The folder of the flows, absolute."""
        return (self.root / self.values.flows.folder).resolve()

    @property
    def areas(self) -> Mapping[str, Area] | None:
        """The areas by name, None where the settings do not speak of them."""
        return self.values.areas

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels as written: references to variables are not resolved, the transport's settings not checked."""
        return tuple(Channel(part.name, part.transport, part.settings) for part in self.values.channels)

    @property
    def paces(self) -> Mapping[str, PacePart]:
        """How fast messages leave, by the channel's name, as written: what is None is for the transport to say."""
        return {part.name: part.pace for part in self.values.channels}

    @property
    def plugin_files(self) -> tuple[Path, ...]:
        """The local plugins, absolute."""
        return tuple((self.root / name).resolve() for name in self.values.plugins.files)

    def secret(self, name: str) -> str:
        """Return a secret by the name that flows use. Raises SettingsError where it or its variable is not set."""
        reference = self.values.secrets.get(name)
        if reference is None:
            guess = did_you_mean(name, self.values.secrets)
            raise SettingsError(
                {
                    "es": f"No hay ningún secreto «{name}» en [secrets] de {FILE}{guess['es']}.",
                    "en": f"There is no secret “{name}” in [secrets] of {FILE}{guess['en']}.",
                }
            )
        return self._look_up(reference, ("secrets", name))

    def open_channels(self, transports: Mapping[str, Transport]) -> tuple[Channel, ...]:
        """Return the channels ready to be opened: known transports, settings checked, `env:NAME` looked up.

        Raises SettingsError with the line of the first that is wrong.
        """
        return tuple(self._open(index, channel, transports) for index, channel in enumerate(self.channels))

    def refuse_strange(
        self, tables: Mapping[str, SettingsTable], idle: Callable[[], Collection[str]] = frozenset
    ) -> None:
        """Raise SettingsError at a key or a variable that is nearly a known one, or a key that nobody reads.

        tables: those of plugins. idle: tells the tables of plugins that are switched off, asked only where it matters.
        """
        refuse_near_misses(self.environment, [variable for table in tables.values() for variable in table.variables])
        more = {*tables} if self.rest.keys() <= tables.keys() else {*tables, *idle()}
        refuse_strange(self.text, self.rest, more)

    def open_tables(self, tables: Mapping[str, SettingsTable]) -> Mapping[str, Mapping[str, Any]]:
        """Return the values of the tables of plugins, by table: checked, defaults filled in, `env:NAME` looked up.

        They are read-only. Raises SettingsError with the line, or the variable, of the first that is wrong.
        """
        return {
            name: plugin_settings.read(table, self.rest.get(name), self.text, self.environment, self._look_up)
            for name, table in tables.items()
        }

    def _open(self, index: int, channel: Channel, transports: Mapping[str, Transport]) -> Channel:
        place: Place = ("channels", index)
        transport = transports.get(channel.transport)
        if transport is None:
            guess = did_you_mean(channel.transport, transports)
            raise wrong(
                self.text,
                (*place, "transport"),
                {
                    "es": f"no hay ningún transporte «{channel.transport}»{guess['es']}",
                    "en": f"there is no transport “{channel.transport}”{guess['en']}",
                },
            )
        values = {
            key: self._look_up(value, (*place, key)) if isinstance(value, str) else value
            for key, value in channel.settings.items()
        }
        for problem in compile_schema(transport.settings)(values):
            raise wrong(self.text, (*place, *problem.path), problem.words)
        return Channel(channel.name, channel.transport, values)

    def _look_up(self, value: str, place: Place) -> str:
        """Return a value, or where it is `env:NAME`, that variable's."""
        name = value.removeprefix("env:")
        if name == value:
            return value
        if found := self.environment.get(name):
            return found
        raise wrong(
            self.text,
            place,
            {
                "es": f"la variable de entorno {name} no está definida; defínela antes de arrancar",
                "en": f"the environment variable {name} is not set; set it before starting",
            },
        )


def load(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the `cauce.toml` of a folder, if it has one, and the environment over it. Raises SettingsError.

    For where there are no plugins: what is theirs is refused. See `read`.
    """
    found = read(root, environment)
    found.refuse_strange({})
    return found


def read(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read as `load` does, but leave what may be for plugins for later: `Settings.refuse_strange`. Raises SettingsError."""
    variables = os.environ if environment is None else environment
    file = root / FILE
    if not file.is_file():
        return _checked(Settings(root, None, "", read_variables(FilePart(), variables), variables))
    text, values, rest = read_file(file)
    return _checked(Settings(root, file, text, read_variables(values, variables), variables, rest))


def _checked(found: Settings) -> Settings:
    """Return the settings, where what only the machine can tell is right too. Raises SettingsError."""
    if found.values.zone:
        _ = found.zone
    return found


def find_root(start: Path) -> Path | None:
    """Return the nearest folder, from `start` upwards, that has a `cauce.toml`."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    return None
