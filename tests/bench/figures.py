"""What the load benches found, said twice: as lines of JSON while they run, and as one table beside the goals at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Sample = Mapping[str, Any]


@dataclass(frozen=True)
class Goal:
    """What a figure should be: at least or at most `value`; `aim` is what would be better still."""

    value: float
    at_least: bool = True
    aim: float | None = None

    def holds(self, found: float) -> bool:
        """Tell whether a figure is what it should be."""
        return found >= self.value if self.at_least else found <= self.value

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {shown(self.value)}" + (f" (aim {shown(self.aim)})" if self.aim is not None else "")


@dataclass(frozen=True)
class Row:
    """One figure of the table. hand: the limit's, None where there is none. goal: of the ratio where `of_ratio`."""

    section: str
    database: str
    what: str
    unit: str
    cauce: float
    hand: float | None = None
    goal: Goal | None = None
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Return Cauce's figure as a share of the limit's."""
        return self.cauce / self.hand if self.hand else None

    @property
    def verdict(self) -> str:
        """Return `yes` or `no`, nothing where there is no goal."""
        found = self.ratio if self.of_ratio else self.cauce
        if self.goal is None or found is None:
            return ""
        return "yes" if self.goal.holds(found) else "no"


def shown(value: float | None) -> str:
    """Return a figure with three digits that count."""
    if value is None:
        return ""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def tell(**found: Any) -> None:
    """Write a line of JSON."""
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}
    sys.stdout.write(json.dumps(rounded, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def middle(samples: Sequence[Sample], key: str) -> float:
    """Return the median of a figure over the rounds."""
    return median(float(sample[key]) for sample in samples)


def total(samples: Sequence[Sample], key: str) -> float:
    """Return the sum of a figure over the rounds."""
    return sum(float(sample[key]) for sample in samples)


def table(rows: Sequence[Row]) -> str:
    """Return the rows in Markdown."""
    lines = ["| | | Cauce | by hand | ratio | goal | met |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        goal = "" if row.goal is None else f"{row.goal}{' of the limit' if row.of_ratio else ''}"
        what = f"{row.what}, {row.unit}" if row.unit else row.what
        cells = (f"{row.section}, {row.database}", what, shown(row.cauce), shown(row.hand), shown(row.ratio), goal)
        lines.append(f"| {' | '.join(cells)} | {row.verdict} |")
    return "\n".join(lines)
