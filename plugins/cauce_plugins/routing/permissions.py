"""Who may look at the queues and ask for explanations, and who sets the rules."""

from __future__ import annotations

from cauce import Permission

READ, MANAGE = "routing.read", "routing.manage"

PERMISSIONS = (
    Permission(READ, {"es": "Ver las colas y por qué se reparte así.", "en": "See the queues, and why things are given out so."},
               ("SUPERVISOR", "SUPPORT", "SALES", "OPERATOR")),
    Permission(MANAGE, {"es": "Cambiar las reglas de reparto y las habilidades.", "en": "Change the rules of routing, and skills."},
               ("SUPERVISOR",)),
)  # fmt: skip
