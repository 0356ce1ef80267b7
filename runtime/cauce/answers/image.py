"""`type=image`: a picture."""

from __future__ import annotations

from cauce.answers.files import reading
from cauce.model.vocabulary import AnswerType

TYPE = AnswerType(
    name="image",
    title={"es": "Imagen", "en": "Image"},
    parse=reading({"image"}),
    retry={
        "es": "Envíanos una imagen, por favor.",
        "en": "Please send us an image.",
    },
    examples=(),
    wrong=("hola", ""),
)
