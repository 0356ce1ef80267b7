"""What this plugin says to people, in their languages."""

from __future__ import annotations

from collections.abc import Mapping

from cauce import Words

COURTESY: Words = {
    "es": "Nuestro horario de atención es {hours}. Te responderemos apenas volvamos a estar disponibles, {next}.",
    "en": "Our opening hours are {hours}. We will answer you as soon as we are available again, {next}.",
}
"""What people are told where nobody wrote anything else."""

COURTESY_WITHOUT_END: Words = {
    "es": "Nuestro horario de atención es {hours}. Te responderemos apenas volvamos a estar disponibles.",
    "en": "Our opening hours are {hours}. We will answer you as soon as we are available again.",
}
"""The same where nobody knows when it opens."""

COURTESY_WITHOUT_HOURS: Words = {
    "es": "Ahora no hay nadie disponible. Te responderemos apenas volvamos a estar disponibles.",
    "en": "Nobody is available right now. We will answer you as soon as we are available again.",
}
"""The same where there are no hours at all."""

DAYS: Mapping[str, tuple[str, ...]] = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
