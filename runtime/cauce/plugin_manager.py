"""The only caller of pluggy: loads plugins, asks each hook once, checks what comes back and names who broke it.

Live traffic never passes through here: what the hooks handed over is kept in frozen mappings and tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pluggy

from cauce import hookspecs, registration
from cauce.errors import PluginError
from cauce.hookspecs import GROUP
from cauce.plugin_source import Origin, Source, broken, built_in, given, installed, local, names_of_tables, select

if TYPE_CHECKING:
    from cauce.flow_format import FlowFormat
    from cauce.model.area_hours import AreaHours
    from cauce.model.command import Command
    from cauce.model.file_keeper import FileKeeper
    from cauce.model.job import Job
    from cauce.model.listener import Listener
    from cauce.model.node_kind import NodeKind
    from cauce.model.permission import Permission
    from cauce.model.route import Route
    from cauce.model.settings_table import SettingsTable
    from cauce.model.strategy import Strategy
    from cauce.model.tables import Tables
    from cauce.model.vocabulary import AnswerType, Fact, Function
    from cauce.transport import Transport

BUILT_IN = (
    "cauce.nodes",
    "cauce.answers",
    "cauce.functions",
    "cauce.access",
    "cauce.cli.commands",
    "cauce_dsl",
    "cauce_plugins.dashboard",
    "cauce_plugins.media",
    "cauce_plugins.transports.webchat",
    "cauce_plugins.transports.whatsapp_cloud",
    "cauce_plugins.auto_close",
    "cauce_plugins.hours",
    "cauce_plugins.routing",
    "cauce_plugins.contacts",
)
"""The plugins that come with Cauce. They enter by the same door as everybody's."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A loaded plugin. `hooks` are those it implements, in calling order."""

    name: str
    origin: Origin
    place: str
    version: str
    hooks: tuple[str, ...]


class PluginManager:
    """The plugins of one process. Each property asks its hook once, at first use, and never again.

    Everything that can be wrong with a plugin raises PluginError: on loading, or on the property that asks.
    idle: the plugins that there are and that are switched off.
    """

    def __init__(self, sources: Iterable[Source], idle: Sequence[Source] = ()) -> None:
        self._pluggy = pluggy.PluginManager(GROUP)
        self._pluggy.add_hookspecs(hookspecs)
        self._sources: dict[str, Source] = {}
        self._idle = idle
        self._owners: dict[int, str] = {}
        for source in sources:
            self._load(source)
        self.plugins = tuple(self._describe(source) for source in self._sources.values())

    @classmethod
    def load(
        cls,
        *,
        files: Sequence[Path] = (),
        disable: Collection[str] = (),
        allow: Collection[str] | None = None,
        entry_points: bool = True,
        plugins: Sequence[object] = (),
    ) -> PluginManager:
        """Load the built-in plugins, those of installed packages, those in `files`, and the objects in `plugins`.

        Tests switch the installed ones off with `entry_points=False` and single ones with `disable`.
        """
        sources = [*built_in(BUILT_IN), *(installed() if entry_points else ()), *local(files), *given(plugins)]
        chosen = select(sources, disable, allow)
        # Those that may not be loaded are not asked anything either.
        return cls(chosen, [source for source in sources if source.name in disable])

    @cached_property
    def settings(self) -> Mapping[str, SettingsTable]:
        """The tables of settings by name: one of each plugin at most, and no variable of two."""
        tables: Mapping[str, SettingsTable] = self._named("register_settings", registration.check_settings_table)
        owners: dict[str, str] = {}
        variables: dict[str, str] = {}
        for name, table in tables.items():
            source = self._sources[self.owner(table)]
            if (other := owners.setdefault(source.name, name)) != name:
                raise broken(source, "register_settings", registration.complain("tables", other, name))
            for one in table.variables:
                if (other := variables.setdefault(one, source.name)) != source.name:
                    raise broken(source, "register_settings", registration.complain("twice", one, other))
        return tables

    def idle_tables(self) -> frozenset[str]:
        """Return the names of the tables of settings that plugins would read which are switched off.

        They are loaded to be asked, but whatever is wrong with them is why they are off.
        """
        return frozenset(name for source in self._idle for name in names_of_tables(source))

    @cached_property
    def tables(self) -> Mapping[str, Tables]:
        """The tables of plugins by the name of their app."""
        return self._named("register_tables", registration.check_tables, lambda one: str(one.app))

    @cached_property
    def node_kinds(self) -> Mapping[str, NodeKind]:
        """The node kinds by name, the core's first."""
        return self._named(
            "register_node_kinds", registration.check_node_kind, check_strange=registration.check_strange_kind
        )

    @cached_property
    def answer_types(self) -> Mapping[str, AnswerType]:
        """The types of answers by name."""
        return self._named("register_answer_types", registration.check_answer_type)

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """The functions of expressions by name."""
        return self._named("register_functions", registration.check_function)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts by name."""
        return self._named("register_facts", registration.check_fact)

    @cached_property
    def flow_formats(self) -> Mapping[str, FlowFormat]:
        """The flow formats by suffix, dot included."""
        return self._named("register_flow_formats", registration.check_flow_format, lambda one: one.suffix)

    @cached_property
    def transports(self) -> Mapping[str, Transport]:
        """The transports by name."""
        return self._named("register_transports", registration.check_transport)

    @cached_property
    def area_hours(self) -> Mapping[str, AreaHours]:
        """Who knows when areas attend, by name."""
        return self._named("register_area_hours", registration.check_area_hours)

    @cached_property
    def strategies(self) -> Mapping[str, Strategy]:
        """The ways to choose who is given a conversation, by name."""
        return self._named("register_strategies", registration.check_strategy)

    @cached_property
    def file_keepers(self) -> Mapping[str, FileKeeper]:
        """Who keeps files, by name."""
        return self._named("register_file_keepers", registration.check_file_keeper)

    @cached_property
    def listeners(self) -> Mapping[str, Listener]:
        """Who is told what happened, by name."""
        return self._named("register_listeners", registration.check_listener)

    @cached_property
    def jobs(self) -> Mapping[str, Job]:
        """What is done again and again, by name."""
        return self._named("register_jobs", registration.check_job)

    @cached_property
    def permissions(self) -> Mapping[str, Permission]:
        """The permissions by name, the core's first."""
        return self._named("register_permissions", registration.check_permission)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes of plugins; those of transports come from `Transport.routes`."""
        routes = self._named("register_routes", registration.check_route, lambda one: f"{one.method} {one.path}")
        return tuple(routes.values())

    @cached_property
    def commands(self) -> Mapping[str, Command]:
        """The commands of the command line by name."""
        return self._named("register_commands", registration.check_command)

    def start(self) -> PluginManager:
        """Ask every hook now, so that nothing broken is found later. Returns itself."""
        for name in HOOKS.values():
            getattr(self, name)
        return self

    def owner(self, thing: object) -> str:
        """Return the name of the plugin that handed over an object, "" for one that none did."""
        return self._owners.get(id(thing), "")

    def blame(self, thing: object, error: BaseException) -> PluginError:
        """Return the error about an object that a plugin handed over and that broke later."""
        return broken(self._sources[self.owner(thing)], type(thing).__name__, error)

    def _load(self, source: Source) -> None:
        try:
            module = source.load()
        except (Exception, SystemExit) as error:
            raise broken(source, "import", error) from error
        try:
            self._pluggy.register(module, name=source.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            raise broken(source, "register", {"es": str(error), "en": str(error)}) from error
        self._sources[source.name] = source
        self._refuse_strange_hooks(source, module)
        self._pluggy.check_pending()

    def _refuse_strange_hooks(self, source: Source, module: object) -> None:
        """Stop at a hook that does not exist, at one that wraps others, and at one that lacks its mark."""
        callers = self._pluggy.get_hookcallers(module) or []
        for caller in callers:
            if caller.spec is None:
                raise broken(source, caller.name, registration.no_such_hook(caller.name, list(HOOKS)))
            if any(found.wrapper or found.hookwrapper for found in caller.get_hookimpls()):
                raise broken(source, caller.name, registration.complain("wrapper"))
        marked = {caller.name for caller in callers}
        for name in HOOKS:
            if name not in marked and callable(getattr(module, name, None)):
                raise broken(source, name, registration.complain("mark"))

    def _describe(self, source: Source) -> Plugin:
        callers = self._pluggy.get_hookcallers(self._pluggy.get_plugin(source.name)) or []
        used = {caller.name for caller in callers}
        hooks = tuple(name for name in HOOKS if name in used)
        return Plugin(source.name, source.origin, source.place, source.version, hooks)

    def _ask(self, hook: str) -> Iterable[tuple[Source, object]]:
        """Yield what each plugin returned, with the plugin, in the order of loading."""
        # Called one by one and not through the hook: one that raises must be named.
        for found in getattr(self._pluggy.hook, hook).get_hookimpls():
            source = self._sources[found.plugin_name]
            try:
                things = found.function()
            except (Exception, SystemExit) as error:
                raise broken(source, hook, error) from error
            if isinstance(things, str | bytes) or not isinstance(things, Sequence):
                raise broken(source, hook, registration.complain("list", type(things).__name__))
            for thing in things:
                yield source, thing

    def _named(
        self,
        hook: str,
        check: Callable[[Any], registration.Complaint],
        name_of: Callable[[Any], str] = lambda thing: str(thing.name),
        check_strange: Callable[[Any], registration.Complaint] = lambda thing: None,  # noqa: ARG005
    ) -> Mapping[str, Any]:
        """Return the things of a hook by name, each checked and no name twice."""
        things: dict[str, Any] = {}
        for source, thing in self._ask(hook):
            complaint = check(thing)
            if complaint is None and source.origin is not Origin.BUILT_IN:
                complaint = check_strange(thing)
            if complaint:
                raise broken(source, hook, complaint)
            name = name_of(thing)
            if name in things:
                other = self._owners[id(things[name])]
                raise broken(source, hook, registration.complain("twice", name, other))
            things[name] = thing
            self._owners[id(thing)] = source.name
        return MappingProxyType(things)


HOOKS: Mapping[str, str] = MappingProxyType(
    {name: name.removeprefix("register_") for name in vars(hookspecs) if name.startswith("register_")}
)
"""The name of each hook with that of the property that asks it, in calling order."""
