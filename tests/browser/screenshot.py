"""Takes the picture of the README: `python tests/browser/screenshot.py docs/images/webchat.png`.

It walks the service-desk flow on a real `cauce run`, once on a shop's page and once on a phone in the dark.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.chromium import Chat, chromium
from browser.service import Service, service, tickets

SHOP = """<!doctype html><html lang="es"><meta charset="utf-8"><title>Andina Internet</title><style>
body {{ margin: 0; font: 17px/1.6 system-ui, sans-serif; color: #14202b; background: #fff }}
header {{ display: flex; gap: 36px; align-items: center; padding: 20px 56px; border-bottom: 1px solid #e3e8ec; color: #526171 }}
header b {{ color: #0b3d63; font-size: 21px; margin-right: auto }}
main {{ padding: 64px 56px; background: linear-gradient(160deg, #eaf3fa, #fff 70%); min-height: 700px }}
h1 {{ font-size: 50px; line-height: 1.1; letter-spacing: -1px; max-width: 560px; margin: 0 0 20px; color: #0b3d63 }}
p {{ max-width: 470px; color: #526171; margin: 0 0 28px }}
i {{ display: inline-block; font-style: normal; font-weight: 600; padding: 12px 24px; border-radius: 10px; background: #0b3d63; color: #fff }}
div {{ display: flex; gap: 20px; margin-top: 56px; max-width: 600px }}
section {{ flex: 1; padding: 20px; border: 1px solid #dbe4eb; border-radius: 14px; background: #fff; color: #526171; font-size: 14px }}
section b {{ display: block; font-size: 28px; color: #0b3d63 }}
</style><header><b>Andina Internet</b><span>Planes</span><span>Cobertura</span><span>Ayuda</span></header>
<main><h1>Fibra que llega hasta la cordillera</h1><p>Instalación en 48 horas, sin letra chica, y una mesa de ayuda que contesta.</p>
<i>Ver planes</i><div><section><b>400 Mb</b>$14.990 al mes</section><section><b>800 Mb</b>$18.990 al mes</section>
<section><b>1 Gb</b>$22.990 al mes</section></div></main>
<script src="{url}/webchat/widget.js" data-channel="web" data-open="true" async></script>"""

BOARD = """<!doctype html><style>
body {{ margin: 0; width: 1600px; height: 840px; background: #dfe7ea; position: relative; overflow: hidden }}
div {{ position: absolute; overflow: hidden; box-shadow: 0 24px 70px rgb(16 32 43 / 28%) }}
img {{ display: block; width: 100% }}
.desk {{ left: 44px; top: 48px; width: 1120px; border-radius: 14px }}
.phone {{ right: 44px; top: 62px; width: 348px; border-radius: 40px; border: 8px solid #0b1117 }}
</style><div class="desk"><img src="data:image/png;base64,{desk}"></div>
<div class="phone"><img src="data:image/png;base64,{phone}"></div>"""


async def press(page: Page, option: str) -> None:
    """Press an option and wait until nothing moves."""
    await page.get_by_role("button", name=option, exact=True).last.click()
    await page.wait_for_timeout(500)


async def desk(browser: Browser, running: Service) -> bytes:
    """Return the picture of the shop's page."""
    page = await (await browser.new_context(locale="es-CL", viewport={"width": 1120, "height": 744})).new_page()
    html = SHOP.format(url=running.url)
    await page.route(f"{running.url}/shop", lambda route: route.fulfill(content_type="text/html", body=html))
    await page.goto(f"{running.url}/shop")
    chat = Chat(page)
    await press(page, "Hola")
    await press(page, "Soporte técnico")
    await press(page, "Internet")
    await chat.say("12.345.678-5")
    await page.wait_for_timeout(400)
    await chat.field.fill("El módem parpadea en rojo")
    await page.wait_for_timeout(300)
    return await page.screenshot()


async def phone(browser: Browser, running: Service) -> bytes:
    """Return the picture of the phone."""
    context = await browser.new_context(
        locale="es-CL",
        viewport={"width": 390, "height": 788},
        color_scheme="dark",
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    page = await context.new_page()
    await page.goto(f"{running.url}/chat/web")
    await press(page, "Hola")
    await press(page, "Ventas y planes")
    await page.mouse.click(380, 90)
    await page.wait_for_timeout(500)
    return await page.screenshot()


async def take(path: Path) -> None:
    """Take both pictures and lay them side by side."""
    with tempfile.TemporaryDirectory() as folder:
        async with tickets() as (url, _), service(Path(folder), url) as running, chromium() as browser:
            shots = {"desk": await desk(browser, running), "phone": await phone(browser, running)}
            board = await browser.new_page(viewport={"width": 1600, "height": 840})
            encoded = {name: base64.b64encode(shot).decode() for name, shot in shots.items()}
            await board.set_content(BOARD.format(**encoded))
            await board.wait_for_timeout(300)
            await board.screenshot(path=path)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
