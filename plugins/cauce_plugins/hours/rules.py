"""What is done to calendars: checked against what there is, written with its audit, and told, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cauce import Acts, Problem
from cauce.desk import Unknown
from cauce_plugins.hours import store
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.reading import Wrongs, read_plan, read_window, refuse_overlaps
from cauce_plugins.hours.showing import show_window

CHANGED = "hours.changed"
"""The event that tells that a calendar is not as it was, or is no more."""


def add(acts: Acts, fresh: Plan, said: Mapping[str, Any]) -> Plan:
    """Make a calendar. fresh: what holds where nothing is said. Raises Problem for what cannot be."""
    plan = read_plan(fresh, {"zone": fresh.zone, **said})
    store.hold(acts.db)
    _refuse_taken(acts, plan)
    made = store.add(acts.db, plan, acts.now)
    _tell(acts, "hours.added", made, made.areas)
    return made


def change(acts: Acts, calendar: int, said: Mapping[str, Any], seen: str | None = None) -> Plan:
    """Change some of a calendar. seen: the stamp that it must still have. Raises Unknown, and Problem."""
    before = _held(acts, calendar)
    if seen not in {None, before.stamp}:
        raise Problem("changed", headers={"ETag": f'"{before.stamp}"'})
    return _keep(acts, before, read_plan(before, said))


def remove(acts: Acts, calendar: int) -> None:
    """Forget a calendar: its areas attend always from now on. Raises Unknown."""
    before = _held(acts, calendar)
    store.remove(acts.db, calendar)
    _tell(acts, "hours.removed", before, before.areas)


def add_part(acts: Acts, calendar: int, name: str, said: Mapping[str, Any]) -> Plan:
    """Add a holiday or an exception to a calendar. Raises Unknown, and Problem."""
    before = _held(acts, calendar)
    part = getattr(read_plan(Plan("", ""), {name: [said]}), name)
    return _keep(acts, before, read_plan(_with(before, name, (*getattr(before, name), *part)), {}))


def remove_part(acts: Acts, calendar: int, name: str, row: int) -> None:
    """Take a holiday or an exception from a calendar. Raises Unknown."""
    before = _held(acts, calendar)
    left = tuple(one for one in getattr(before, name) if one.id != row)
    if len(left) == len(getattr(before, name)):
        raise Unknown
    _keep(acts, before, _with(before, name, left))


def add_window(acts: Acts, fresh: Plan, area: str, said: Mapping[str, Any]) -> tuple[Plan, int]:
    """Add a window to the calendar that an area uses, which is made where it uses none. Returns the window's number too."""
    window = _read_window(said)
    store.hold(acts.db)
    before = store.of_area(acts.db, area)
    if before is None:
        made = add(acts, replace(fresh, name=_free_name(acts, area), windows=(window,)), {"areas": [area]})
    else:
        made = _keep(acts, before, _checked(replace(before, windows=(*before.windows, window))))
    return made, next(one.id for one in made.windows if one == window)


def change_window(acts: Acts, row: int, said: Mapping[str, Any]) -> Plan:
    """Change some of a window. Raises Unknown, and Problem."""
    before = _holder(acts, row)
    was = next(one for one in before.windows if one.id == row)
    window = replace(_read_window({**show_window(was), **said}), id=row)
    after = replace(before, windows=tuple(window if one.id == row else one for one in before.windows))
    return _keep(acts, before, _checked(after))


def remove_window(acts: Acts, row: int) -> None:
    """Take a window from its calendar. Raises Unknown."""
    before = _holder(acts, row)
    _keep(acts, before, replace(before, windows=tuple(one for one in before.windows if one.id != row)))


def _held(acts: Acts, calendar: int) -> Plan:
    """Return a calendar that nobody else changes meanwhile. Raises Unknown."""
    store.hold(acts.db)
    found = store.get(acts.db, calendar)
    if found is None:
        raise Unknown
    return found


def _holder(acts: Acts, row: int) -> Plan:
    """Return the calendar of a window likewise."""
    store.hold(acts.db)
    found = store.of_window(acts.db, row)
    if found is None:
        raise Unknown
    return found


def _read_window(said: Mapping[str, Any]) -> Window:
    wrongs = Wrongs()
    window = read_window(wrongs, "", said)
    wrongs.refuse()
    return window


def _checked(plan: Plan) -> Plan:
    wrongs = Wrongs()
    refuse_overlaps(wrongs, "/windows", plan.windows)
    wrongs.refuse()
    return plan


def _with(plan: Plan, name: str, parts: tuple[Any, ...]) -> Plan:
    """Return a calendar with other holidays, or other exceptions."""
    return replace(plan, holidays=parts) if name == "holidays" else replace(plan, exceptions=parts)


def _free_name(acts: Acts, area: str) -> str:
    """Return a name for the calendar of an area that none has."""
    name, number = area, 2
    while store.named(acts.db, name) is not None:
        name, number = f"{area[:58]} {number}", number + 1
    return name


def _keep(acts: Acts, before: Plan, after: Plan) -> Plan:
    if after == before:
        return before
    _refuse_taken(acts, after)
    made = store.save(acts.db, before.id, after, acts.now)
    _tell(acts, CHANGED, made, sorted({*before.areas, *made.areas}))
    return made


def _refuse_taken(acts: Acts, plan: Plan) -> None:
    """Raise Problem where the name is another calendar's, an area uses another, or there is no such area."""
    wrongs = Wrongs()
    other = store.named(acts.db, plan.name)
    if other is not None and other.id != plan.id:
        wrongs.add(
            "/name", f"Ya hay un calendario «{plan.name}».", f"There is a calendar “{plan.name}” already.", "taken"
        )
    known, users = store.areas(acts.db), store.users_of(acts.db, plan.areas)
    for place, area in enumerate(plan.areas):
        user = users.get(area)
        if area not in known:
            wrongs.add(f"/areas/{place}", f"No hay un área «{area}».", f"There is no area “{area}”.", "unknown")
        elif user is not None and user[0] != plan.id:
            wrongs.add(
                f"/areas/{place}",
                f"«{area}» ya usa el calendario «{user[1]}».",
                f"“{area}” uses the calendar “{user[1]}” already.",
                "taken",
            )
    wrongs.refuse()


def _tell(acts: Acts, action: str, plan: Plan, areas: Sequence[str]) -> None:
    acts.record(action, f"hours:{plan.id}", {"name": plan.name, "areas": list(areas)})
    acts.tell_team(CHANGED, {"calendar": plan.id, "name": plan.name, "areas": list(areas)})
