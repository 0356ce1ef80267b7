"""Every hook, in the order they are called at start. Each hands over objects once; live traffic goes through those.

A plugin is a module with functions of these names, marked with `hookimpl`. Each returns a list or a tuple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

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

GROUP = "cauce"
"""The entry-point group of plugins, and the name under which hooks are marked."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def register_settings() -> Sequence[SettingsTable]:
    """Return the table of `cauce.toml` that the plugin reads: one at most.

    What it says is given to whatever else the plugin hands over, as `Host.settings`.

    Example:
        @hookimpl
        def register_settings():
            return [SettingsTable("weather", {"es": "El tiempo", "en": "The weather"}, SCHEMA)]
    """
    return ()


@hookspec
def register_tables() -> Sequence[Tables]:
    """Return the plugin's own tables of the database, with their migrations.

    Example:
        @hookimpl
        def register_tables():
            return [Tables("weather", "my_weather.tables", "my_weather.migrations")]
    """
    return ()


@hookspec
def register_node_kinds() -> Sequence[NodeKind]:
    """Return the node kinds that flows may use as statements.

    A kind is the statement, its checks, its form in the builder and its reference page at once. Only the core's own
    names have no dot; yours start with a word of your own: `weather.today`.

    Example:
        @hookimpl
        def register_node_kinds():
            return [today]
    """
    return ()


@hookspec
def register_answer_types() -> Sequence[AnswerType]:
    """Return types that `ask type=...` may name.

    `parse` takes what the person sent and returns the value to keep, or raises ValueError to ask again.

    Example:
        @hookimpl
        def register_answer_types():
            return [AnswerType("plate", {"es": "Patente", "en": "Number plate"}, read_plate, retry=PLEASE)]
    """
    return ()


@hookspec
def register_functions() -> Sequence[Function]:
    """Return pure functions that expressions may call.

    Example:
        @hookimpl
        def register_functions():
            return [Function("weather.feels", SUMMARY, ("degrees", "wind"), feels_like)]
    """
    return ()


@hookspec
def register_facts() -> Sequence[Fact]:
    """Return named values that expressions may read.

    Reading is pure: it looks at what was loaded before the step began. What has to be looked up in the database has a `load`
    too, which is asked once in each step that reads it.

    Example:
        @hookimpl
        def register_facts():
            return [Fact("weather.season", {"es": "Estación", "en": "Season"}, "text", read_season)]
    """
    return ()


@hookspec
def register_flow_formats() -> Sequence[FlowFormat]:
    """Return the languages that flows may be written in, told apart by the suffix of the file.

    Example:
        @hookimpl
        def register_flow_formats():
            return [FlowLanguage()]  # its suffix is ".flow"
    """
    return ()


@hookspec
def register_transports() -> Sequence[Transport]:
    """Return transports: each speaks one kind of network.

    One object per transport; the accounts of it are the channels of the settings, which `open` receives.

    Example:
        @hookimpl
        def register_transports():
            return [PostcardTransport()]
    """
    return ()


@hookspec
def register_area_hours() -> Sequence[AreaHours]:
    """Return who knows when areas attend. The first that knows an area is believed.

    Example:
        @hookimpl
        def register_area_hours():
            return [AreaHours("weather.hours", {"es": "Según el tiempo", "en": "By the weather"}, look)]
    """
    return ()


@hookspec
def register_strategies() -> Sequence[Strategy]:
    """Return ways to choose who is given a conversation that waits.

    Example:
        @hookimpl
        def register_strategies():
            return [Strategy("weather.driest", {"es": "A quien no le llueve", "en": "Who stays dry"}, choose)]
    """
    return ()


@hookspec
def register_file_keepers() -> Sequence[FileKeeper]:
    """Return who keeps files, so that messages may name them by an id of ours. The first is asked.

    Example:
        @hookimpl
        def register_file_keepers():
            return [FileKeeper("weather.maps", WORDS, find_map, use_map, bring_map, address_of_map)]
    """
    return ()


@hookspec
def register_listeners() -> Sequence[Listener]:
    """Return who is told what happened.

    Example:
        @hookimpl
        def register_listeners():
            return [Listener("weather.moods", WORDS, ("conversation.closed",), hear)]
    """
    return ()


@hookspec
def register_jobs() -> Sequence[Job]:
    """Return what is done again and again, by one process at a time.

    Example:
        @hookimpl
        def register_jobs():
            return [Job("weather.fetch", {"es": "Traer el pronóstico", "en": "Fetch the forecast"}, fetch, every=3600)]
    """
    return ()


@hookspec
def register_permissions() -> Sequence[Permission]:
    """Return permissions of the plugin's own, for its routes to ask for and for roles to have.

    ADMIN has every permission; `roles` says which other roles of Cauce have it from the start.

    Example:
        @hookimpl
        def register_permissions():
            return [Permission("weather.read", {"es": "Ver el tiempo", "en": "See the weather"}, ("OPERATOR",))]
    """
    return ()


@hookspec
def register_routes() -> Sequence[Route]:
    """Return HTTP routes of the plugin's own. Each names the permission it asks for; `public` is one.

    Example:
        @hookimpl
        def register_routes():
            return [Route("GET", "/weather/today", "public", today_page)]
    """
    return ()


@hookspec
def register_commands() -> Sequence[Command]:
    """Return commands for the `cauce` command line. The click command itself is imported when it is used.

    Example:
        @hookimpl
        def register_commands():
            return [Command("weather", {"es": "El tiempo", "en": "The weather"}, "my_weather.cli:command")]
    """
    return ()
