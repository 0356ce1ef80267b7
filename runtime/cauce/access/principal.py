"""Who is calling: what every question of who may do what, and see what, is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Via = Literal["login", "token", "console", "plugin"]
"""How somebody came in: by a login in a browser, by an API token, at the machine's own command line, or as a plugin."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who is known, as they stood when the request began.

    user: the row of the user, 0 at the command line and for plugins. permissions: what the role grants; by a token, only what it is for
    too. areas: the names of those they are a member of. entry: the row of the login or token by which they came, 0 without.
    """

    user: int
    username: str
    name: str
    role: str
    permissions: frozenset[str]
    areas: frozenset[str] = frozenset()
    via: Via = "login"
    entry: int = 0
    locale: str = "es"

    def may(self, permission: str) -> bool:
        """Tell whether they have a permission."""
        return permission in self.permissions
