"""What is wrong with a flow that nobody has run yet: one small file per family of problems.

`inspect` looks at one flow; `rank_conflicts` and `call_cycles` at the `ties` of all that a project has.
"""

from __future__ import annotations

from cauce.engine.issues import dead_ends, exits, expressions, loops, menus, options, reach, variables, windows
from cauce.engine.issues.project import Ties, call_cycles, rank_conflicts, ties
from cauce.engine.issues.survey import WHOLE, Broken, Survey
from cauce.model.diagnostic import Diagnostic
from cauce.model.flow import Flow
from cauce.model.vocabulary import Vocabulary

__all__ = ["WHOLE", "Broken", "Ties", "call_cycles", "inspect", "rank_conflicts", "ties"]

_FAMILIES = (reach, loops, dead_ends, exits, options, menus, windows, expressions, variables)


def inspect(flow: Flow, vocabulary: Vocabulary, broken: Broken = WHOLE) -> tuple[Diagnostic, ...]:
    """Return the problems of a flow, in reading order.

    `broken` tells which lines of its text could not be read: what may be the fault of a missing line is not told.
    """
    survey = Survey(flow, vocabulary, broken)
    for family in _FAMILIES:
        family.find(survey)
    return survey.in_order()
