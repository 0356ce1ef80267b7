"""What expressions get wrong by themselves.

E216, E217: functions that do not exist or are called wrongly. E218: a secret where people could read it. W312: braces
that were meant as they stand, as in a pattern.
"""

from __future__ import annotations

from cauce.engine.evaluate import misfit
from cauce.engine.issues.survey import Survey
from cauce.model.expression import Attribute, Call, dotted
from cauce.model.similar import Similar

_OTHERS = {
    "largo": "len", "longitud": "len", "length": "len", "size": "len", "count": "len",
    "fecha": "date", "dinero": "money", "moneda": "money",
    "mayusculas": "upper", "uppercase": "upper", "minusculas": "lower", "lowercase": "lower",
    "abierta": "area_open", "abierto": "area_open", "horario": "area_hours", "horas": "area_hours",
    "coincide": "matches", "match": "matches", "regex": "matches", "redondear": "round",
    "reemplazar": "replace", "separar": "split", "unir": "join", "numero": "number", "texto": "text",
}  # fmt: skip
"""What people call functions that have another name here."""


def find(survey: Survey) -> None:
    """Report all four."""
    for secret in survey.reads.secrets:
        survey.report("E218", secret.span, name=dotted(secret))
    for number in survey.reads.numbers:
        survey.report("W312", number.span, value=number.value)
    if survey.vocabulary.functions:
        check = _Check(survey)
        for call in survey.reads.calls:
            check.look_at(call)


class _Check:
    """Looks at each call that it is shown."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._functions = survey.vocabulary.functions
        self._similar: Similar | None = None

    def look_at(self, call: Call) -> None:
        """Report what is wrong with a call."""
        name = dotted(call.function)
        function = self._functions.get(name) if name else None
        if function is None:
            self._unknown(call, name)
            return
        problem = misfit(function, call)
        if problem:
            hint, word = problem
            self._survey.report("E217", call.span, hint, name=name, word=word, usage=function.usage)

    def _unknown(self, call: Call, name: str | None) -> None:
        if self._survey.has_enough("E216"):
            return
        if self._similar is None:
            self._similar = Similar(self._functions, _OTHERS)
        similar = self._similar.find(name) if name else None
        hint = "similar" if similar else "method" if isinstance(call.function, Attribute) else ""
        self._survey.report("E216", call.function.span, hint, name=name or "()", similar=similar or "")
