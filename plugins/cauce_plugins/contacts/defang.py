"""Cells that no spreadsheet takes for a formula, and back again."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate, where a cell begins with it. So may what follows blanks."""
MARK = "'"


def safe(cell: str) -> str:
    """Return a cell that is text to every spreadsheet."""
    return MARK + cell if cell.startswith(STARTS) or cell.lstrip().startswith(STARTS) else cell


def plain(cell: str) -> str:
    """Return what a cell said before it was made safe: what we wrote is read as it was."""
    inner = cell.removeprefix(MARK)
    return inner if inner != cell and safe(inner) == cell else cell
