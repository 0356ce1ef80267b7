"""Addresses that anybody may read for a while: signed, so that nobody can make one up, or make one last."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import partial

from cauce import Host
from cauce_plugins.media import records
from cauce_plugins.media.depot import depot_of

ROOT = "/media"
STEP = 12
"""Into how many steps the time is cut that an address holds: asked for again within one, it is the same address."""


async def address(host: Host, file: str) -> str:
    """Return a signed address of a file: absolute where the settings say how Cauce is reached from outside."""
    settings = depot_of(host).settings
    step = settings.link // STEP
    until = (host.clock.now() // step + 1) * step + settings.link
    return f"{settings.public_url}{ROOT}/{file}/{until}/{signature(await key(host), file, until)}"


async def holds(host: Host, file: str, until: int, signed: str) -> bool:
    """Tell whether an address is ours, and its time is not over."""
    right = hmac.compare_digest(signature(await key(host), file, until).encode(), signed.encode())
    return right and host.clock.now() < until


def signature(secret: str, file: str, until: int) -> str:
    """Return what only we can say of a file and a time."""
    return hmac.new(bytes.fromhex(secret), f"{file}:{until}".encode(), hashlib.sha256).hexdigest()


async def key(host: Host) -> str:
    """Return what is signed with, the same for every process on the database."""
    found = await host.read(records.get_secret)
    if found is None:
        found = await host.write(partial(records.secret, fresh=secrets.token_hex(32)))
    return found
