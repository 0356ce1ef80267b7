"""What an expression may look at while it is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.scene import Scene


class Scope:
    """The variables of a flow and the scene. `fuel` is what is left for expressions."""

    fuel: int = limits.FUEL
    lang: str = "es"
    answer: str | None = None
    flow: Mapping[str, Any] = {}

    def __init__(
        self, scene: Scene, variables: dict[str, Any] | None = None, contact: Mapping[str, Any] | None = None
    ) -> None:
        self.scene = scene
        self.variables: dict[str, Any] = {} if variables is None else variables
        self.contact: Mapping[str, Any] = scene.contact if contact is None else contact

    def charge(self, fuel: int) -> None:
        """Take fuel. Raises Fault where none is left."""
        self.fuel -= fuel
        if self.fuel < 0:
            raise Fault("E402", limit=limits.FUEL)
