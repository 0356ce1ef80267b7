"""`type=video`: a video."""

from __future__ import annotations

from cauce.answers.files import reading
from cauce.model.vocabulary import AnswerType

TYPE = AnswerType(
    name="video",
    title={"es": "Video", "en": "Video"},
    parse=reading({"video"}),
    retry={
        "es": "Envíanos un video, por favor.",
        "en": "Please send us a video.",
    },
    examples=(),
    wrong=("hola", ""),
)
