"""The types of answers that `ask type=...` checks, one per file."""

from __future__ import annotations

from cauce.answers import (
    audio,
    date,
    digits,
    dni,
    email,
    file,
    image,
    integer,
    location,
    number,
    phone,
    rut,
    text,
    time,
    url,
    video,
    yes_no,
)
from cauce.hookspecs import hookimpl
from cauce.model.vocabulary import AnswerType

TYPES: tuple[AnswerType, ...] = tuple(
    module.TYPE
    for module in (
        text,
        number,
        integer,
        digits,
        email,
        phone,
        dni,
        rut,
        date,
        time,
        url,
        yes_no,
        image,
        audio,
        video,
        file,
        location,
    )
)
"""In the order that a form shows them."""


@hookimpl
def register_answer_types() -> tuple[AnswerType, ...]:
    """Hand over the core's types."""
    return TYPES
