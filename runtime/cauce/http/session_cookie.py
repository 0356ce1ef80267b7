"""The cookie that stands for a login: what it is called, how it is set, read and taken away."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.http.request import Request
from cauce.http.response import Cookie

LONGEST = 256
"""No login is written with more characters."""


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """Over https it is called `__Host-…`, which browsers let nobody set but this very host."""

    name: str = "cauce"

    def read(self, request: Request) -> str | None:
        """Return the login that the request carries, None where it has none."""
        value = request.cookies.get(self._name(request), "")
        return value if 0 < len(value) <= LONGEST else None

    def give(self, request: Request, value: str, seconds: int) -> Cookie:
        """Return the cookie to set after logging in."""
        return Cookie(self._name(request), value, age=seconds, secure=request.secure)

    def take(self, request: Request) -> Cookie:
        """Return the cookie to set after logging out: it removes the other."""
        return Cookie(self._name(request), "", age=0, secure=request.secure)

    def _name(self, request: Request) -> str:
        return f"__Host-{self.name}" if request.secure else self.name
