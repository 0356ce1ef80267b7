"""`type=file`: a file of any kind."""

from __future__ import annotations

from cauce.answers.files import KINDS, reading
from cauce.model.vocabulary import AnswerType

TYPE = AnswerType(
    name="file",
    title={"es": "Archivo", "en": "File"},
    parse=reading(KINDS),
    retry={
        "es": "Envíanos el archivo, por favor.",
        "en": "Please send us the file.",
    },
    examples=(),
    wrong=("hola", ""),
)
