"""`type=yes_no`: yes or no, kept as true or false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.engine.folding import fold
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_YES = frozenset(
    [
        "si",
        "s",
        "sip",
        "sii",
        "claro",
        "dale",
        "ok",
        "okay",
        "okey",
        "bueno",
        "vale",
        "afirmativo",
        "correcto",
        "acepto",
        "yes",
        "y",
        "yep",
        "yeah",
        "sure",
        "👍",
        "✅",
        "de acuerdo",
        "por supuesto",
        "claro que si",
        "si por favor",
        "yes please",
        "of course",
    ]
)
_NO = frozenset(
    [
        "no",
        "n",
        "nop",
        "nope",
        "negativo",
        "nunca",
        "jamas",
        "nah",
        "👎",
        "❌",
        "no gracias",
        "para nada",
        "claro que no",
        "no thanks",
    ]
)


def parse(message: Inbound, _options: Mapping[str, Any]) -> bool:
    """Return true for yes, false for no. Raises ValueError for everything else."""
    folded = fold(message.text[:64])
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueError("neither yes nor no")


TYPE = AnswerType(
    name="yes_no",
    title={"es": "Sí o no", "en": "Yes or no"},
    parse=parse,
    retry={
        "es": "Responde *sí* o *no*, por favor.",
        "en": "Please answer *yes* or *no*.",
    },
    examples=("Sí", "sí!", "dale", "No, gracias", "👍", "nope"),
    wrong=("tal vez", "", "no sé"),
)
