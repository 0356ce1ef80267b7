"""Live events: what the log of events says, told at once to those whom it concerns, over Socket.IO."""

from __future__ import annotations

from cauce.live.live import Live as Live
from cauce.live.live import Parts as Parts

__all__ = ["Live", "Parts"]
