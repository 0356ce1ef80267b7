"""Functions of areas."""

from __future__ import annotations

from typing import Any

from cauce.engine.scene import AreaView, Scene
from cauce.functions.arguments import text
from cauce.model.vocabulary import Function


def _area(scene: Scene, name: Any) -> AreaView:
    view = scene.areas.get(text(name))
    if view is None:
        raise ValueError(f"there is no area «{text(name)[:60]}»")
    return view


def _area_open(scene: Scene, name: Any) -> bool:
    return _area(scene, name).open


def _area_hours(scene: Scene, name: Any) -> str:
    return _area(scene, name).hours


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "area_open",
        {"es": "Si el área atiende ahora", "en": "Whether the area answers now"},
        ("area",),
        _area_open,
        example="area_open('mesa')",
    ),
    Function(
        "area_hours",
        {"es": "El horario del área, como frase", "en": "The hours of the area, as a sentence"},
        ("area",),
        _area_hours,
        example="area_hours('ventas')",
    ),
)
