"""The bench measures the canonical conversation: every reply is the one that the peers give."""

from __future__ import annotations

from bench.cauce_runner import make

MENU = "Elegí una opción:\n1. Ventas\n2. Soporte\n3. Horarios"
SUPPORT = "Soporte técnico:\n1. Nuevo reclamo\n2. Estado de un reclamo\n0. Volver"
SCRIPT = [
    ("hola", ["¡Hola! Bienvenido a la Mesa de Ayuda.", MENU]),
    ("2", [SUPPORT]),
    ("0", [MENU]),
    ("2", [SUPPORT]),
    ("1", ["¿Cuál es tu nombre?"]),
    ("Persona 7", ["Gracias, Persona 7.", "Ingresá tu DNI (7 u 8 dígitos, sin puntos)."]),
    ("12a45", ["El DNI no es válido. Probá de nuevo."]),
]
BYE = "¡Listo! Te contactamos a la brevedad. Hasta luego."


def test_the_runner_answers_as_the_oracle_does() -> None:
    handle = make()
    for user, (dni, desk) in enumerate({"29999999": "B", "30000000": "A", "1234567": "B"}.items()):
        for said, answers in SCRIPT:
            assert handle(user, said) == answers
        assert handle(user, dni) == [f"Tu reclamo quedó en la Mesa {desk} (DNI {dni}).", BYE]
        assert handle(user, "12345678") == []
