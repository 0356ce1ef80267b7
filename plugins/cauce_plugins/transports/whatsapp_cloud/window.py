"""The 24 hours after a person's last message, in which anything may be said; afterwards only templates."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from cauce import Ingress, SystemClock
from cauce_plugins.transports.whatsapp_cloud.identity import Address
from cauce_plugins.transports.whatsapp_cloud.limits import WINDOW_HOURS

SPAN = WINDOW_HOURS * 3600 * 1000
PAGE, PAGES = 100, 10


@dataclass(slots=True)
class Window:
    """When each person was last heard, of a bounded number of them; of the rest the transcript knows."""

    channel: str
    ingress: Ingress
    now: Callable[[], int] = field(default_factory=lambda: SystemClock().now)
    keep: int = 20_000
    _heard: OrderedDict[Address, int] = field(default_factory=OrderedDict)

    def hear(self, address: Address, at: int | None = None) -> None:
        """Note that somebody wrote, at a time in milliseconds by the platform's clock; now, where it told none."""
        now = self.now()
        self._heard[address] = max(min(at or now, now), self._heard.pop(address, 0))
        if len(self._heard) > self.keep:
            self._heard.popitem(last=False)

    async def is_open(self, address: Address) -> bool:
        """Tell whether free text may be sent. To a group it always may."""
        if address[0] == "group":
            return True
        since = self.now() - SPAN
        if self._heard.get(address, 0) > since:
            return True
        last = await self._last(address, since)
        if last > since:
            self.hear(address, last)
        return last > since

    async def _last(self, address: Address, since: int) -> int:
        """Return when the transcript last heard the person, 0 where that is before `since`."""
        before = None
        for _ in range(PAGES):
            lines = await self.ingress.transcript(self.channel, address, before=before, limit=PAGE)
            for line in reversed(lines):
                if line.author == "contact" and line.message.data.get("type") != "system":
                    at = line.message.data.get("at")
                    return min(at, line.at) if isinstance(at, int) else line.at
            if len(lines) < PAGE or lines[0].at <= since:
                return 0
            before = lines[0].seq
        return 0
