"""What happens to people on the day of the plugins: one story for each thing that the plugins do. Told the same everywhere."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence

from PIL import Image

from e2e.desk import FAREWELL, Desk, Guest, Shown
from e2e.stories import ASKS, BYE, MORE, answers
from e2e.town import OPEN, OPENING, courtesy
from e2e.worker import PAUSE, Worker, patience

Visit = Callable[[Desk, Guest], Awaitable[None]]


async def asks(guest: Guest) -> None:
    """Somebody writes, is asked for an area, and names it."""
    await guest.begins()
    await guest.hears(ASKS)
    await guest.says(guest.area)


async def reaches(desk: Desk, guest: Guest) -> Worker:
    """The same, where the area is open: routing gives it to somebody, who is returned."""
    await asks(guest)
    return await desk.given(guest, guest.area)


async def waits(desk: Desk, guest: Guest) -> None:
    """The same, where it is closed: they are told so once, whatever more they say."""
    await asks(guest)
    await guest.hears(courtesy(guest.area))
    await guest.says("¿hay alguien?")
    desk.waiting[guest.area] += 1


async def ends(worker: Worker, guest: Guest) -> None:
    """Somebody of the team closes it."""
    await worker.does(guest.conversation, "close", {"reason": "resuelto"})


async def plain(desk: Desk, guest: Guest) -> None:
    """Given to somebody, answered, closed."""
    worker = await reaches(desk, guest)
    await guest.says("¿cuánto cuesta?")
    await answers(worker, guest, f"diez pesos, {guest.person}")
    await ends(worker, guest)


async def comes_back(desk: Desk, guest: Guest) -> None:
    """The same, twice: it is another conversation of the same person."""
    await plain(desk, guest)
    await plain(desk, guest)


def picture(seed: str) -> bytes:
    """Return a picture that is like no other."""
    file, paint = io.BytesIO(), hashlib.sha256(seed.encode()).digest()
    Image.frombytes("RGB", (8, 4), paint * 3).resize((64, 32)).save(file, "PNG")
    return file.getvalue()


def digest(data: bytes) -> str:
    """Return what stands for a file."""
    return hashlib.sha256(data).hexdigest()


async def photographed(desk: Desk, guest: Guest) -> None:
    """A picture comes and another one goes; who has nothing to do with it gets neither."""
    worker = await reaches(desk, guest)
    sent, back = picture(f"in {guest.person}"), picture(f"out {guest.person}")
    await guest.shows(sent)
    came = await _arrived(worker, guest)
    desk.files.append(
        Shown(came, guest.conversation, digest(sent), digest((await worker.fetches(f"/api/media/{came}")).body))
    )
    made = await worker.brings("/api/media?name=recibo.png", back)
    assert made.status == 201, made
    file = made.body["id"]
    await worker.does(guest.conversation, "messages", {"message_type": "image", "media": {"file": file}})
    await guest.hears("", "human")
    assert guest.ear is not None
    [brought] = [one for one in guest.ear.brought[guest.person] if one.file]
    desk.files.append(
        Shown(file, guest.conversation, digest(back), digest(await desk.shop.platform.file(brought.file)))
    )
    await _refused(desk, worker, guest, [came, file])
    await ends(worker, guest)


async def _refused(desk: Desk, worker: Worker, guest: Guest, files: Sequence[str]) -> None:
    """Let somebody of another area ask for what is said here, and for why it is here."""
    stranger, one = desk.stranger(worker), guest.conversation
    paths = [f"/api/media/{file}{more}" for file in files for more in ("", "/download", "/thumbnail", "/info")]
    for path in (*paths, f"/api/conversations/{one}/messages", f"/api/routing/conversations/{one}/decisions"):
        desk.refused.append((stranger.account, path, (await stranger.fetches(path)).status))


async def _arrived(worker: Worker, guest: Guest) -> str:
    async with patience():
        while True:
            found = await worker.pages(f"/api/media?conversation={guest.conversation}")
            for one in found:
                if one["direction"] == "in" and one["state"] == "stored":
                    return str(one["id"])
            await asyncio.sleep(PAUSE)


async def transferred(desk: Desk, guest: Guest) -> None:
    """Given to an area that is still closed: it waits there, and whoever gave it away sees it no more."""
    worker = await reaches(desk, guest)
    await answers(worker, guest, f"te paso, {guest.person}")
    await worker.does(guest.conversation, "transfer", {"area": OPENING, "reason": "es técnico"})
    if OPENING not in worker.areas:
        assert (await worker.opens(guest.conversation)).status == 404
    other = await desk.given(guest, OPENING)
    await answers(other, guest, f"acá sí, {guest.person}")
    await ends(other, guest)


async def circles(desk: Desk, guest: Guest) -> None:
    """Given to and fro, and answered by nobody: it ends with whoever supervises."""
    await desk.gates[OPENING].wait()
    worker = await reaches(desk, guest)
    for area in (OPENING, OPEN, OPENING):
        await worker.does(guest.conversation, "transfer", {"area": area, "reason": "no es lo mío"})
        worker = await desk.given(guest, area)
    assert worker is desk.lead
    await answers(worker, guest, f"lo veo yo, {guest.person}")
    await ends(worker, guest)


async def returned(desk: Desk, guest: Guest) -> None:
    """Given back to the bot, whose flow goes on and closes it."""
    worker = await reaches(desk, guest)
    await answers(worker, guest, f"sigue el asistente, {guest.person}")
    await worker.does(guest.conversation, "return", {"reason": "nada más"})
    await guest.hears(MORE)
    await guest.says("nada")
    await guest.hears(BYE.format("nada"))


async def taken_over(desk: Desk, guest: Guest) -> None:
    """The supervisor takes it from whom routing gave it to."""
    worker = await reaches(desk, guest)
    await desk.lead.does(guest.conversation, "take", {"takeover": True, "reason": "lo sigo yo"})
    assert (await worker.tries(guest.conversation, "messages", {"text": "yo también"})).status == 403
    await answers(desk.lead, guest, f"soy quien supervisa, {guest.person}")
    await ends(desk.lead, guest)


async def late(desk: Desk, guest: Guest) -> None:
    """Waits for an area that opens, and is answered then."""
    await waits(desk, guest)
    worker = await desk.given(guest, guest.area)
    await answers(worker, guest, f"buenas, {guest.person}")
    await ends(worker, guest)


async def silent(desk: Desk, guest: Guest) -> None:
    """The same, and says nothing more: reminded, and closed."""
    await waits(desk, guest)
    worker = await desk.given(guest, guest.area)
    await answers(worker, guest, f"¿seguimos?, {guest.person}")
    await guest.hears(FAREWELL)


async def on_holiday(desk: Desk, guest: Guest) -> None:
    """Waits for an area that does not open today."""
    await waits(desk, guest)


async def abandons(desk: Desk, guest: Guest) -> None:
    """Never answers the bot: reminded, and closed."""
    await guest.begins()
    await guest.hears(ASKS)
    await guest.hears(FAREWELL)


VISITS: Mapping[str, Visit] = {one.__name__: one for one in (
    plain, comes_back, photographed, transferred, circles, returned, taken_over, late, silent, on_holiday, abandons,
)}  # fmt: skip
