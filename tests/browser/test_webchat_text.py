"""Whatever a message holds is shown as text; what flows send is shown as what it is."""

from __future__ import annotations

import struct
import zlib

import pytest
from playwright.async_api import CDPSession, expect

from cauce.model.message import Choice, Media, Outbound
from webchat_rig import Rig

from .conftest import Open

pytestmark = pytest.mark.browser

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</span></div><style>*{display:none}</style>",
    "&lt;b&gt; &amp; &#x3c;",
    "javascript:alert(1) y data:text/html,<script>alert(1)</script>",
    "[clic](javascript:alert(1)) *<b>x</b>*",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} %s %n",
    "\u202eodacifirev ojnab\u202c al revés",
    "\u2066\u202e\u2067 sin cerrar",
    "cero\u200bancho\u200djunta\ufeffdos\u2060",
    "\u200b\u200b",
    "مرحبا بكم في المتجر https://x.example/a",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "👩‍👩‍👧‍👦🏳️‍🌈🇨🇱1️⃣",
    "a" * 4096,
    "🦙" * 2000,
    "*" * 4096,
    "*a" * 2000,
    "_*~`" * 1000,
    "https://" * 500,
    "((((" * 1000,
    "línea\n" * 300,
]


async def test_a_hostile_text_is_text_on_both_sides(opened: Open, rig: Rig) -> None:
    chat = await opened()
    alerts: list[str] = []
    chat.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    for number, text in enumerate(HOSTILE):
        rig.desk.bot = lambda message, end=number: [Outbound(message.text), Outbound(f"fin {end}")]
        await chat.say(text)
        await chat.sees(f"fin {number}")
    shown = await chat.log.locator(".message:not(.hello *) .text").evaluate_all("all => all.map((n) => n.textContent)")
    assert [unmarked(text) for text in shown[0::3]] == [unmarked(text) for text in HOSTILE]
    assert shown[0::3] == shown[1::3]
    assert alerts == []
    made = await chat.log.locator(".text *").evaluate_all("all => all.map(({localName}) => localName)")
    assert set(made) <= {"strong", "em", "del", "code", "a"}
    box = await chat.log.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert box[0] <= box[1], "it is wider than the panel"


def unmarked(text: str) -> str:
    """Return the text without the marks that are shown as bold and the like."""
    return text.strip().translate(dict.fromkeys(map(ord, "*_~`")))


async def test_a_text_of_4096_marks_does_not_stop_the_page(opened: Open, rig: Rig) -> None:
    chat = await opened()
    await chat.field.wait_for()
    meter = await chat.page.context.new_cdp_session(chat.page)
    # The time that the page itself works: a clock on the wall counts what the machine does besides.
    await meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    for text in ("*a " * 1365, "*_~" * 1365, "www." * 1024, "https://a" * 455, "https://a(" + ")" * 4086):
        before = await worked(meter)
        await chat.page.evaluate(
            """(text) => {
                const field = document.querySelector("cauce-webchat").shadowRoot.querySelector("textarea");
                field.value = text;
                field.form.requestSubmit();
            }""",
            text,
        )
        assert await worked(meter) - before < 0.3


async def worked(meter: CDPSession) -> float:
    """Return for how many seconds the page has worked."""
    metrics = (await meter.send("Performance.getMetrics"))["metrics"]
    return {one["name"]: one["value"] for one in metrics}["TaskDuration"]


FORMATS = [
    ("un *texto* fuerte", "un <strong>texto</strong> fuerte"),
    ("_así_ y ~no~", "<em>así</em> y <del>no</del>"),
    ("*_ambos_*", "<strong><em>ambos</em></strong>"),
    ("`*tal cual*`", "<code>*tal cual*</code>"),
    ("2*3*4 y a_b_c", "2*3*4 y a_b_c"),
    ("* no * y *no", "* no * y *no"),
    ("*una\nlínea*", "*una\nlínea*"),
    ("**", "**"),
    ("(*sí*), ¿_sí_?", "(<strong>sí</strong>), ¿<em>sí</em>?"),
]


async def test_marks_as_in_whatsapp(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound(text) for text, _ in FORMATS]
    chat = await opened()
    await chat.say("x")
    await expect(chat.texts).to_have_count(1 + len(FORMATS))
    html = await chat.texts.evaluate_all("all => all.map(({innerHTML}) => innerHTML)")
    assert html[1:] == [html for _, html in FORMATS]


LINKS = [
    ("mira https://a.example/x_y_z.", ["https://a.example/x_y_z"]),
    ("(http://a.example/b(c))", ["http://a.example/b(c)"]),
    ("*https://a.example*", ["https://a.example/"]),
    ("www.a.example, www.b.example!", ["https://www.a.example/", "https://www.b.example/"]),
    ("xhttps://a.example ftp://b.example javascript:alert(1)", []),
    ("https://a.example/<b>", ["https://a.example/"]),
    ("https:// http://. www.", []),
]


async def test_links_are_safe_to_click(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound(text) for text, _ in LINKS]
    chat = await opened()
    await chat.say("x")
    await expect(chat.texts).to_have_count(1 + len(LINKS))
    hrefs = await chat.texts.evaluate_all("all => all.map((n) => [...n.querySelectorAll('a')].map(({href}) => href))")
    assert hrefs[1:] == [hrefs for _, hrefs in LINKS]
    for link in await chat.texts.locator("a").all():
        assert await link.get_attribute("rel") == "noopener noreferrer nofollow"
        assert await link.get_attribute("target") == "_blank"


async def test_a_link_opens_without_an_opener(opened: Open, rig: Rig) -> None:
    rig.pages["target"] = "<title>abierto</title>"
    rig.desk.bot = lambda _: [Outbound(f"{rig.url}/page/target")]
    chat = await opened()
    await chat.say("x")
    async with chat.page.expect_popup() as popup:
        await chat.log.get_by_role("link").click()
    page = await popup.value
    await expect(page).to_have_title("abierto")
    assert await page.evaluate("[window.opener, document.referrer]") == [None, ""]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\x0b\x6e\x5f" * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


async def test_pictures_players_and_files(opened: Open, rig: Rig) -> None:
    rig.pages["picture"] = png(600, 300)
    media = [
        Outbound("La tienda", media=Media("image", "/page/picture", name="Fachada")),
        Outbound("", media=Media("image", f"{rig.url}/page/picture")),
        Outbound("Planes", media=Media("file", "https://cdn.andina.example/a%20b.pdf", size=2_500_000)),
        Outbound("", media=Media("file", "https://cdn.andina.example/x", mime="text/csv", name="lista.csv")),
        Outbound("", media=Media("audio", "/page/nothing.ogg", name="Saludo")),
        Outbound("", media=Media("file", "javascript:alert(1)", name="malo")),
        Outbound("", media=Media("image", "data:text/html,<script>alert(1)</script>")),
        Outbound("fin"),
    ]
    rig.desk.bot = lambda _: media
    chat = await opened(trouble=True)
    await chat.say("x")
    await chat.sees("fin")
    pictures = chat.log.locator("img")
    await expect(pictures).to_have_count(2)
    assert await pictures.evaluate_all("nodes => nodes.map(({alt}) => alt)") == ["Fachada", "Imagen"]
    for picture in await pictures.all():
        await expect(picture).to_have_js_property("naturalWidth", 600)
    cards = chat.log.locator("a.card")
    await expect(cards.nth(0)).to_contain_text("a b.pdfPDF · 2.4 MB · Descargar")
    await expect(cards.nth(1)).to_contain_text("lista.csvCSV · Descargar")
    await expect(cards.nth(2)).to_contain_text("Saludo")
    refused = chat.log.locator("div.card")
    await expect(refused).to_have_count(2)
    await expect(refused.nth(0)).to_have_text("malo")
    hrefs = await chat.log.locator("[href], [src]").evaluate_all("nodes => nodes.map((n) => n.href || n.src)")
    assert all(href.startswith(("http://127.0.0.1", "https://cdn.andina.example")) for href in hrefs)


async def test_a_picture_on_an_embedding_page_comes_from_the_chat_server(opened: Open, rig: Rig) -> None:
    rig.pages["picture"] = png(2, 2)
    rig.embed('data-open="true"')
    rig.desk.bot = lambda _: [Outbound("", media=Media("image", "/page/picture"))]
    chat = await opened("/page/host")
    await chat.say("x")
    await expect(chat.log.locator("img")).to_have_js_property("naturalWidth", 2)


CHOICES = (Choice("c1", "Ventas y planes", "1"), Choice("c2", "Soporte técnico", "2"))


async def test_an_option_is_pressed_once_and_stays_as_it_was(opened: Open, rig: Rig) -> None:
    chat = await opened()
    for style in ("buttons", "list"):
        rig.desk.bot = lambda m, style=style: [Outbound("listo") if m.choice else Outbound("¿Qué?", CHOICES, style)]
        await chat.say(f"hola {style}")
        await chat.sees("¿Qué?")
        option = chat.page.get_by_role("button", name="Soporte técnico").last
        await option.click()
        await chat.sees("listo")
        assert (await chat.all())[-4:] == [f"hola {style}", "¿Qué?", "Soporte técnico", "listo"]
        last = rig.desk.accepted[-1].message
        assert (last.choice, last.kind) == ("c2", "choice")
        await expect(option).to_be_disabled()
        await expect(option).to_have_accessible_name("Soporte técnico (elegida)")
        await option.click(force=True)
        await chat.page.get_by_role("button", name="Ventas y planes").last.click(force=True)
    await chat.say("ya está")
    await chat.sees("¿Qué?")
    assert [arrival.message.text for arrival in rig.desk.accepted[4:]] == ["ya está"]


async def test_an_older_menu_cannot_be_pressed_once_there_is_a_newer(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound("uno", CHOICES, "buttons"), Outbound("dos", CHOICES, "buttons")]
    chat = await opened()
    await chat.say("hola")
    await chat.sees("dos")
    options = chat.page.get_by_role("button", name="Ventas y planes")
    await expect(options.first).to_be_disabled()
    await expect(options.last).to_be_enabled()


async def test_the_style_text_numbers_the_options(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound("Elige:", CHOICES, "text")]
    chat = await opened()
    await chat.say("hola")
    await chat.sees("Elige:\n1. Ventas y planes\n2. Soporte técnico")
    await expect(chat.log.get_by_role("button")).to_have_count(0)


async def test_a_title_with_markup_is_a_title(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda m: [
        Outbound("ya" if m.choice else "<i>", (Choice("c", "<img src=x onerror=alert(1)>", "1"),), "list")
    ]
    chat = await opened()
    await chat.say("x")
    await chat.page.get_by_role("button", name="<img src=x").click()
    await chat.sees("ya")
    assert (await chat.all())[2] == "<img src=x onerror=alert(1)>"
