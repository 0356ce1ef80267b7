"""`choices=` of a question: answers that people may press instead of typing them."""

from __future__ import annotations

from cauce.engine.build import Build
from cauce.engine.matching import Offer, Option
from cauce.engine.running import Running
from cauce.engine.showing import options_message
from cauce.engine.values import show
from cauce.model.message import Inbound
from cauce.model.run import Say


class Suggestions:
    """The suggested answers of one question. Any other answer is as welcome."""

    def __init__(self, build: Build) -> None:
        self.choices = build.value("choices")

    def offer(self, run: Running, node: str) -> Offer:
        """Return what is suggested now."""
        choices = self.choices(run)
        titles = [show(one, run.lang) for one in choices] if isinstance(choices, list) else []
        return Offer([Option(f"{node}:{number}", title) for number, title in enumerate(titles, 1)], run.lang)

    def show(self, run: Running, text: str, node: str) -> None:
        """Ask, with the suggestions below."""
        run.say(Say(options_message(text, self.offer(run, node), "auto", run.scene.capabilities), node))

    def picked(self, run: Running, message: Inbound, node: str) -> Inbound:
        """Return the answer that was picked as though it had been typed, or the message as it is."""
        offer = self.offer(run, node)
        place = offer.certain(message)
        return message if place is None else Inbound(offer.options[place].title)
