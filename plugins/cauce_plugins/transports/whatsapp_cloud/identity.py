"""Who somebody is on WhatsApp: a number where one shows, the platform's own id of the person (BSUID) where none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cauce_plugins.transports.whatsapp_cloud.reading import part, text

Address = tuple[str, str]

NUMBER = 20
"""How many digits a number may have. Longer ones are ids of something else."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person as one event shows them. aliases: the other address, where it shows both."""

    address: Address
    aliases: tuple[Address, ...] = ()


def is_number(written: str) -> bool:
    """Tell whether this is a number. Some senders have had the id of the person where the number should be."""
    return written.isascii() and written.isdecimal() and len(written) <= NUMBER


def who(number: str, user_id: str) -> Who:
    """Return who this is. The number comes first, because everything can be sent to one and not to an id."""
    if is_number(number):
        return Who(("phone", number), (("bsuid", user_id),) if user_id and not is_number(user_id) else ())
    return Who(("bsuid", user_id or number))


def forms(number: str) -> Iterator[Address]:
    """Yield a number and, for a mobile one of Argentina, its other form: `549` and ten digits, or `54` and the same ten."""
    yield "phone", number
    if number.startswith("549") and len(number) == 13:
        yield "phone", without_9(number)
    elif number.startswith("54") and len(number) == 12:
        yield "phone", f"549{number[2:]}"


def without_9(number: str) -> str:
    """Return a mobile number of Argentina as numbers in development want it, every other one as it is."""
    return f"54{number[3:]}" if number.startswith("549") and len(number) == 13 else number


def changed(message: Mapping[str, Any], sender: Who) -> Iterator[tuple[Address, Address]]:
    """Yield old and new address of somebody of whom a message says that the number, or the id, is another one."""
    system = part(message, "system")
    if text(message, "type") != "system" or text(system, "type") not in {"user_changed_number", "user_changed_user_id"}:
        return
    number, user_id = text(system, "wa_id"), text(system, "user_id")
    if is_number(number) and sender.address != ("phone", number):
        yield sender.address, ("phone", number)
    if user_id and sender.address != ("bsuid", user_id):
        yield sender.address, ("bsuid", user_id)


def renamed(update: Mapping[str, Any]) -> Iterator[tuple[Address, Address]]:
    """Yield old and new address of somebody whose id was updated, by the old id and by the number where one shows."""
    change, number = part(update, "user_id"), text(update, "wa_id")
    old, new = text(change, "previous"), text(change, "current")
    if new and old and old != new:
        yield ("bsuid", old), ("bsuid", new)
    if new and is_number(number):
        yield ("phone", number), ("bsuid", new)
