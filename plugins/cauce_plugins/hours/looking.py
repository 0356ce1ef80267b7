"""When an area attends, what to tell people until then, and the facts that flows read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cauce import Opening
from cauce_plugins.hours import store
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.sentence import describe, when
from cauce_plugins.hours.words import COURTESY, COURTESY_WITHOUT_END, COURTESY_WITHOUT_HOURS

if TYPE_CHECKING:
    from cauce import Moment
    from cauce.sql import Connection


def look(db: Connection, area: str, at: int, settings: Mapping[str, Any]) -> Opening | None:
    """Return whether an area attends, None where it uses no calendar."""
    plan = store.of_area(db, area)
    return None if plan is None else opening(plan, at, settings)


def opening(plan: Plan, at: int, settings: Mapping[str, Any]) -> Opening:
    """Return whether a calendar is open at an instant, and what to tell people where it is not."""
    calendar = plan.calendar()
    hours = describe(plan.windows, plan.lang)
    if calendar.is_open(at):
        return Opening(open=True, hours=hours)
    opens = calendar.next_opening(at)
    told = courtesy(plan, at, opens, str(settings.get("courtesy", "")))
    return Opening(False, hours, opens, told, float(settings.get("repeat_minutes", 30)) * 60)


def courtesy(plan: Plan, at: int, opens: int | None, usual: str) -> str:
    """Return what to tell people who write while it is closed.

    The message of the window that opens next, else the calendar's, else the usual one, else one made of the schedule.
    """
    calendar = plan.calendar()
    window = None if opens is None else calendar.window_at(opens)
    hours = describe(plan.windows, plan.lang)
    next_ = "" if opens is None else when(calendar, opens, at, plan.lang)
    made = COURTESY if hours and next_ else COURTESY_WITHOUT_END if hours else COURTESY_WITHOUT_HOURS
    text = (window.message if window else "") or plan.courtesy or usual or made[plan.lang]
    return text.replace("{hours}", hours).replace("{next}", next_)


def is_open(moment: Moment) -> bool:
    """Return `hours.open`. Where there is no calendar, there is always somebody."""
    plan = _plan(moment)
    return plan is None or plan.calendar().is_open(moment.now)


def next_opening(moment: Moment) -> datetime | None:
    """Return `hours.next_opening`: null while it is open, and where it never opens."""
    plan = _plan(moment)
    calendar = plan.calendar() if plan else None
    if calendar is None or calendar.is_open(moment.now):
        return None
    opens = calendar.next_opening(moment.now)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return None if opens is None else (epoch + timedelta(milliseconds=opens)).astimezone(ZoneInfo(calendar.zone))


def text(moment: Moment) -> str:
    """Return `hours.text`, the week as a sentence."""
    plan = _plan(moment)
    return describe(plan.windows, plan.lang) if plan else ""


def _plan(moment: Moment) -> Plan | None:
    """Return the calendar of the conversation's area, else the general one."""
    area = moment.area
    return (store.of_area(moment.db, area) if area else None) or store.general(moment.db)
