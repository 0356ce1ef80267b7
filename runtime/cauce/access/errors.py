"""Why somebody is not let in, or not let do something. The words are for people, and tell a stranger nothing."""

from __future__ import annotations

from cauce.errors import CauceError


class WrongLogin(CauceError):
    """No such account, another password, or one that is switched off: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(
            {"es": "El usuario o la contraseña no son correctos.", "en": "The account or the password is not right."}
        )


class TooMany(CauceError):
    """Too many failed tries. `after` says how many seconds to wait: `Retry-After`."""

    def __init__(self, after: int) -> None:
        self.after = after
        super().__init__(
            {
                "es": f"Demasiados intentos fallidos; prueba de nuevo en {after} s.",
                "en": f"Too many failed tries; try again in {after} s.",
            }
        )


class Invalid(CauceError):
    """What was asked for cannot be: a name that is taken, a password that is too short. `field` says which is wrong."""

    def __init__(self, field: str, es: str, en: str) -> None:
        self.field = field
        super().__init__({"es": es, "en": en})


class Unknown(CauceError):
    """There is no such user, role, area, login or token, or not for the one who asks."""

    def __init__(self) -> None:
        super().__init__({"es": "Eso no existe.", "en": "There is no such thing."})


class Denied(CauceError):
    """The one who asks may not do this to that: above all, nobody hands out more than they have."""


class Conflict(CauceError):
    """What is asked for fits no longer, or not yet: somebody else was quicker, or it is not in a state for it."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__({"es": es, "en": en})


class TooLate(CauceError):
    """The network lets nothing be said freely any more: the person has been silent for too long."""

    def __init__(self, hours: int) -> None:
        super().__init__(
            {
                "es": f"Pasaron más de {hours} horas desde lo último que escribió la persona, y su red ya no deja escribirle "
                "libremente. Espera a que escriba, o contáctala por otro medio; una plantilla aprobada también llega.",
                "en": f"More than {hours} hours have passed since the person last wrote, and their network lets nobody write "
                "freely any more. Wait until they write, or reach them by other means; an approved template gets through too.",
            }
        )
