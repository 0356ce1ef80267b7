"""`[dashboard]` of `cauce.toml`."""

from __future__ import annotations

from cauce import SettingsTable

SETTINGS = SettingsTable(
    "dashboard",
    {"es": "El tablero", "en": "The dashboard"},
    {
        "type": "object",
        "properties": {
            "group_field": {
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
                "default": "grupo",
                "title": {
                    "es": "El campo de los contactos por el que se agrupan las cifras.",
                    "en": "The field of contacts by which figures are grouped.",
                },
            }
        },
        "additionalProperties": False,
    },
)
