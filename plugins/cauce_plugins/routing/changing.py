"""What a rule may not say: a strategy or an area that there is not, or a way that leads back to where it began."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from cauce.desk import Invalid
from cauce.sql import Connection
from cauce_plugins.routing import rules


def refuse_useless(db: Connection, area: str, said: Mapping[str, Any], strategies: Container[str]) -> None:
    """Raise Invalid for what an area could not do."""
    strategy, to = said.get("strategy"), said.get("escalate_to", "")
    if strategy is not None and strategy not in strategies:
        raise Invalid("strategy", f"No hay una estrategia «{strategy}».", f"There is no strategy “{strategy}”.")
    if not to:
        return
    if db.execute("SELECT 1 FROM areas WHERE name = ? AND active = 1", (to,)).fetchone() is None:
        raise Invalid("escalate_to", "No hay un área activa con ese nombre.", "There is no active area of that name.")
    ways = {name: one.get("escalate_to", "") for name, one in rules.every(db).items()}
    circle = _circle(area, {**ways, area: to})
    if circle:
        told = " → ".join(circle)
        raise Invalid("escalate_to", f"Daría vueltas: {told}.", f"It would go in circles: {told}.")


def _circle(area: str, ways: Mapping[str, str]) -> list[str]:
    """Return the way that leads from an area back to it, none where there is none."""
    way, here = [area], ways.get(area, "")
    while here and here not in way:
        way.append(here)
        here = ways.get(here, "")
    return [*way, here] if here == area else []
