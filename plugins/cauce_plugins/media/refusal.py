"""Why a file is not taken, in a word for programs and in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from cauce import Words

REASONS: Mapping[str, Words] = {
    "empty": {"es": "El archivo está vacío.", "en": "The file is empty."},
    "type": {"es": "Ese tipo de archivo no se acepta.", "en": "That type of file is not taken."},
    "large": {"es": "El archivo pesa demasiado.", "en": "The file is too large."},
    "long": {"es": "El audio dura demasiado.", "en": "The sound is too long."},
    "bomb": {
        "es": "Abierto, el archivo ocuparía demasiado.",
        "en": "Opened, the file would take too much.",
    },
    "polyglot": {
        "es": "El archivo es dos cosas a la vez; guárdalo de nuevo como imagen o documento.",
        "en": "The file is two things at once; save it again as a picture or a document.",
    },
    "script": {"es": "El archivo lleva un programa dentro.", "en": "The file has a program in it."},
    "broken": {"es": "El archivo está dañado.", "en": "The file is broken."},
    "silent": {"es": "De ese archivo no sale una nota de voz.", "en": "That file makes no voice note."},
    "missing": {
        "es": 'Para notas de voz falta una biblioteca: pip install "cauce[media]".',
        "en": 'Voice notes need one more library: pip install "cauce[media]".',
    },
    "refused": {"es": "Su red no lo entrega.", "en": "Its network does not hand it over."},
    "unreachable": {"es": "No se pudo traer de su red.", "en": "It could not be fetched from its network."},
    "deleted": {"es": "Alguien lo borró.", "en": "Somebody deleted it."},
    "expired": {"es": "Se venció el tiempo que se guarda.", "en": "The time that it is kept is over."},
    "unsent": {"es": "Nadie lo envió.", "en": "Nobody sent it."},
}


class NotTaken(Exception):
    """A file that is not taken. reason: one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
