"""What `[contacts]` of `cauce.toml` says."""

from __future__ import annotations

from cauce import SettingsTable

TABLE = SettingsTable(
    "contacts",
    {"es": "Contactos", "en": "Contacts"},
    {
        "type": "object",
        "properties": {
            "country": {
                "type": "string",
                "pattern": "^[A-Z]{2}$",
                "default": "PY",
                "title": {
                    "es": "De qué país son los teléfonos que vienen sin su código",
                    "en": "Which country telephone numbers without a code are of",
                },
            },
            "keep_imports_days": {
                "type": "integer",
                "minimum": 1,
                "maximum": 3650,
                "default": 30,
                "title": {
                    "es": "Cuántos días se guardan las filas de una importación y su informe",
                    "en": "How many days the rows of an import and its report are kept",
                },
            },
        },
    },
    {"CONTACTS_COUNTRY": "country"},
)
