"""Every hook, in the order they are called at start. Each hands over objects once; live traffic goes through those.

A plugin is a module with functions of these names, marked with `hookimpl`. Each returns a list or a tuple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from cauce.flow_format import FlowFormat
    from cauce.model.command import Command
    from cauce.model.node_kind import NodeKind
    from cauce.model.permission import Permission
    from cauce.model.route import Route
    from cauce.model.vocabulary import AnswerType, Fact, Function
    from cauce.transport import Transport

GROUP = "cauce"
"""The entry-point group of plugins, and the name under which hooks are marked."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


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

    Reading is pure: it looks at what was loaded before the step began.

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
