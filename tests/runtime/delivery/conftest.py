"""Every test here runs on each database that there is, and nothing in it happens because a second has gone by."""

from __future__ import annotations

from calm import calm, database_kind

__all__ = ["calm", "database_kind"]
