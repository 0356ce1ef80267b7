"""What flows read of areas: how many wait there, and how many take conversations now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cauce import Fact, Function

if TYPE_CHECKING:
    from cauce import Moment

Count = Callable[["Moment", str], int]


def _waiting(moment: Moment, area: str) -> int:
    # Checking a flow needs none of this.
    from cauce_plugins.routing import queues

    return queues.count(moment.db, area)


def _online(moment: Moment, area: str) -> int:
    from cauce_plugins.routing import crew
    from cauce_plugins.routing.rules import MINUTE
    from cauce_plugins.routing.settings import SETTINGS

    minutes = moment.settings.get("vanish_minutes", SETTINGS.schema["properties"]["vanish_minutes"]["default"])
    return crew.online(moment.db, area, minutes * MINUTE, moment.now)


def _of_conversation(count: Count) -> Callable[[Moment], int]:
    def load(moment: Moment) -> int:
        area = moment.area or moment.settings.get("default_area") or _only_area(moment)
        return count(moment, area) if area else 0

    return load


def _only_area(moment: Moment) -> str:
    found = moment.db.execute("SELECT name FROM areas WHERE active = 1 LIMIT 2").fetchall()
    return str(found[0][0]) if len(found) == 1 else ""


def _of_area(name: str, count: Count) -> Callable[..., int]:
    def call(scene: Any, area: Any) -> int:
        if not isinstance(area, str) or not area:
            raise ValueError("the name of an area was expected")
        if scene.moment is None:
            return _given(scene.facts, area, name)
        if area not in scene.areas:
            raise ValueError(f"there is no area «{area[:60]}»")
        return count(scene.moment, area)

    return call


def _given(facts: Mapping[str, Any], area: str, name: str) -> int:
    """Return what a test says: `given area.ventas.waiting = 3`, or `given area.waiting = 3` of all of them."""
    value = facts.get(f"area.{area}.{name}", facts.get(f"area.{name}", 0))
    return value if isinstance(value, int) else 0


FACTS = (
    Fact(
        "area.waiting",
        {"es": "Cuántas personas esperan en el área", "en": "How many people wait in the area"},
        "number",
        load=_of_conversation(_waiting),
    ),
    Fact(
        "area.online",
        {"es": "Cuántas personas del área atienden ahora", "en": "How many of the area take conversations now"},
        "number",
        load=_of_conversation(_online),
    ),
)
FUNCTIONS = (
    Function(
        "area_waiting",
        {"es": "Cuántas personas esperan en un área", "en": "How many people wait in an area"},
        ("area",),
        _of_area("waiting", _waiting),
        example="area_waiting('ventas')",
    ),
    Function(
        "area_online",
        {"es": "Cuántas personas de un área atienden ahora", "en": "How many of an area take conversations now"},
        ("area",),
        _of_area("online", _online),
        example="area_online('ventas')",
    ),
)
