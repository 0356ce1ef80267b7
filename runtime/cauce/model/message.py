"""What people and flows say to each other, whatever the transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.model.record import record


@record
class Media:
    """A file of a message. `url` is where it can be read, or None while only the transport's `id` is known.

    `file` is the id by which whoever keeps files here knows it (`cauce.FileKeeper`), None where nobody does.
    """

    kind: str
    url: str | None = None
    id: str | None = None
    mime: str = ""
    name: str = ""
    size: int | None = None
    file: str | None = None


@record
class Inbound:
    """What a person sent.

    kind: `text image audio video file location contact sticker choice unknown`.
    text: what was typed, or the caption, or the title of the option that was pressed; never None.
    choice: the id of the button or list row that was pressed.
    data: what has no place here (coordinates, contact cards, the raw unknown). A reaction is an `unknown` whose `text` is
    the emoji, "" where it is taken back, with `{type: "reaction", of: the network's id of what it is about}`; `reply_to`
    is the network's id of what a message answers.
    """

    text: str = ""
    kind: str = "text"
    choice: str | None = None
    media: Media | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@record
class Choice:
    """One option of a menu as shown: `id` comes back in `Inbound.choice`, `key` is what people may type ("1")."""

    id: str
    title: str
    key: str = ""


@record
class Outbound:
    """What a flow or an operator says.

    style: how `choices` are shown: `buttons`, `list`, `text` (numbered lines), or "" where there are none. The
    engine has already picked one that the channel can show. `text` never holds the numbered lines: a transport adds
    them with `numbered()` when the style is `text`.
    kind: `text` (with whatever else is here), `location`, `contacts`, `reaction` or `template`; `data` is what the three in
    the middle say: `{latitude, longitude, name?, address?}`, `{contacts: [{name, phones: [..]}]}`, `{message, emoji}` (the
    network's id of the message it is about; an empty emoji takes the reaction back).
    template: a text that the network approved, as it wants it. With the kind `template` it is what is said, always, and
    `text` only what people read of it here; with `text` it is said where the service window is over.
    quote: the network's id of the message that this one answers.
    """

    text: str = ""
    choices: tuple[Choice, ...] = ()
    style: str = ""
    media: Media | None = None
    template: Mapping[str, Any] | None = None
    kind: str = "text"
    data: Mapping[str, Any] = field(default_factory=dict)
    quote: str | None = None

    def numbered(self) -> str:
        """Return the text with one line per choice below it: `1. Ventas`."""
        lines = [f"{choice.key}. {choice.title}" for choice in self.choices]
        return "\n".join([self.text, *lines] if self.text else lines)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a transport can do. Zero means not at all; the checks, the engine and the sender read these.

    kinds: what it can say besides text, of `location contacts reaction template`; quotes: whether a message can show which
    one it answers. Without them places, cards and quotes are written out as text, nobody reacts, and templates are refused.
    Lengths are in code points. `window_hours` is how long after a person's last message free text may be sent (0: for
    ever). `idempotent`: the network drops a second delivery with the same id, so that saying it again does no harm.
    `settle_seconds` is how long it may take to tell the end of a send that nobody saw end.

    What the network bears, where `pace` of a channel says nothing else; zero means no limit: `per_second` messages
    through one channel, `person_seconds` between two to one person, of whom `person_burst` may be sent at once, borrowed
    from the future, and `per_day` messages through one channel in any 24 hours.
    """

    buttons: int = 0
    button_text: int = 20
    rows: int = 0
    row_text: int = 24
    text: int = 4096
    media: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    quotes: bool = False
    typing: bool = False
    window_hours: int = 0
    idempotent: bool = False
    settle_seconds: float = 90.0
    per_second: float = 0.0
    person_seconds: float = 0.0
    person_burst: int = 0
    per_day: int = 0
