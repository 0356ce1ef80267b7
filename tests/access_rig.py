"""A team that tests of access, and of what stands on it, are made with."""

from __future__ import annotations

import contextlib

from cauce.store.users import User

PASSWORD = "un río que no vuelve"


class Team:
    """People who work here, made as an admin makes them."""

    def __init__(self, access, database) -> None:
        self.access = access
        self.database = database
        self.root = access.console()

    async def add(self, username="ana", role="OPERATOR", **more):
        return await self.access.add_user(
            self.root, "", User(0, username, more.pop("email", None), "", role, **more), PASSWORD
        )

    async def come_in(self, username="ana", password=PASSWORD, address="10.0.0.1"):
        return await self.access.log_in(username, password, address=address, agent="Firefox")

    async def principal(self, username="ana", role="OPERATOR"):
        """Somebody who is in."""
        await self.add(username, role)
        return (await self.come_in(username)).principal

    async def do(self, job, *given, who=None):
        return await self.access.do(who or self.root, "10.0.0.9", job, *given)

    async def read(self, job):
        return await self.database.read(job)

    async def audited(self) -> list[tuple[str, str]]:
        """What was done, and to what, the first first."""
        rows = await self.read(lambda db: db.execute("SELECT action, object FROM audit ORDER BY id").fetchall())
        return [tuple(row) for row in rows]

    async def settled(self) -> None:
        """Wait until what was deferred is stored."""
        with contextlib.suppress(ValueError):
            await self.database.write(lambda db: None)
