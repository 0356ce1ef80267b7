"""Working hours: calendars of areas, with holidays and exceptions, for flows, hand-overs and whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import AreaHours, Fact, Listener, Permission, Route, SettingsTable, Tables, hookimpl


@hookimpl
def register_settings() -> Sequence[SettingsTable]:
    """Hand over `[hours]`."""
    from cauce_plugins.hours.settings import TABLE

    return [TABLE]


@hookimpl
def register_tables() -> Sequence[Tables]:
    """Hand over the tables of calendars."""
    return [Tables("hours", "cauce_plugins.hours.tables", "cauce_plugins.hours.migrations")]


@hookimpl
def register_area_hours() -> Sequence[AreaHours]:
    """Hand over when areas attend."""
    from cauce_plugins.hours.looking import look

    return [AreaHours("hours.calendar", {"es": "Según su calendario", "en": "By its calendar"}, look)]


@hookimpl
def register_facts() -> Sequence[Fact]:
    """Hand over `hours.open`, `hours.next_opening` and `hours.text`."""
    from cauce_plugins.hours import looking

    return [
        Fact("hours.open", {"es": "Si hay quien atienda ahora", "en": "Whether anybody attends now"}, "boolean", load=looking.is_open),
        Fact("hours.next_opening", {"es": "Cuándo se atiende de nuevo", "en": "When somebody attends again"}, "time", load=looking.next_opening),
        Fact("hours.text", {"es": "El horario, como frase", "en": "The hours, as a sentence"}, "text", load=looking.text),
    ]  # fmt: skip


@hookimpl
def register_listeners() -> Sequence[Listener]:
    """Hand over who looks again at what waits, where hours changed."""
    from cauce_plugins.hours.reopening import LISTENER

    return [LISTENER]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Hand over who may see calendars and who may change them."""
    desk = ("SUPERVISOR", "SUPPORT", "SALES", "OPERATOR")
    return [
        Permission("hours.read", {"es": "Ver los horarios de atención.", "en": "See opening hours."}, desk),
        Permission("hours.manage", {"es": "Cambiar los horarios de atención.", "en": "Change opening hours."}),
    ]


@hookimpl
def register_routes() -> Sequence[Route]:
    """Hand over the routes of calendars and windows."""
    from cauce_plugins.hours import checking, routes, working_hours

    return [*routes.routes(), *checking.routes(), *working_hours.routes()]
