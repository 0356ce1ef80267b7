"""What may be done to contacts beyond what the core lets do."""

from __future__ import annotations

from cauce import Permission

_LEAD = ("SUPERVISOR",)

EVERY = (
    Permission(
        "contacts.merge", {"es": "Fusionar contactos y deshacerlo.", "en": "Merge contacts and undo it."}, _LEAD
    ),
    Permission("contacts.delete", {"es": "Borrar contactos.", "en": "Delete contacts."}, _LEAD),
    Permission("contacts.export", {"es": "Exportar contactos.", "en": "Export contacts."}, _LEAD),
    Permission(
        "contacts.fields", {"es": "Definir los campos de los contactos.", "en": "Define the fields of contacts."}
    ),
)
