"""What the engine itself says, where an author wrote nothing."""

from __future__ import annotations

from cauce.model.node_kind import Words

WHICH: Words = {
    "es": "¿Cuál de estas opciones prefieres?",
    "en": "Which of these did you mean?",
}
"""Several options fit what the person wrote."""

SORRY: Words = {
    "es": "Lo sentimos, algo salió mal de nuestro lado. Escríbenos de nuevo en un rato 🙏",
    "en": "Sorry, something went wrong on our side. Please write to us again in a while 🙏",
}
"""Something failed and there is nobody to take over."""

CLOSED: Words = {
    "es": "Nuestro horario de atención es {hours}. Te responderemos apenas volvamos a estar disponibles.",
    "en": "Our opening hours are {hours}. We will answer you as soon as we are available again.",
}
"""The area that is to take over is closed, and has its hours as a sentence."""

OFFICE_HOURS: Words = {"es": "de 8:00 a 18:00 hs", "en": "from 8:00 to 18:00"}
"""The hours that people are told of where an area is closed and nobody said when it is not."""

LOST: Words = {
    "es": "No logramos entendernos. Escríbenos de nuevo cuando quieras 🙏",
    "en": "We could not understand each other. Write to us again whenever you like 🙏",
}
"""The retries are used up and there is nobody to take over."""
