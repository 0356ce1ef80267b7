"""The permissions of the core as data, and the roles that come with Cauce as sets of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cauce.model.permission import ADMIN, Permission

ALL = "*"
"""What is stored for a role that has every permission there is."""

_DESK = ("SUPERVISOR", "SUPPORT", "SALES", "OPERATOR")
_LEAD = ("SUPERVISOR",)


def _may(name: str, es: str, en: str, roles: tuple[str, ...] = ()) -> Permission:
    return Permission(name, {"es": es, "en": en}, roles)


CORE = (
    _may("account.self", "Ver y cambiar lo propio: contraseña, presencia, entradas.",
         "See and change one's own: password, presence, logins.", _DESK),
    _may("conversations.read", "Ver las conversaciones propias y de sus áreas.",
         "See one's own conversations and those of one's areas.", _DESK),
    _may("conversations.all", "Ver todas las conversaciones.", "See every conversation.", _LEAD),
    _may("conversations.write", "Tomar conversaciones y escribir en las propias.",
         "Take conversations and write in one's own.", _DESK),
    _may("conversations.assign", "Asignar, tomar y devolver conversaciones de otros.",
         "Assign, take over and hand back the conversations of others.", _LEAD),
    _may("tags.manage", "Crear y cambiar etiquetas.", "Make and change tags.", _LEAD),
    _may("quick_replies.manage", "Crear y cambiar respuestas rápidas.", "Make and change quick replies.", _LEAD),
    _may("contacts.read", "Ver los contactos.", "See contacts.", _DESK),
    _may("contacts.write", "Cambiar los contactos.", "Change contacts.", _DESK),
    _may("contacts.import", "Importar contactos.", "Import contacts.", _LEAD),
    _may("areas.read", "Ver las áreas y quiénes están en ellas.", "See areas and who is in them.", _DESK),
    _may("areas.manage", "Crear y cambiar áreas, y quiénes están en ellas.", "Make and change areas, and who is in them."),
    _may("users.read", "Ver los usuarios.", "See users.", _DESK),
    _may("users.manage", "Crear, cambiar y desactivar usuarios.", "Make, change and deactivate users."),
    _may("roles.manage", "Crear y cambiar roles.", "Make and change roles."),
    _may("tokens.own", "Crear fichas de API propias.", "Make API tokens of one's own.", _LEAD),
    _may("flows.read", "Ver los flujos.", "See flows.", _LEAD),
    _may("flows.write", "Cambiar y publicar flujos.", "Change and publish flows."),
    _may("bot.manage", "Encender, apagar y pausar el bot.", "Start, stop and pause the bot.", _LEAD),
    _may("channels.read", "Ver los canales y su estado.", "See channels and how they are.", _DESK),
    _may("channels.manage", "Conectar y cambiar canales.", "Connect and change channels."),
    _may("dashboard.read", "Ver el tablero y sus cifras.", "See the dashboard and its figures.", _LEAD),
    _may("audit.read", "Ver quién hizo qué.", "See who did what."),
    _may("settings.manage", "Cambiar los ajustes.", "Change the settings."),
)  # fmt: skip
"""The permissions of the core."""


EVERY: Mapping[str, Permission] = MappingProxyType({one.name: one for one in CORE})
"""The same by name: what there is where no plugins were asked."""


def granted(role: str, known: Mapping[str, Permission]) -> list[str]:
    """Return what one of the roles that come with Cauce has, as it is stored."""
    return [ALL] if role == ADMIN else sorted(name for name, one in known.items() if role in one.roles)


def expand(stored: Iterable[str], known: Mapping[str, Permission]) -> frozenset[str]:
    """Return the permissions that something stored stands for. What nobody knows any more is none."""
    names = frozenset(stored)
    return frozenset(known) if ALL in names else names & known.keys()
