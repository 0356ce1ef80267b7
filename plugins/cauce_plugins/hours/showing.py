"""Calendars as the API shows them."""

from __future__ import annotations

from typing import Any

from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.sentence import describe
from cauce_plugins.hours.times import show_minute


def show(plan: Plan) -> dict[str, Any]:
    """Return all of a calendar. text: its week as a sentence."""
    return {
        "id": plan.id,
        "name": plan.name,
        "zone": plan.zone,
        "lang": plan.lang,
        "courtesy": plan.courtesy,
        "general": plan.general,
        "windows": [{"id": one.id, **show_window(one)} for one in plan.windows],
        "holidays": [
            {"id": one.id, "date": one.day.isoformat(), "yearly": one.yearly, "name": one.name} for one in plan.holidays
        ],
        "exceptions": [
            {"id": one.id, "date": one.day.isoformat(), "name": one.name, "windows": [_span(each) for each in one.windows]}
            for one in plan.exceptions
        ],
        "areas": list(plan.areas),
        "text": describe(plan.windows, plan.lang),
    }  # fmt: skip


def show_window(window: Window) -> dict[str, Any]:
    """Return a window of the week as people write it."""
    return {**_span(window), "days": [day + 1 for day in sorted(window.days)], "message": window.message}


def _span(window: Window) -> dict[str, str]:
    return {"start_time": show_minute(window.start), "end_time": show_minute(window.end)}
