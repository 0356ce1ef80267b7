"""Access: users, roles, permissions, logins and tokens. Who may do what, and who sees what, is decided here.

As a plugin it hands over the permissions of the core, by the same hook that strangers use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cauce.hookspecs import hookimpl

if TYPE_CHECKING:
    from cauce.model.permission import Permission


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Hand over the permissions of the core."""
    from cauce.access.permissions import CORE

    return CORE
