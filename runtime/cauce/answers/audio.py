"""`type=audio`: a recording."""

from __future__ import annotations

from cauce.answers.files import reading
from cauce.model.vocabulary import AnswerType

TYPE = AnswerType(
    name="audio",
    title={"es": "Audio", "en": "Audio"},
    parse=reading({"audio"}),
    retry={
        "es": "Envíanos un audio, por favor.",
        "en": "Please send us an audio.",
    },
    examples=(),
    wrong=("hola", ""),
)
