"""The door: who comes in, by a password, a login or a token, and for how long."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from cauce.access import first, passwords, users
from cauce.access.doing import Doing, console
from cauce.access.errors import Invalid, Unknown, WrongLogin
from cauce.access.failures import NOBODY, Failures
from cauce.access.first import FirstAdmin
from cauce.access.limits import Limits
from cauce.access.passwords import Passwords
from cauce.access.permissions import EVERY, expand, granted
from cauce.access.principal import Principal, Via
from cauce.access.secret import hashed, new_login
from cauce.access.still import Key, look_up
from cauce.clock import Clock
from cauce.model.permission import ROLES, Permission
from cauce.store import areas, audit, resets, roles, tokens
from cauce.store import logins as entries
from cauce.store import users as rows
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.users import Account, User
from cauce.text import clean

log = logging.getLogger("cauce.access")

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
SWEPT = 1000
"""How many rows of the audit are forgotten in one commit."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a login lasts: unused, and at all."""

    idle_ms: int = 30 * MINUTE_MS
    absolute_ms: int = 12 * HOUR_MS

    @property
    def step_ms(self) -> int:
        """How often it is written down that a login is in use: not at each request."""
        return min(MINUTE_MS, self.idle_ms // 10)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A login that was just made. token: what the browser keeps, shown nowhere else. ends_at: when it ends at the latest."""

    token: str
    principal: Principal
    ends_at: int


class Access:
    """Who may come in, and what they do that is written down. Nothing of a login or a token is stored but its hash."""

    def __init__(
        self, database: Database, clock: Clock, lasting: Lasting, known: Mapping[str, Permission] = EVERY
    ) -> None:
        self.permissions = known
        self.lasting = lasting
        self._database = database
        self._clock = clock
        self._passwords = Passwords()
        self._limits = Limits(clock)
        self._failures = Failures(clock)

    async def start(self, named: Mapping[str, str] | None = None) -> None:
        """Write down the roles that come with Cauce, and the areas of the settings with what people call them."""
        now = self._clock.now()
        await self._database.write(partial(enrol, known=self.permissions, named=named or {}, now=now))

    def close(self) -> None:
        """Let go of what it works with."""
        self._passwords.close()

    async def who(self, *, login: str | None = None, token: str | None = None) -> Principal | None:
        """Return who has this login or this API token, None for one that is unknown or over.

        With a token, the login is not looked at.
        """
        if token is not None:
            return await self._database.read(partial(self._by_token, hashed(token)))
        if login is not None:
            return await self._database.read(partial(self._by_login, hashed(login)))
        return None

    async def still(self, keys: Collection[Key]) -> dict[Key, Principal]:
        """Return those of these keys that still open, with who comes in by each. To ask so is not to use them."""
        now, standing = self._clock.now(), await self._database.read(partial(look_up, keys=keys))
        return {
            key: self._principal(found, standing.members[found.user], key.via)
            for key, found in standing.found.items()
            if not self._is_over(found, now)
        }

    def use(self, who: Principal) -> None:
        """Note that whoever stays connected by a login is there: it does not end for want of use."""
        if who.via == "login":
            self._database.defer(partial(entries.touch, login=who.entry, now=self._clock.now()))

    async def log_in(self, account: str, password: str, *, address: str, agent: str) -> LoggedIn:
        """Let somebody in by username or e-mail. Raises WrongLogin, or TooMany where too many tries failed."""
        called = users.fold(account)[:191]
        with self._limits.trying(called, address):
            found = await self._checked(called, password, address)
        fresh = await self._passwords.hash(password) if passwords.is_dated(found.password) else ""
        secret, now = new_login(), self._clock.now()
        by = By(found.id, found.username, now, address)
        principal = await self._database.write(
            lambda db: self._let_in(db, by, found, hashed(secret), clean(agent, 191), fresh)
        )
        return LoggedIn(secret, principal, now + self.lasting.absolute_ms)

    async def _checked(self, called: str, password: str, address: str) -> Account:
        """Return the account that a password is of. Raises WrongLogin."""
        # What cannot be written is no name, and no database is asked for it.
        found = await self._database.read(partial(rows.account, called=called)) if called.isprintable() else None
        right = await self._passwords.verify(found.password if found else None, password)
        if found is None or not right or not found.active:
            log.info("a login was refused", extra={"address": address})
            self._note_failure(found, address)
            raise WrongLogin
        return found

    def _note_failure(self, found: Account | None, address: str) -> None:
        """Write down soon that somebody did not get in. Nobody waits for it, whether there is such an account or not."""
        if times := self._failures.count(found.id if found else NOBODY):
            by = By(None, found.username if found else "", self._clock.now(), address)
            thing = f"user:{found.id}" if found else "login"
            self._database.defer(lambda db: audit.record(db, by, "login.failed", thing, {"times": times}))

    async def sweep(self, days: int) -> None:
        """Forget what is older than so many days in the audit."""
        before, swept = self._clock.now() - days * 24 * HOUR_MS, SWEPT
        while swept == SWEPT:
            swept = await self._database.write(lambda db: audit.sweep(db, before, SWEPT))

    async def log_out(self, login: str) -> None:
        """End a login. One that is unknown is over already."""
        now = self._clock.now()

        def job(db: Connection) -> None:
            if found := entries.find(db, hashed(login)):
                entries.end(db, By(found.user, found.username, now), found.user, found.id)

        await self._database.write(job)

    async def logins_of(self, user: int) -> list[entries.Login]:
        """Return the logins of somebody that are not over."""
        now = self._clock.now()
        return await self._database.read(lambda db: entries.of_user(db, user, now - self.lasting.idle_ms, now))

    async def end_login(self, who: Principal, user: int, login: int, *, address: str = "") -> None:
        """End a login of somebody. Raises Unknown where they have no such."""
        by = self.doing(who, address).by
        if not await self._database.write(lambda db: entries.end(db, by, user, login)):
            raise Unknown

    async def do(
        self,
        who: Principal,
        address: str,
        job: Callable[Concatenate[Connection, Doing, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Do one of the things of `cauce.access.users`, `roles`, `areas` and `tokens` for somebody.

        It is done and written down in one commit, or not at all. Example: `do(who, address, areas.join, 3, 12)`.
        """
        doing = self.doing(who, address)
        return await self._database.write(lambda db: job(db, doing, *given, **named))

    async def add_user(self, who: Principal, address: str, user: User, password: str) -> User:
        """Add somebody with a password. Raises Invalid or Denied."""
        passwords.check(password, user.username)
        return await self.do(who, address, users.add, user, await self._passwords.hash(password))

    async def reset_password(self, who: Principal, address: str, user: int) -> str:
        """Give somebody a random password, and return it: it is told only now. Raises Unknown or Denied."""
        password = passwords.make_up()
        await self.do(who, address, users.set_password, user, await self._passwords.hash(password))
        return password

    async def reset(self, offered: str, password: str, *, address: str) -> None:
        """Have somebody choose a new password by what was offered to them. Raises Invalid, or TooMany."""
        secret = hashed(offered)
        with self._limits.trying(f"reset {secret}", address):
            found = await self._database.read(lambda db: resets.find(db, secret, self._clock.now()))
            if found is None:
                log.info("a new password was refused", extra={"address": address})
                raise users.spent()
        passwords.check(password, found.username)
        fresh = await self._passwords.hash(password)
        by = By(found.user, found.username, self._clock.now(), address)
        await self._database.write(partial(users.reset, by=by, offered=secret, password=fresh))

    async def change_password(self, who: Principal, address: str, former: str, password: str) -> None:
        """Change one's own password. Raises WrongLogin for a wrong former one, TooMany, or Invalid."""
        passwords.check(password, who.username)
        if password == former:
            raise Invalid("password", "Es la misma contraseña.", "It is the same password.")
        with self._limits.trying(who.username, address):
            await self._checked(who.username, former, address)
        await self.do(who, address, users.set_password, who.user, await self._passwords.hash(password))

    def note(self, who: Principal, address: str, action: str, thing: str) -> None:
        """Write down soon that somebody looked at something: `note(who, address, "conversation.opened", "conversation:7")`."""
        by = self.doing(who, address).by
        self._database.defer(lambda db: audit.record(db, by, action, thing))

    async def first_admin(self, environment: Mapping[str, str]) -> FirstAdmin | None:
        """Make the first admin, None where somebody is there already. Raises SettingsError."""
        user, given = first.wanted(environment)
        if not await self._database.read(rows.is_empty):
            return None
        password = given or passwords.make_up()
        hashed_ = await self._passwords.hash(password)
        made = await self.do(self.console(), "", first.make, user, hashed_)
        return FirstAdmin(made.username, "" if given else password) if made else None

    def console(self) -> Principal:
        """Return who sits at the machine itself."""
        return console(self.permissions)

    def doing(self, who: Principal, address: str) -> Doing:
        """Return somebody doing something now, for whoever writes it down."""
        return Doing(who, self._clock.now(), self.permissions, address)

    def _let_in(self, db: Connection, by: By, found: Account, secret: str, agent: str, fresh: str) -> Principal:  # noqa: PLR0913, PLR0917
        # Whoever was switched off, or got another password, while this one was tried does not come in by it.
        rows.hold(db, found.id)
        if rows.account(db, found.username) != found:
            raise WrongLogin
        entries.sweep(db, by.at - self.lasting.idle_ms, by.at)
        entries.add(db, by, secret, by.at + self.lasting.absolute_ms, agent)
        rows.logged_in(db, found.id, by.at)
        if fresh:
            rows.rehash(db, found.id, found.password, fresh)
        principal = self._by_login(secret, db)
        assert principal
        return principal

    def _by_login(self, secret: str, db: Connection) -> Principal | None:
        found, now = entries.find(db, secret), self._clock.now()
        if found is None or self._is_over(found, now):
            return None
        if now - found.seen_at >= self.lasting.step_ms:
            self._database.defer(partial(entries.touch, login=found.id, now=now))
        return self._principal(found, _areas(db, found.user), "login")

    def _by_token(self, secret: str, db: Connection) -> Principal | None:
        found, now = tokens.find(db, secret), self._clock.now()
        if found is None or self._is_over(found, now):
            return None
        if found.used_at is None or now - found.used_at >= MINUTE_MS:
            self._database.defer(partial(tokens.touch, token=found.id, now=now))
        return self._principal(found, _areas(db, found.user), "token")

    def _is_over(self, found: entries.Found | tokens.Found, now: int) -> bool:
        if isinstance(found, tokens.Found):
            return not found.active or (found.ends_at is not None and now >= found.ends_at)
        return not found.active or now >= min(found.ends_at, found.seen_at + self.lasting.idle_ms)

    def _principal(self, found: entries.Found | tokens.Found, members: frozenset[str], via: Via) -> Principal:
        permissions = expand(msgspec.json.decode(found.permissions, type=list[str]), self.permissions)
        if isinstance(found, tokens.Found):
            permissions = permissions.intersection(msgspec.json.decode(found.scopes, type=list[str]))
        return Principal(
            found.user, found.username, found.name, found.role, permissions, members, via, found.id, found.locale
        )


def _areas(db: Connection, user: int) -> frozenset[str]:
    return frozenset(area.name for area in areas.of_user(db, user))


def enrol(db: Connection, known: Mapping[str, Permission], named: Mapping[str, str], now: int) -> None:
    """Write down the roles that come with Cauce, and the areas of the settings with what people call them."""
    for role in ROLES:
        roles.enrol(db, role, granted(role, known), now)
    for name, title in named.items():
        areas.enrol(db, name, title, now)
