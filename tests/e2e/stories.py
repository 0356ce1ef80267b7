"""What happens to a customer: one story for each thing that a team does. Each is told the same on every machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from e2e.worker import LONGEST, PAUSE, Worker
from faults.crowd import Crowd
from faults.shop import Shop

ASKS, MORE, BYE = "¿Ventas o soporte?", "¿Algo más?", "Hasta luego, {}"
AREAS = ("ventas", "soporte")


@dataclass
class Customer:
    """Somebody who writes. heard: what they were told, in order. line: everything that was said, by whom."""

    crowd: Crowd
    person: str
    area: str
    line: list[tuple[str, str]] = field(default_factory=list)
    conversation: int = 0

    @property
    def name(self) -> str:
        """What the network calls them."""
        return f"P {self.person}"

    @property
    def told(self) -> list[str]:
        """What they have to be told, in this order, and each once."""
        return [text for author, text in self.line if author != "contact"]

    async def says(self, text: str) -> None:
        """Write, until the platform is told that it was taken."""
        await self.crowd.say(self.person, text)
        self.line.append(("contact", text))

    async def hears(self, text: str, author: str = "bot") -> None:
        """Wait until they have been told something more."""
        self.line.append((author, text))
        async with asyncio.timeout(LONGEST):
            while (heard := await self.heard())[: len(self.told)] != self.told:
                assert heard == self.told[: len(heard)], (self.person, heard, self.told)
                await asyncio.sleep(PAUSE)

    async def heard(self) -> list[str]:
        """Return what the platform brought them."""
        return [one.text for one in await self.crowd.shop.platform.ledger() if one.person == self.person and one.id]


@dataclass(frozen=True)
class Team:
    """Two operators, each by the area that is theirs, and a supervisor."""

    shop: Shop
    of: dict[str, Worker]
    supervisor: Worker


Story = Callable[[Team, Customer], Awaitable[None]]


async def reaches_the_queue(team: Team, customer: Customer) -> Worker:
    """A customer is asked what they want, and stands in the queue of an area. Returns who works there."""
    await customer.says("hola")
    await customer.hears(ASKS)
    await customer.says(customer.area)
    worker = team.of[customer.area]
    customer.conversation = await worker.finds(customer.name)
    return worker


async def answers(worker: Worker, customer: Customer, text: str) -> None:
    """Somebody of the team says something, and the customer is told just that."""
    await worker.does(customer.conversation, "messages", {"text": text})
    await customer.hears(text, "human")


async def plain(team: Team, customer: Customer) -> None:
    """Taken, answered, noted and labelled, closed; and found again by what was said."""
    worker = await reaches_the_queue(team, customer)
    await worker.does(customer.conversation, "take")
    await customer.says("¿cuánto cuesta?")
    await answers(worker, customer, f"diez pesos, {customer.person}")
    noted = await worker.tries(customer.conversation, "notes", {"text": f"Paga mañana, @sara: {customer.person}"})
    assert noted.status == 201, noted
    labelled = await worker("PATCH", f"/api/conversations/{customer.conversation}/tags", {"add": ["pago"]})
    assert labelled.status == 200, labelled
    await worker.finds_said(customer.person, customer.conversation)
    await worker.does(customer.conversation, "close", {"reason": "resuelto"})


async def transferred(team: Team, customer: Customer) -> None:
    """Given to the other area, which has it from then on; whoever gave it away sees it no more."""
    worker = await reaches_the_queue(team, customer)
    await worker.does(customer.conversation, "take")
    await answers(worker, customer, f"te paso, {customer.person}")
    other = AREAS[1 - AREAS.index(customer.area)]
    await worker.does(customer.conversation, "transfer", {"area": other, "reason": "no es lo mío", "note": "es de ahí"})
    assert (await worker.opens(customer.conversation)).status == 404
    assert (await worker.tries(customer.conversation, "take")).status == 404
    assert (await worker.tries(customer.conversation, "messages", {"text": "¡espera!"})).status == 404
    after = team.of[other]
    assert await after.finds(customer.name) == customer.conversation
    await after.does(customer.conversation, "take")
    await customer.says("¿me pueden ayudar?")
    await answers(after, customer, f"acá sí, {customer.person}")
    await after.finds_said(customer.person, customer.conversation)
    assert await worker.searches(customer.person) == []
    await after.does(customer.conversation, "close", {"reason": "resuelto"})


async def taken_over(team: Team, customer: Customer) -> None:
    """The supervisor takes it from an operator, who may say nothing from then on."""
    worker, lead = await reaches_the_queue(team, customer), team.supervisor
    await worker.does(customer.conversation, "take")
    await answers(worker, customer, f"un momento, {customer.person}")
    assert (await lead.tries(customer.conversation, "take")).status == 409
    await lead.does(customer.conversation, "take", {"takeover": True, "reason": "lo sigo yo"})
    assert (await worker.tries(customer.conversation, "messages", {"text": "yo también"})).status == 403
    await answers(lead, customer, f"soy quien supervisa, {customer.person}")
    await lead.does(customer.conversation, "close", {"reason": "resuelto"})


async def reopened(team: Team, customer: Customer) -> None:
    """Closed too early, and opened again."""
    worker = await reaches_the_queue(team, customer)
    await worker.does(customer.conversation, "take")
    await answers(worker, customer, f"listo, {customer.person}")
    await worker.does(customer.conversation, "close", {"reason": "resuelto"})
    assert (await worker.tries(customer.conversation, "messages", {"text": "tarde"})).status == 409
    await worker.does(customer.conversation, "reopen")
    await customer.says("falta algo")
    await answers(worker, customer, f"ahora sí, {customer.person}")
    await worker.does(customer.conversation, "close", {"reason": "resuelto"})


async def returned(team: Team, customer: Customer) -> None:
    """Given back to the bot, whose flow goes on where it waited."""
    worker = await reaches_the_queue(team, customer)
    await worker.does(customer.conversation, "take")
    await answers(worker, customer, f"sigue el asistente, {customer.person}")
    await worker.does(customer.conversation, "return", {"reason": "nada más"})
    await customer.hears(MORE)
    await customer.says("nada")
    await customer.hears(BYE.format("nada"))


async def raced_for(team: Team, customer: Customer) -> None:
    """Two reach for it at once, and one of them has it."""
    worker, lead = await reaches_the_queue(team, customer), team.supervisor
    both = (worker, lead)
    found = await asyncio.gather(*(one.tries(customer.conversation, "take") for one in both))
    assert sorted(one.status for one in found) == [200, 409], found
    winner = both[[one.status for one in found].index(200)]
    loser = both[1 - both.index(winner)]
    assert (await loser.tries(customer.conversation, "messages", {"text": "¡yo!"})).status == 403
    await answers(winner, customer, f"te atiendo yo, {customer.person}")
    await winner.does(customer.conversation, "close", {"reason": "resuelto"})


STORIES: Sequence[Story] = (plain, transferred, taken_over, reopened, returned, raced_for)
