"""Passwords: which are good enough, how they are kept, and at what pace they are tried."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from cauce.access.errors import Invalid
from cauce.errors import Unavailable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Result = TypeVar("Result")

SHORTEST, LONGEST = 12, 128
"""How many characters a password has."""
VARIED = 5
"""How many different ones among them at least."""
PARALLEL = 4
"""How many are worked on at a time: each takes 19 MiB and a processor for some hundredths of a second."""
WAITING = 64
"""How many more may wait for their turn."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_WORN = frozenset(
    (
        "password", "contraseña", "contrasena", "administrador", "administrator", "qwertyuiop", "qwerty", "asdfghjkl",
        "letmein", "iloveyou", "teamo", "bienvenido", "welcome", "changeme", "cambiame", "cámbiame", "default", "secret",
        "12345678", "123456789", "1234567890", "87654321", "987654321", "0987654321", "secreto", "admin", "root", "cauce", "usuario", "1q2w3e4r5t", "abcdefghijkl", "zxcvbnm", "football", "futbol",
    )
)  # fmt: skip
"""Words that are tried first: a password that is one of them and little else is known to everybody."""
LITTLE_ELSE = 7
"""How many characters have to be left without that word."""
_DRESSED = str.maketrans("@4301!$57", "aaeoiisst")
"""Signs that are written for letters: p@ssw0rd."""


def check(password: str, username: str = "") -> None:
    """Raise Invalid for a password that is too short, too long or one that is tried first."""
    if len(password) < SHORTEST:
        raise _bad(
            f"La contraseña debe tener al menos {SHORTEST} caracteres.",
            f"The password must have {SHORTEST} characters at least.",
        )
    if len(password) > LONGEST:
        raise _bad(
            f"La contraseña no puede pasar de {LONGEST} caracteres.",
            f"The password must not have more than {LONGEST} characters.",
        )
    if _is_worn(unicodedata.normalize("NFKC", password).casefold(), username.casefold()):
        raise _bad(
            "Esa contraseña es de las que se prueban primero; elige otra.",
            "That password is one of those that are tried first; choose another.",
        )


def _bad(es: str, en: str) -> Invalid:
    return Invalid("password", es, en)


def _is_worn(password: str, username: str) -> bool:
    if len(set(password)) < VARIED or _is_counted(password):
        return True
    words = (*_WORN, username) if len(username) > 2 else _WORN
    spelled = (password, password.translate(_DRESSED))
    return any(word in one and len(one.replace(word, "")) < LITTLE_ELSE for one in spelled for word in words)


def _is_counted(password: str) -> bool:
    """Tell whether each character follows from the one before: 123456789012, lkjihgfedcba."""
    steps = {(ord(two) - ord(one)) % 10 for one, two in itertools.pairwise(password)}
    return len(steps) == 1


def make_up() -> str:
    """Return a new password that is easy to copy by hand: no letter in it looks like another, 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher: Argon2id as OWASP advises for a server, 19 MiB and two passes."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobodys() -> str:
    """Return a hash of no password, so that an unknown account takes as long as a known one."""
    return hash_now(secrets.token_urlsafe(32))


def _bytes(password: str) -> bytes:
    """Return what is hashed: the same for either spelling of an accent."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def hash_now(password: str) -> str:
    """Return the hash of a password. It takes a while: never on the event loop."""
    return _hasher().hash(_bytes(password))


def verify_now(hashed: str | None, password: str) -> bool:
    """Tell whether it is the password of a hash, None for that of nobody, as slowly. Never on the event loop."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    known = hashed is not None and len(password) <= LONGEST
    try:
        _hasher().verify(hashed if hashed and known else _nobodys(), _bytes(password[:LONGEST]))
    except (Argon2Error, InvalidHashError):
        return False
    return known


def is_dated(hashed: str) -> bool:
    """Tell whether a hash was made with other costs than those of today."""
    return _hasher().check_needs_rehash(hashed)


class Passwords:
    """Hashes and tries passwords in threads of its own, a few at a time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(PARALLEL, "cauce-passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash of a password."""
        return await self._run(hash_now, password)

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Tell whether it is the password of a hash, None for that of nobody."""
        return await self._run(verify_now, hashed, password)

    async def _run(self, work: Callable[..., Result], *values: object) -> Result:
        if self._waiting >= PARALLEL + WAITING:
            raise Unavailable({"es": "Hay demasiadas entradas a la vez.", "en": "Too many are logging in at once."})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the threads, once they have done what they are at."""
        self._threads.shutdown(wait=False, cancel_futures=True)
