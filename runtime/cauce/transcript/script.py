"""What a `.chat` file says, as data: tests, the world they are played in, and their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from cauce.model.diagnostic import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Anything that a file says on a line of its own. `span` is where, from its first column to its last line's end."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Person(Line):
    """`> ...`: the person says something.

    kind: as `cauce.model.message.Inbound.kind`. text: what was typed, or the caption. attachment: the name of the file,
    or what else follows `(kind)`. press: what stands in `[...]`: the key or the title of a button.
    """

    text: str = ""
    kind: str = "text"
    attachment: str = ""
    press: str | None = None


@dataclass(frozen=True, slots=True)
class Bot(Line):
    """`< ...`: the bot says exactly this; `...` stands for anything."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Elapse(Line):
    """`@ 10m`: time passes."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class HandBack(Line):
    """`@ done`: the operator gives the conversation back to the flow."""


@dataclass(frozen=True, slots=True)
class Claim(Line):
    """`= ...`: something that must be true now.

    word: `at redirect closed end tag flow`, or "" for an expression, which then is the whole `value`.
    value: the node, area, tag... extra: what follows as `reason=` or `note=`, None where it is not asked for.
    place: where `value` was written.
    """

    word: str
    value: str = ""
    extra: str | None = None
    negated: bool = False
    place: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Given(Line):
    """`given ...`: something about the world. `place` is where its name was written."""

    place: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class GivenStart(Given):
    """`given at label`, `given flow name` or `given triggers`: where the conversation begins."""

    label: str | None = None
    flow: str | None = None
    triggers: bool = False


@dataclass(frozen=True, slots=True)
class GivenArea(Given):
    """`given area mesa closed hours "..." opens 9:00`: then, or the next time that it is that late, it is open."""

    area: str
    open: bool
    hours: str | None = None
    opens: datetime | time | None = None


@dataclass(frozen=True, slots=True)
class GivenNow(Given):
    """`given now 2026-03-02 21:00`, in the project's time zone where it says none."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class GivenChannel(Given):
    """`given channel whatsapp`: what the channel can show."""

    channel: str


@dataclass(frozen=True, slots=True)
class GivenValue(Given):
    """`given contact.plan = "oro"`, `given hours.open = false`, `given rut = "1-9"`.

    A field of the contact, a fact, or a variable that the flow starts with.
    """

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class GivenAnswer(Given):
    """What the outside answers instead of the real thing: to `http`, or to a plugin's node kind.

    method, url: which `http` requests it is for ("" for any; `...` in the url stands for anything).
    port: the way out to take, "" for what follows. status: of an `http` answer, None where `value` is the result itself.
    error: `timeout`, `refused`...: the kind of error to leave by `on error` with.
    """

    kind: str
    method: str = ""
    url: str = ""
    status: int | None = None
    value: Any = None
    port: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class GivenCall(Given):
    """`given call encuesta returns 5`: the sub-flow is not entered."""

    flow: str
    value: Any = None


Step = Person | Bot | Elapse | HandBack | Claim | Given


@dataclass(frozen=True, slots=True)
class Test(Line):
    """One test: a name and its steps, in order."""

    __test__ = False  # pytest collects nothing that merely is called Test

    name: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A whole file. `world` are the `given` lines above the first test: they hold for each of them."""

    tests: tuple[Test, ...] = ()
    world: tuple[Given, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    file: str = field(default="", compare=False)


INBOUND_KINDS: Mapping[str, str] = {
    "image": "imagen",
    "audio": "voz",
    "video": "vídeo",
    "file": "archivo",
    "location": "ubicación",
    "contact": "contacto",
    "sticker": "pegatina",
}
"""What may stand between parentheses after `>`, and the Spanish word that people try first."""
