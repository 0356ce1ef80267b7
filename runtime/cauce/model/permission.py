"""What a permission is: the name of something that a person may do, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.model.node_kind import Words

ADMIN = "ADMIN"
ROLES = (ADMIN, "SUPERVISOR", "SUPPORT", "SALES", "OPERATOR")
"""The roles that come with Cauce. ADMIN has every permission, those of plugins too."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A thing that may be done. Names have a dot: the noun, then the verb: `users.manage`.

    roles: which of the roles that come with Cauce have it; ADMIN has every one.
    """

    name: str
    title: Words
    roles: tuple[str, ...] = ()
