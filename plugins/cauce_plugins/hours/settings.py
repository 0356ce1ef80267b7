"""`[hours]` of cauce.toml."""

from __future__ import annotations

from cauce import SettingsTable

TABLE = SettingsTable(
    "hours",
    {"es": "Horarios de atención", "en": "Opening hours"},
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "zone": {
                "type": "string",
                "default": "",
                "title": {
                    "es": "Zona horaria de los calendarios nuevos: `America/Asuncion`. Vacía: la del proyecto.",
                    "en": "Time zone of new calendars: `America/Asuncion`. Empty: the project's.",
                },
            },
            "courtesy": {
                "type": "string",
                "default": "",
                "maxLength": 1000,
                "title": {
                    "es": "Qué se dice fuera de horario donde el calendario no dice otra cosa; `{hours}` es el horario y "
                    "`{next}` cuándo abre. Vacío: un texto hecho con el horario.",
                    "en": "What is said out of hours where the calendar says nothing else; `{hours}` is the schedule and "
                    "`{next}` when it opens. Empty: a text made of the schedule.",
                },
            },
            "repeat_minutes": {
                "type": "number",
                "default": 30,
                "minimum": 1,
                "maximum": 1440,
                "title": {
                    "es": "Cada cuántos minutos, como mucho, se le repite a quien sigue escribiendo.",
                    "en": "How many minutes pass at least until it is said again to somebody who writes on.",
                },
            },
        },
    },
)
