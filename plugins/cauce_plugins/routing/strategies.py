"""The strategies that come with routing. Others are handed over by plugins: `register_strategies`."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Candidate, Strategy, Waiting


def least_loaded(_waiting: Waiting, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return whoever has the fewest conversations; among equals, who was given one the longest ago."""
    return min(candidates, key=lambda one: (one.load, one.last, one.user), default=None)


def round_robin(_waiting: Waiting, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return whoever was given one the longest ago, however many they have."""
    return min(candidates, key=lambda one: (one.last, one.user), default=None)


LEAST_LOADED = Strategy(
    "routing.least_loaded", {"es": "La persona con menos conversaciones", "en": "Whoever has the fewest"}, least_loaded
)
ROUND_ROBIN = Strategy("routing.round_robin", {"es": "Por turnos", "en": "By turns"}, round_robin)
