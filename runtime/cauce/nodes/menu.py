"""`menu "¿En qué te ayudamos?"`: offer options and go by the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.engine.build import Build, OptionLine, Waiting, constant
from cauce.engine.fault import Fault
from cauce.engine.frames import gave_up, interrupt
from cauce.engine.matching import Offer, Option
from cauce.engine.phrases import WHICH
from cauce.engine.running import Running
from cauce.engine.scene import Scene
from cauce.engine.scope import Scope
from cauce.engine.showing import options_message
from cauce.engine.step import Next
from cauce.engine.values import show
from cauce.model.expression import Expression
from cauce.model.message import Capabilities, Inbound, Outbound
from cauce.model.node_kind import INVALID_PORT, NodeKind, Waits, told
from cauce.model.run import Say

_KEPT = 64
"""How many different sets of shown options, and of channels, are kept made up per menu."""


class _Line:
    """An option line: its words where they are fixed, and how to work them out where they are not."""

    def __init__(self, build: Build, line: OptionLine, number: int) -> None:
        self.guard, self.target, self.edge = line.guard, line.target, line.edge
        params = line.params
        self.id = f"{build.program.name}/{build.node.id}:{number}"
        self._closures = {name: build.expression(value) for name, value in params.items()}
        # What is evaluated at run time is made by the same code, so both ways always agree.
        self.option = self._once() if all(map(_is_fixed, params.values())) else None
        self.fixed = self.option is not None

    def _once(self) -> Option | None:
        try:
            return self.made(Scope(Scene()))
        except Fault:
            return None  # it faults each time it is shown, as it should

    def made(self, scope: Scope) -> Option:
        """Return the option as it reads now."""
        values = {name: closure(scope) for name, closure in self._closures.items()}
        words = values.get("words")
        return Option(
            self.id,
            show(values.get("text"), scope.lang),
            show(values.get("key"), scope.lang),
            tuple(show(word, scope.lang) for word in words) if isinstance(words, list) else (),
        )


def _is_fixed(expression: Expression) -> bool:
    value = constant(expression)
    return value is not None and not (isinstance(value, list) and None in value)


class Menu:
    """One menu, compiled."""

    def __init__(self, build: Build) -> None:
        self.step = build.step
        self.lang = build.lang
        self.text = build.text("text")
        self.plain = build.plain("text")
        self.style = build.value("style")
        self.retry = build.line("retry") if "retry" in build.written else None
        self.retries = build.value("retries")
        self.fuzzy = build.value("fuzzy")
        self.invalid = build.exit("invalid")
        self.keep = build.keep if build.node.result else None
        self.lines = [_Line(build, line, number) for number, line in enumerate(build.options(), 1)]
        self.all = tuple(range(len(self.lines)))
        self.guarded = any(line.guard for line in self.lines)
        self.fixed = all(line.fixed for line in self.lines)
        self.ready = self.fixed and not self.guarded and self.plain is not None and build.constant("style") is not None
        self._quick = self._certain() if self.ready else {}
        self._offers: dict[tuple[int, ...], Offer] = {}
        self._messages: dict[int, tuple[Capabilities, Say]] = {}

    def back(self, run: Running) -> Next:
        """Show the menu as for the first time."""
        run.attempts = 0
        return self.show(run)

    def show(self, run: Running) -> Next:
        """Show the options whose guards hold; where none does, nobody can answer."""
        run.shown = None
        if self.ready:
            run.say(self.made_up(run))
        else:
            shown = tuple(place for place in self.all if (guard := self.lines[place].guard) is None or guard(run))
            if not shown:
                return gave_up(run, self.step.id, self.invalid)
            run.shown = None if shown == self.all else shown
            run.say(Say(self.message(run, self.text(run)), self.step.id))
        run.park_for_person(self.step)
        return None

    def made_up(self, run: Running) -> Say:
        """Return the message of a menu that never changes: made once per kind of channel."""
        capabilities = run.scene.capabilities
        known = self._messages.get(id(capabilities))
        if known is None:
            if len(self._messages) >= _KEPT:
                self._messages.clear()
            # The capabilities are kept too, so that no other object can ever have their id.
            known = (capabilities, Say(self.message(run, self.plain or ""), self.step.id))
            self._messages[id(capabilities)] = known
        return known[1]

    def message(self, run: Running, text: str) -> Outbound:
        """Return a message with the options that are shown."""
        return options_message(text, self.offer(run), self.style(run), run.scene.capabilities)

    def offer(self, run: Running) -> Offer:
        """Return the shown options, ready to be matched."""
        shown = self.all if run.shown is None else run.shown
        if not self.fixed:
            return Offer([self.lines[place].made(run) for place in shown], self.lang)
        offer = self._offers.get(shown)
        if offer is None:
            if len(self._offers) >= _KEPT:
                self._offers.clear()
            options = [option for place in shown if (option := self.lines[place].option)]
            offer = self._offers[shown] = Offer(options, self.lang)
        return offer

    def _certain(self) -> dict[str, _Line]:
        """Return the line that each certain word of a menu that never changes picks."""
        offer = Offer([line.option for line in self.lines if line.option], self.lang)
        return {word: self.lines[place] for word, place in offer.words.items()}

    def reply(self, run: Running, message: Inbound) -> Next:
        """Go by the option that the message means."""
        if message.choice is None and run.shown is None:
            line = self._quick.get(message.text)
            if line is not None and line.option is not None:
                if self.keep is not None:
                    self.keep(run, line.option.title)
                run.edge = line.edge
                return line.target
        offer = self.offer(run)
        place = offer.certain(message)
        if place is not None:
            return self.picked(run, offer, place)
        target = interrupt(run, message.text)
        if target is not None:
            return target
        places, rule = offer.likely(message.text, fuzzy=bool(self.fuzzy(run)))
        if len(places) == 1:
            run.event("menu.guessed", self.step.id, rule=rule, text=offer.options[places[0]].title)
            return self.picked(run, offer, places[0])
        if 1 < len(places) < len(offer.options):
            return self.narrow(run, places)
        return self.again(run)

    def picked(self, run: Running, offer: Offer, place: int) -> Next:
        """Leave by an option."""
        line = self.lines[place if run.shown is None else run.shown[place]]
        if self.keep is not None:
            self.keep(run, offer.options[place].title)
        run.edge = line.edge
        return line.target

    def narrow(self, run: Running, places: Sequence[int]) -> Next:
        """Ask again, offering only what the message may mean."""
        shown = self.all if run.shown is None else run.shown
        run.shown = tuple(shown[place] for place in places)
        run.say(Say(self.message(run, told(WHICH, self.lang)), self.step.id))
        run.park_for_person(self.step)
        return None

    def again(self, run: Running) -> Next:
        """Say that nobody can tell what was picked, or give up."""
        run.attempts += 1
        if run.attempts > self.retries(run):
            return gave_up(run, self.step.id, self.invalid)
        if self.retry is None:
            return self.show(run)
        self.retry(run)
        run.park_for_person(self.step)
        return None


def build(build: Build) -> Waiting:
    """Show, match, and show again when an operator gives the conversation back."""
    menu = Menu(build)
    return Waiting(menu.show, reply=menu.reply, back=menu.back)


KIND = NodeKind(
    name="menu",
    title={"es": "Menú", "en": "Menu"},
    summary={
        "es": "Ofrece opciones y sigue por la que la persona elige: con el número, el texto, una palabra o un botón.",
        "en": "Offers options and goes on by the one that the person picks: by number, text, a word or a button.",
    },
    icon="list",
    schema={
        "type": "object",
        "required": ["text"],
        "x-positional": ["text"],
        "properties": {
            "text": {"type": "string", "title": "Question", "x-kind": "text"},
            "style": {"enum": ["auto", "buttons", "list", "text"], "title": "Shown as", "default": "auto"},
            "retry": {"type": "string", "title": "Said when nobody can tell what was picked", "x-kind": "text"},
            "retries": {"type": "integer", "title": "Retries", "x-kind": "expr", "minimum": 0, "default": 2},
            "fuzzy": {"type": "boolean", "title": "Forgive typing mistakes", "x-kind": "expr", "default": True},
        },
    },
    ports={"invalid": INVALID_PORT},
    options=True,
    option_schema={
        "type": "object",
        "required": ["text"],
        "x-positional": ["text", "words"],
        "properties": {
            "text": {"type": "string", "title": "Text", "x-kind": "text"},
            "words": {
                "type": "array",
                "items": {"type": "string"},
                "title": "Other words that pick it",
                "x-kind": "expr",
                "default": [],
            },
            "key": {"type": ["integer", "string"], "title": "Key in place of the number", "x-kind": "expr"},
        },
    },
    result={"es": "El texto de la opción elegida", "en": "The text of the picked option"},
    waits=Waits.PERSON,
    example='menu "¿En qué te ayudamos?"\n  - "Ventas" ["precio"] -> ventas\n  - "Soporte" -> soporte',
    build=build,
)
