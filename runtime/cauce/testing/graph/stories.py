"""What is told of a message that was taken: which statuses, how often, in which order, how late."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

RESEND: Sequence[float] = (1.0, 4.0, 16.0, 64.0, 256.0, 1024.0)
"""Seconds until a body that was not answered 200 is posted again, each time longer; then it is lost."""


@dataclass
class Telling:
    """The switches of statuses.

    statuses: what is told of each message, in this order; `failed` may carry a code: `failed:131047`. early: whether before
    the message is answered. order: `told`, `reversed` or `shuffled`. repeat: how often each is told. status_delay: seconds
    before each. skip_delivered: as when a message is read at once. batch: statuses in one body at most. resend: seconds until
    a webhook that was not answered 200 is posted again, one number for each time.
    """

    statuses: Sequence[str] = ()
    early: bool = False
    order: str = "told"
    repeat: int = 1
    status_delay: float = 0.0
    skip_delivered: bool = False
    batch: int = 1
    resend: Sequence[float] = RESEND
    dice: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311 - to be repeated, not to be secret

    def story(self, kind: str, failure: str = "") -> Sequence[str]:
        """Return the statuses of a message of a type. failure: what is told in their place, "" where it did not fail."""
        if failure:
            return (failure,)
        found = [one for one in self.statuses if not (self.skip_delivered and one == "delivered")]
        if kind == "reaction":
            found = [one for one in found if one == "sent" or one.startswith("failed")]
        found = [one for one in found for _ in range(self.repeat)]
        if self.order == "reversed":
            found.reverse()
        elif self.order == "shuffled":
            self.dice.shuffle(found)
        return found
