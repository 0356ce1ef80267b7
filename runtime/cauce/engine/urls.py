"""Addresses with something interpolated: what is put in stays one part of the path or of the query, whoever wrote it.

`"https://api.example/clientes/{rut}"` asks for a client, even where a person answered `../admin?all=1` for their `rut`.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from cauce.engine.evaluate import Closure, charge_text
from cauce.engine.scope import Scope
from cauce.engine.secrets import Secret, SecretText
from cauce.engine.values import show
from cauce.model.expression import Expression, Text


def compile_url(text: Text, compiled: Callable[[Expression], Closure]) -> Closure:
    """Return a closure that gives the address. What it begins with is put in as it is: a base that the flow was given."""
    parts = [part if isinstance(part, str) else compiled(part) for part in text.parts]

    def join(scope: Scope) -> str | SecretText:
        made = [
            part if isinstance(part, str) else _put(part(scope), scope.lang, place) for place, part in enumerate(parts)
        ]
        if any(isinstance(one, Secret) for one in made):
            return SecretText(tuple(made))
        joined = "".join(one for one in made if isinstance(one, str))
        charge_text(scope, joined)
        return joined

    return join


def _put(value: object, lang: str, place: int) -> str | Secret:
    if isinstance(value, Secret):
        return value
    text = show(value, lang)
    if place == 0:
        return text
    # Nothing but dots would be a step up the path, in escapes, too.
    return quote(text, safe="") if text.strip(".") else ""
