"""Takes the pictures of the operators' page: `python tests/browser/console_screenshot.py docs/images`.

On a real `cauce run`: some visitors write, somebody takes one of them, and answers.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.chromium import chromium
from browser.console import Operator, desk, operator, visitor
from browser.service import Service

PEOPLE = {
    "Martín Gómez": ("hola", "agente", "¿El plan de 800 Mb incluye televisión?"),
    "Joaquín Araya": ("hola", "agente", "Me llegó dos veces la misma factura"),
    "Lucía Benítez": ("hola",),
    "Rosa Fuentes": ("hola", "agente", "Hace dos días que no tengo internet 😕", "Ya reinicié el módem tres veces"),
}
ANSWER = "Hola Rosa, soy Ana 👋 Lamento la demora: reviso tu línea ahora mismo."


async def people(browser: Browser, service: Service, admin: Operator) -> int:
    """Have visitors write, give them names, and return the conversation of the last one."""
    number = 0
    for name, texts in PEOPLE.items():
        await visitor(browser, service, *texts)
        number += 1
        tag = await admin.page.evaluate(f"fetch('/api/contacts/{number}').then((one) => one.headers.get('ETag'))")
        await admin.page.evaluate(
            """([number, tag, name]) => fetch(`/api/contacts/${number}`, {
                method: "PATCH", headers: {"Content-Type": "application/json", "If-Match": tag},
                body: JSON.stringify({name, fields: {comuna: "Ñuñoa", plan: "Fibra 400"}}),
            })""",
            [number, tag, name],
        )
    return number


async def shoot(browser: Browser, service: Service, path: Path, **context: Any) -> None:
    """Take the picture of the last conversation."""
    seen = await (await operator(browser, service, **context)).enter("ana", f"/inbox/all/{len(PEOPLE)}")
    await expect(seen.log).to_contain_text("reviso tu línea")
    await expect(seen.log.get_by_text("Enviado").last).to_be_attached()
    await seen.page.wait_for_load_state("networkidle")
    await seen.page.screenshot(path=path)


async def take(folder: Path) -> None:
    """Take both pictures."""
    async with desk() as service, chromium() as browser:
        admin = await (await operator(browser, service)).enter("admin")
        number = await people(browser, service, admin)
        user = {"username": "ana", "name": "Ana Pérez", "password": "un río que no vuelve", "role": "SUPERVISOR"}
        await admin.call("POST", "/api/users", user)
        ana = await (await operator(browser, service)).enter("ana", f"/inbox/all/{number}")
        await ana.page.get_by_role("button", name="Tomar", exact=True).click()
        await ana.say(ANSWER)
        await expect(ana.log.get_by_text("Enviado").last).to_be_attached()
        await shoot(browser, service, folder / "console.png", viewport={"width": 1360, "height": 800})
        phone = {"width": 390, "height": 788}
        await shoot(browser, service, folder / "console-phone.png", viewport=phone, color_scheme="dark", has_touch=True)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
