"""Every kind of node does what its cases say: a folder of data, one file per kind."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cauce.engine.scene import AreaView
from cauce.model.message import Capabilities
from cauce.nodes import KINDS, register_node_kinds
from engine_rig import Talk, library_of, plain_scene

CASES = Path(__file__).parent / "cases"
CHANNELS = {
    "text": Capabilities(),
    "whatsapp": Capabilities(buttons=3, button_text=20, rows=10, row_text=24),
    "short": Capabilities(text=40),
}


def all_cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", all_cases())
def test_a_case_goes_as_written(case: dict[str, Any]) -> None:
    library = library_of(case["flow"], *case.get("flows", ()))
    scene = plain_scene(
        capabilities=CHANNELS[case.get("channel", "text")], default_area=case.get("default_area", ""), **_world(case)
    )
    talk = Talk(library, scene)
    assert talk.play(case["talk"]) == case["talk"].strip()


def _world(case: dict[str, Any]) -> dict[str, Any]:
    world: dict[str, Any] = {key: case[key] for key in ("contact", "config") if key in case}
    if "areas" in case:
        world["areas"] = {name: AreaView(**area) for name, area in case["areas"].items()}
    return world


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_has_cases(kind: str) -> None:
    cases = tomllib.loads((CASES / f"{kind}.toml").read_text(encoding="utf-8"))["case"]
    assert len(cases) >= 3
    assert all(kind in "".join((case["flow"], *case.get("flows", ()))) for case in cases)


def test_the_core_hands_over_its_kinds_by_the_hook() -> None:
    assert register_node_kinds() is KINDS
    assert all({"es", "en"} <= kind.title.keys() & kind.summary.keys() and kind.example for kind in KINDS)


def test_no_cases_are_left_over() -> None:
    assert {file.stem for file in CASES.glob("*.toml")} == {kind.name for kind in KINDS}
