"""The widget by keyboard, by screen reader, in the dark, on a phone, in both languages, on anybody's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from cauce.model.message import Choice, Inbound, Media, Outbound
from webchat_rig import Rig

from .conftest import Open

pytestmark = pytest.mark.browser

CHECKS = Path(__file__).with_name("checks.js").read_text("utf-8")
CHOICES = (Choice("c1", "Ventas y planes", "1"), Choice("c2", "Soporte técnico", "2"))


def desk(message: Inbound) -> list[Outbound]:
    """Answer with one of each thing that can be shown."""
    if message.choice:
        return [Outbound("¿Y qué más?", CHOICES, "buttons")]
    return [
        Outbound("Hola 👋 mira *esto* `y esto` en https://a.example"),
        Outbound("Planes", media=Media("file", "https://a.example/a.pdf", size=1000)),
        Outbound("¿En qué te ayudamos?", CHOICES, "list"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (320, 480)], ids=lambda size: f"{size[0]}px")
async def test_names_roles_targets_and_contrast(opened: Open, rig: Rig, scheme: str, size: tuple[int, int]) -> None:
    rig.embed()
    rig.desk.bot = desk
    viewport = {"width": size[0], "height": size[1]}
    chat = await opened("/page/host", color_scheme=scheme, viewport=viewport, has_touch=size[0] < 500)
    launcher = chat.page.get_by_role("button", name="Abrir el chat")
    await launcher.wait_for()
    assert await chat.page.evaluate(CHECKS) == []
    await launcher.click()
    await chat.still()
    assert await chat.page.evaluate(CHECKS) == []
    await chat.say("hola")
    await chat.sees("¿En qué te ayudamos?")
    await chat.still()
    assert await chat.page.evaluate(CHECKS) == []
    await chat.page.get_by_role("button", name="Soporte técnico").click()
    await chat.sees("¿Y qué más?")
    await chat.still()
    assert await chat.page.evaluate(CHECKS) == []
    assert await chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel = await chat.page.get_by_role("dialog").bounding_box()
    assert panel["width"] <= size[0]
    if size[0] < 481:
        assert (panel["x"], panel["y"], panel["width"], panel["height"]) == (0, 0, *size)


async def test_a_whole_conversation_by_keyboard_alone(opened: Open, rig: Rig) -> None:
    rig.embed()
    rig.desk.bot = desk
    chat = await opened("/page/host")
    keyboard = chat.page.keyboard
    await chat.page.get_by_role("button", name="Abrir el chat").wait_for()
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await expect(chat.page.get_by_role("button", name="Abrir el chat")).to_be_focused()
    await keyboard.press("Enter")
    await expect(chat.field).to_be_focused()
    await keyboard.type("hola")
    await keyboard.press("Shift+Enter")
    await keyboard.type("¿qué tal?")
    await keyboard.press("Enter")
    await chat.sees("¿En qué te ayudamos?")
    assert rig.desk.accepted[0].message.text == "hola\n¿qué tal?"
    await keyboard.press("Shift+Tab")
    await expect(chat.page.get_by_role("button", name="Soporte técnico")).to_be_focused()
    await keyboard.press("Enter")
    await chat.sees("¿Y qué más?")
    await expect(chat.field).to_be_focused()
    await keyboard.press("Escape")
    await expect(chat.page.get_by_role("dialog")).to_be_hidden()
    await expect(chat.page.get_by_role("button", name="Abrir el chat")).to_be_focused()
    await keyboard.press("Space")
    await expect(chat.field).to_be_focused()


async def test_focus_is_always_seen(opened: Open, rig: Rig) -> None:
    rig.embed()
    rig.desk.bot = desk
    chat = await opened("/page/host")
    await chat.page.get_by_role("button", name="Abrir el chat").click()
    await chat.say("hola")
    await chat.sees("¿En qué te ayudamos?")
    seen = set()
    for _ in range(12):
        await chat.page.keyboard.press("Tab")
        seen.add(
            await chat.page.evaluate(
                """() => {
                    const node = document.querySelector("cauce-webchat").shadowRoot.activeElement;
                    if (!node) return "outside";
                    const { outlineStyle, outlineWidth } = getComputedStyle(node);
                    return `${node.className || node.localName} ${outlineStyle} ${outlineWidth}`;
                }"""
            )
        )
    assert {line.rsplit(" ", 2)[-2:] == ["solid", "2px"] for line in seen - {"outside"}} == {True}
    assert len(seen) >= 7


async def test_what_a_screen_reader_is_told(opened: Open, rig: Rig) -> None:
    rig.embed()
    rig.desk.bot = desk
    chat = await opened("/page/host")
    launcher = chat.page.get_by_role("button", name="Abrir el chat")
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    await launcher.click()
    await expect(launcher).to_have_attribute("aria-expanded", "true")
    await expect(chat.page.get_by_role("dialog", name="Chat")).to_be_visible()
    await expect(chat.log).to_have_attribute("aria-live", "polite")
    await chat.say("hola")
    await chat.sees("¿En qué te ayudamos?")
    await expect(chat.page.get_by_role("dialog")).to_match_aria_snapshot("""
      - dialog "Chat":
        - heading "Chat" [level=2]
        - status: En línea
        - button "Cerrar el chat"
        - log "Conversación":
          - text: "Asistente: ¡Hola! 👋 Escríbenos y te respondemos aquí."
          - paragraph: Hoy
          - text: "Tú: hola"
          - time
          - text: "Enviado Asistente: Hola 👋 mira"
          - strong: esto
          - code: y esto
          - link "https://a.example"
          - link "a.pdf PDF · 1 kB · Descargar"
          - group "Opciones":
            - button "Ventas y planes"
            - button "Soporte técnico"
        - textbox "Escribe un mensaje"
        - button "Enviar" [disabled]
      """)


async def test_what_was_said_before_is_not_read_out_again(opened: Open, rig: Rig) -> None:
    chat = await opened()
    await chat.say("hola")
    await chat.sees("eco: hola")
    await chat.page.add_init_script(
        """new MutationObserver((_, self) => {
            const log = document.querySelector("cauce-webchat")?.shadowRoot.querySelector("[role=log]");
            if (!log) return;
            self.disconnect();
            window.spoken = [];
            new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach((node) =>
              node.matches?.(".message:not(.dots)") && window.spoken.push([log.getAttribute("aria-live"), node.textContent])
            ))).observe(log, { childList: true });
        }).observe(document, { childList: true, subtree: true });"""
    )
    await chat.page.reload()
    await chat.sees("eco: hola")
    await expect(chat.log).to_have_attribute("aria-live", "polite")
    await chat.say("otra")
    await chat.sees("eco: otra")
    spoken = await chat.page.evaluate("window.spoken")
    assert [(live, "hola" in text) for live, text in spoken] == [("off", True)] * 2 + [("polite", False)] * 2


async def test_the_page_around_cannot_spoil_it_nor_it_the_page(opened: Open, rig: Rig) -> None:
    rig.embed('data-open="true"')
    chat = await opened("/page/host")
    style = await chat.field.evaluate(
        "node => { const s = getComputedStyle(node); return [s.fontSize, s.letterSpacing] }"
    )
    assert style == ["14px", "normal"]
    await expect(chat.page.get_by_role("button", name="Cerrar el chat").first).to_be_visible()
    assert await chat.page.evaluate("document.querySelectorAll('body *:not(cauce-webchat)').length") == 3
    assert (
        await chat.page.evaluate(
            "Object.keys(window).filter((name) => /^(?!on).*(cauce|panel|line|words)/i.test(name))"
        )
        == []
    )


async def test_an_answer_while_it_is_closed_is_counted(opened: Open, rig: Rig) -> None:
    rig.embed()
    chat = await opened("/page/host")
    await chat.page.get_by_role("button", name="Abrir el chat").click()
    await chat.say("hola")
    await chat.sees("eco: hola")
    await chat.page.get_by_role("button", name="Cerrar el chat").first.click()
    await rig.desk.say(Outbound("¿sigues ahí?"), author="42")
    await rig.desk.say(Outbound("¿hola?"))
    launcher = chat.page.get_by_role("button", name="Abrir el chat, 2 mensajes nuevos")
    await expect(launcher).to_contain_text("2")
    await launcher.click()
    await expect(chat.page.get_by_role("button", name="Abrir el chat", exact=True)).to_be_visible()
    await expect(chat.log.get_by_text("Equipo")).to_be_visible()


async def test_open_or_closed_is_remembered_from_page_to_page(opened: Open, rig: Rig) -> None:
    rig.embed()
    rig.embed(name="other")
    chat = await opened("/page/host")
    await chat.page.get_by_role("button", name="Abrir el chat").click()
    await chat.say("hola")
    await chat.sees("eco: hola")
    await chat.page.goto(f"{rig.url}/page/other")
    await chat.sees("eco: hola")
    await chat.page.keyboard.press("Escape")
    await chat.page.get_by_role("button", name="Cerrar el chat").first.click()
    await chat.page.goto(f"{rig.url}/page/host")
    await expect(chat.page.get_by_role("button", name="Abrir el chat")).to_be_visible()
    await expect(chat.page.get_by_role("dialog")).to_be_hidden()


async def test_a_page_can_open_and_close_it_and_choose_its_looks(opened: Open, rig: Rig) -> None:
    rig.embed('data-lang="en" data-theme="dark" data-title="Shop" data-accent="#ffcc00" data-position="left"')
    chat = await opened("/page/host", color_scheme="light")
    launcher = chat.page.get_by_role("button", name="Open the chat")
    await launcher.wait_for()
    assert (await launcher.bounding_box())["x"] < 100
    colours = await launcher.evaluate("n => { const s = getComputedStyle(n); return [s.backgroundColor, s.color] }")
    assert colours == ["rgb(255, 204, 0)", "rgb(0, 0, 0)"]
    await chat.page.evaluate("document.querySelector('cauce-webchat').open()")
    await expect(chat.page.get_by_role("dialog", name="Shop")).to_be_visible()
    await expect(chat.field).to_be_focused()
    surface = chat.page.locator("cauce-webchat form")
    await expect(surface).to_have_css("background-color", "rgb(21, 31, 40)")
    await chat.page.evaluate("document.querySelector('cauce-webchat').dataset.theme = 'light'")
    await expect(surface).to_have_css("background-color", "rgb(255, 255, 255)")
    await chat.page.evaluate("document.querySelector('cauce-webchat').close()")
    await expect(chat.page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize(("locale", "placeholder"), [("es-AR", "Escribe un mensaje"), ("en-GB", "Write a message")])
async def test_the_language_is_the_browsers(opened: Open, locale: str, placeholder: str) -> None:
    chat = await opened(locale=locale)
    await expect(chat.field).to_have_attribute("placeholder", placeholder)
    await expect(chat.page.locator("cauce-webchat .root")).to_have_attribute("lang", locale[:2])
    await expect(chat.page.locator("html")).to_have_attribute("lang", locale[:2])


async def test_a_phone_does_not_zoom_in_on_the_field(opened: Open, rig: Rig) -> None:
    rig.embed('data-open="true"')
    chat = await opened("/page/host", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    await chat.field.wait_for()
    assert await chat.field.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 16
    await chat.page.set_viewport_size({"width": 390, "height": 420})
    await expect(chat.field).to_be_in_viewport(ratio=1)


async def test_nothing_moves_for_people_who_ask_for_that(opened: Open, rig: Rig) -> None:
    rig.desk.delay = 600
    chat = await opened(reduced_motion="reduce")
    await chat.say("hola")
    await expect(chat.page.locator(".dots")).to_be_visible()
    assert await chat.page.evaluate("document.getAnimations().length") == 0


async def test_starters_begin_a_conversation_and_go(opened: Open, rig: Rig) -> None:
    rig.channel.settings.update(
        starters=["Hola", "Quiero un plan"], greeting="*Bienvenida* a <b>Andina</b>", title="Andina"
    )
    await rig.stop()
    await rig.start()
    chat = await opened()
    await expect(chat.page.get_by_role("heading")).to_have_text("Andina")
    await expect(chat.log.locator(".hello .text")).to_have_text("Bienvenida a <b>Andina</b>")
    await chat.page.get_by_role("button", name="Quiero un plan").click()
    await chat.sees("eco: Quiero un plan")
    await expect(chat.page.get_by_role("button", name="Hola")).to_have_count(0)


async def test_people_who_compose_with_an_input_method_do_not_send_by_accident(opened: Open, rig: Rig) -> None:
    chat = await opened()
    await chat.field.fill("こん")
    await chat.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    await expect(chat.field).to_have_value("こん")
    await chat.field.press("Enter")
    await chat.sees("eco: こん")
    assert await chat.all() == ["こん", "eco: こん"]
