"""What operators say: messages, reactions and what they pass on, each in its turn and only by whoever has the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import msgspec

from cauce.access import ownership
from cauce.access.conversations import Seen, find_seen
from cauce.access.doing import Doing
from cauce.access.errors import Conflict, Invalid, Unknown
from cauce.access.principal import Principal
from cauce.delivery import codec, reactions, window
from cauce.delivery.step import Step
from cauce.delivery.window import Talk
from cauce.delivery.wish import FILES, Wish, compose, said
from cauce.model.message import Capabilities, Media, Outbound
from cauce.store import inbox, speeches
from cauce.store import reactions as reaction_rows
from cauce.store.conversations import Standing
from cauce.store.messages import Status
from cauce.store.reactions import Reaction
from cauce.store.speeches import Quoted


@dataclass(frozen=True, slots=True)
class Said:
    """What was said. replayed: whether it was said before, under the same key; fits: whether that was the same wish.

    message: its id; of what was passed on, a list of the conversations with the ids in them.
    """

    message: Any
    at: int
    replayed: bool = False
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn to speak: who does it, in the conversation that they looked at, as it stands now."""

    step: Step
    doing: Doing
    seen: Seen
    standing: Standing

    @property
    def can(self) -> Capabilities:
        """What the channel can carry."""
        return carried_by(self.step, self.standing)

    def composed(self, wish: Wish, about: Quoted | None = None) -> Outbound:
        """Return the message. Raises what `composed` does."""
        return composed(self.step, self.standing, wish, about, self.doing.who)

    @property
    def told(self) -> dict[str, Any]:
        """What an event says of who does it."""
        who = self.doing.who
        return {"who": who.user, "name": who.name or who.username}

    def refuse(self, wish: Wish | None = None) -> None:
        """Raise Denied, Conflict or TooLate for whoever may not speak, or not any more. wish: what is to be said."""
        ownership.refuse_to_speak(self.step.db, self.doing, self.seen)
        refuse_late(self.step, self.standing, wish)


def say(turn: Turn, wish: Wish) -> Said:
    """Say something. Raises what `Turn.refuse` does, and Invalid for what cannot be said."""

    def speak() -> int:
        turn.refuse(wish)
        return utter(turn, turn.composed(wish, quoted(turn, wish.reply_to)), reply_to=wish.reply_to)

    return once(turn, wish.key, wish.mark, speak)


def forward(turn: Turn, message: int, targets: Sequence[int], key: str = "", mark: str = "") -> Said:
    """Pass a message on to other conversations that one has: to all of them, or to none."""
    about = found(turn, message)

    def speak() -> list[tuple[int, int]]:
        return [(target, _pass_on(turn, about, target)) for target in sorted(targets)]

    return once(turn, key, mark, speak)


def _pass_on(turn: Turn, about: Quoted, target: int) -> int:
    step = turn.step
    seen = find_seen(step.db, turn.doing.who, target)
    if seen is None:
        raise Unknown
    there = Turn(step, turn.doing, seen, turn.standing if target == turn.seen.id else step.claim(target))
    there.refuse()
    return utter(there, copied(about, there), forwarded=about.id)


def copied(about: Quoted, there: Turn) -> Outbound:
    """Return a message to pass on as another channel carries it. Raises Invalid for what cannot be passed on."""
    body: Mapping[str, Any] = msgspec.json.decode(about.body)
    kind, data, media = body.get("kind", "text"), body.get("data") or {}, body.get("media")
    if media:
        found = Media(**media)
        here = found.id is not None and there.standing.channel == about.channel
        if not (found.url or found.file or here) or found.kind not in FILES:
            raise Invalid(
                "conversations", "Ese archivo no pasa a otro canal.", "That file does not go to another channel."
            )
        if found.file and there.step.stage.files.has(there.step.db, there.doing.who, found.file):
            found = replace(found, id=None, url=None)
        elif found.file:
            found = replace(found, file=None)
        return there.composed(Wish(said(body), media=found))
    if kind == "location" and "latitude" in data:
        place = {name: data[name] for name in ("latitude", "longitude", "name", "address") if name in data}
        return there.composed(Wish(kind=kind, data=place))
    if kind in {"contact", "contacts"} and (cards := _cards(data)):
        return there.composed(Wish(kind="contacts", data={"contacts": cards}))
    words = codec.outbound(about.body).numbered() if about.author == "bot" else said(body)
    if kind not in {"text", "choice"} or not words.strip():
        raise Invalid("message", "Ese mensaje no se puede reenviar.", "That message cannot be passed on.")
    return there.composed(Wish(words))


def _cards(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return cards as an `Outbound` has them, from one or from those that a network brought."""
    made = []
    for card in data.get("contacts", ()):
        name = card.get("name")
        name = name.get("formatted_name") if isinstance(name, Mapping) else name
        phones = [one.get("phone") if isinstance(one, Mapping) else one for one in card.get("phones", ())]
        if name and (known := [str(one) for one in phones if one]):
            made.append({"name": str(name), "phones": known})
    return made


def react(turn: Turn, message: int, emoji: str) -> None:
    """React to a message, or take that back with an empty emoji. What stands already is not said again."""
    about = found(turn, message)
    turn.refuse()
    reaction = reactions.reacting(about, emoji, turn.can)
    known = reaction_rows.get(turn.step.db, about.id, "out")
    if emoji == (known.emoji if known is not None else "") and (known is None or known.status != Status.FAILED):
        return
    carrier = utter(turn, reaction)
    who, now = turn.doing.who, turn.step.now
    one = Reaction(about.id, "out", emoji, now, carrier, who.user, who.name or who.username)
    reactions.keep(turn.step.db, about, one, now)


def utter(turn: Turn, message: Outbound, reply_to: int | None = None, forwarded: int | None = None, **told: Any) -> int:
    """Put a message in its turn, with who said it. Returns its id."""
    more = {name: value for name, value in (("reply_to", reply_to), ("forwarded", forwarded)) if value is not None}
    draft = turn.step.speak(turn.standing, message, {**turn.told, **more, **told})
    turn.step.flush()
    speeches.add(turn.step.db, draft.id, turn.doing.who.user, reply_to, forwarded)
    turn.step.stage.files.use(turn.step.db, message, draft.conversation, draft.id, draft.channel)
    return draft.id


def once(turn: Turn, key: str, mark: str, speak: Callable[[], Any]) -> Said:
    """Do something once under a key, however often it is asked for."""
    db, channel, now = turn.step.db, turn.standing.channel, turn.step.now
    name = f"said:{turn.doing.who.user}:{sha256(key.encode()).hexdigest()}" if key else ""
    known = inbox.find_said(db, channel, name) if key else None
    if known is not None:
        value, at, before = codec.load(known)
        return Said(value, at, replayed=True, fits=before == mark)
    value = speak()
    if key:
        inbox.add_said(db, channel, name, codec.dump([value, now, mark]), now)
    return Said(value, now)


def found(turn: Turn, message: int) -> Quoted:
    """Return a message of the conversation. Raises Unknown for any other."""
    one = speeches.find(turn.step.db, turn.seen.id, message)
    if one is None:
        raise Unknown
    return one


def quoted(turn: Turn, message: int | None) -> Quoted | None:
    """Return what is answered. Raises Invalid for what is no message of the conversation."""
    one = speeches.find(turn.step.db, turn.seen.id, message) if message is not None else None
    if message is not None and one is None:
        raise Invalid("reply_to", "No es un mensaje de esta conversación.", "It is no message of this conversation.")
    return one


def composed(
    step: Step, standing: Standing, wish: Wish, about: Quoted | None, who: Principal | None = None
) -> Outbound:
    """Return the message as the channel carries it. Raises Conflict and Invalid where it cannot.

    about: what it answers. Ids of files are of networks that files are fetched from. who: whose files may be sent, None
    where that was asked before.
    """
    can = carried_by(step, standing)
    if wish.media is not None and wish.media.file:
        found = step.stage.files.found(step.db, who, wish.media)
        return compose(replace(wish, media=replace(found, id=wish.media.id, url=wish.media.url)), can, about)
    if (
        wish.media is not None
        and wish.media.id
        and not hasattr(step.stage.world.lines[standing.channel].transport, "fetch")
    ):
        raise Invalid("media", "Este canal no conoce archivos por su id.", "This channel knows no files by their id.")
    return compose(wish, can, about)


def carried_by(step: Step, standing: Standing) -> Capabilities:
    """Return what the channel of a conversation can carry. Raises Conflict where the channel is gone."""
    try:
        return step.stage.world.lines[standing.channel].transport.capabilities
    except KeyError:
        raise Conflict("Su canal ya no está conectado.", "Its channel is not connected any more.") from None


def refuse_late(step: Step, standing: Standing, wish: Wish | None = None) -> None:
    """Raise TooLate where the service window of the person is over, and what is to be said is no template."""
    if wish is not None and wish.template is not None:
        return
    talk = Talk(standing.conversation, standing.identity, standing.kind)
    window.refuse_late(step.db, talk, carried_by(step, standing), step.now)
