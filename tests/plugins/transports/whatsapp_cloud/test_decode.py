"""Every recorded webhook, by its file, and what is missing, strange or new in others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cauce.model.message import Inbound, Media
from cauce.transport import Arrival, Receipt
from cauce_plugins.transports.whatsapp_cloud import kinds
from cauce_plugins.transports.whatsapp_cloud.decode import Unreadable, decode
from whatsapp_rig import EXAMPLES

JUANA, RAMON, LU, OMAR, SOL = "5493533473732", "5493533410021", "5491150003344", "5493515550187", "5492215550164"

TEXTS = {
    "text": (JUANA, "Juana Peralta", "Buenas tardes, quiero saber el estado de mi reclamo 4821", {}),
    "text-reply": (
        JUANA,
        "Juana Peralta",
        "Sí, ese mismo",
        {"reply_to": "wamid.HBgNNTQ5MzUzMzQ3MzczMhUCABEYEjk2NjZCRkUyNzQ5ODlFOTk2NAA="},
    ),
    "text-forwarded": (RAMON, "Ramón Ñañez", "Corte de agua programado para el jueves", {"forwarded": True}),
    "text-frequently-forwarded": (RAMON, "Ramón Ñañez", "Pásenlo a todos sus contactos", {"forwarded": True}),
    "text-product-inquiry": (
        SOL,
        "Sol Iriarte",
        "¿Sigue disponible?",
        {
            "reply_to": "wamid.HBgNNTQ5MjIxNTU1MDE2NBUCABEYEjU0N0FGRjhCMzZBN0E4RUQ3RgA=",
            "product": {"catalog_id": "194800000000001", "product_retailer_id": "SKU-7781"},
        },
    ),
}
FILES = {
    "image": (Media("image", id="1003380000000001", mime="image/jpeg"), "El medidor quedó así", {}),
    "video": (Media("video", id="1003380000000002", mime="video/mp4"), "Mirá el caño", {}),
    "audio": (Media("audio", id="1003380000000003", mime="audio/mpeg"), "", {}),
    "voice": (Media("audio", id="1003380000000004", mime="audio/ogg; codecs=opus"), "", {"voice": True}),
    "sticker": (Media("sticker", id="1003380000000006", mime="image/webp"), "", {}),
    "document": (
        Media("file", id="1003380000000005", mime="application/pdf", name="Factura Nº 0003-00001234.pdf"),
        "Factura de marzo",
        {},
    ),
}
PRESSED = {
    "button-quick-reply": ("TURNO_CONFIRMAR", "Confirmo"),
    "interactive-button-reply": ("menu:reclamos", "Hacer un reclamo"),
    "interactive-list-reply": ("area:3", "Obras Sanitarias"),
}
QUIET = {
    "reaction": ("👍", "reaction"),
    "reaction-removed": ("", "reaction"),
    "edit": ("Buenas tardes, quiero saber el estado de mi reclamo 4812", "edit"),
    "revoke": ("", "revoke"),
    "system-number-changed": ("User Ramón Ñañez changed from 5493533410021 to 5493533410099", "system"),
    "request-welcome": ("", "request_welcome"),
}
STATUSES = {
    "status-sent": ("sent", "ticket:4821"),
    "status-delivered": ("delivered", "ticket:4821"),
    "status-read": ("read", "ticket:4821"),
    "status-played": ("played", ""),
    "status-sent-with-conversation": ("sent", ""),
    "status-failed": ("failed", ""),
}
NOTED = {
    "errors-value-level": "the error 130429 Rate limit hit",
}
REST = {"text-ad-referral", "location", "contacts", "order", "unsupported", "interactive-nfm-reply", "group-text"}
REST |= {"bsuid-text", "batch-two-messages", "business-app-echo", "user-id-update"}


def news(name: str):
    [found] = decode((EXAMPLES / f"{name}.json").read_bytes())
    assert found.number == "108700000000001"
    return found


def only(name: str) -> Arrival:
    found = news(name)
    assert (found.receipts, found.notes, found.odd) == ([], [], [])
    [arrival] = found.arrivals
    assert arrival.provider_id.startswith("wamid.")
    assert arrival.message.data["at"] // 1000 in range(1795190400, 1795190800)
    return arrival


def rest(arrival: Arrival) -> dict[str, Any]:
    """Return what its data say besides who and when."""
    return {key: value for key, value in arrival.message.data.items() if key not in {"at", "user_id", "sha256"}}


def test_every_recorded_webhook_has_its_test():
    told = {*TEXTS, *FILES, *PRESSED, *QUIET, *STATUSES, *NOTED, *REST}
    assert {path.stem for path in EXAMPLES.glob("*.json")} == told


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_kept_as_they_are_with_what_they_answer(name):
    number, person, text, data = TEXTS[name]
    arrival = only(name)
    assert (arrival.address, arrival.name, arrival.quiet) == (("phone", number), person, False)
    assert (arrival.message.text, arrival.message.kind, rest(arrival)) == (text, "text", data)
    assert arrival.message.data["user_id"].startswith("AR.")
    assert arrival.aliases == (("bsuid", arrival.message.data["user_id"]),)
    assert arrival.author == "contact"


@pytest.mark.parametrize("name", FILES)
def test_files_are_known_by_the_id_of_the_platform_never_by_an_address(name):
    media, text, data = FILES[name]
    arrival = only(name)
    assert (arrival.message.media, arrival.message.text, arrival.message.kind) == (media, text, media.kind)
    assert arrival.message.data["sha256"].endswith("=")
    assert rest(arrival) == data


@pytest.mark.parametrize("name", PRESSED)
def test_what_was_pressed_comes_with_its_id_and_its_title(name):
    message = only(name).message
    assert (message.kind, message.choice, message.text) == ("choice", *PRESSED[name])
    assert message.data["reply_to"].startswith("wamid.")


@pytest.mark.parametrize("name", QUIET)
def test_what_is_nothing_to_answer_is_quiet(name):
    arrival = only(name)
    assert (arrival.message.text, arrival.message.data["type"]) == QUIET[name]
    assert (arrival.message.kind, arrival.quiet) == ("unknown", True)
    assert arrival.message.data.get("of", "wamid.").startswith("wamid.")


@pytest.mark.parametrize("name", STATUSES)
def test_statuses_are_receipts(name):
    found = news(name)
    assert (found.arrivals, found.notes) == ([], [])
    [receipt] = found.receipts
    assert (receipt.status, receipt.tag) == STATUSES[name]
    assert receipt.at // 1000 in range(1795190700, 1795190800)
    assert receipt.provider_id.startswith("wamid.")
    assert receipt.addresses[0][0] == "phone"


def test_a_failure_says_why():
    [receipt] = news("status-failed").receipts
    assert (receipt.code, receipt.title) == ("131047", "Re-engagement message")
    assert receipt.addresses == (("phone", SOL), ("phone", "542215550164"))


@pytest.mark.parametrize("name", NOTED)
def test_what_is_no_conversation_is_noted(name):
    found = news(name)
    assert (found.arrivals, found.receipts, found.notes) == ([], [], [NOTED[name]])


def test_an_advertisement_is_told():
    arrival = only("text-ad-referral")
    assert arrival.message.text == "Hola, vi el aviso"
    assert rest(arrival)["referral"]["ctwa_clid"] == "AffEjemploClickId000000"


def test_a_place_is_one_that_flows_can_read():
    message = only("location").message
    assert (message.kind, message.data["latitude"], message.data["longitude"]) == ("location", -31.6526, -63.4051)
    assert message.data["address"].startswith("Av. Siempreviva")


def test_cards_are_kept_whole_and_named():
    message = only("contacts").message
    assert (message.kind, message.text) == ("contact", "Ing. Delia Sosa")
    assert message.data["contacts"][0]["phones"][0]["wa_id"] == RAMON


def test_an_order_is_kept_whole():
    message = only("order").message
    assert (message.kind, message.text, message.data["type"]) == ("unknown", "¿Hacen envíos?", "order")
    assert message.data["order"]["product_items"][1]["item_price"] == 8999.5


def test_an_unsupported_one_is_kept_raw_with_its_errors():
    arrival = only("unsupported")
    assert (arrival.message.kind, arrival.quiet) == ("unknown", False)
    assert arrival.message.data["errors"] == ["131051 Message type unknown"]
    assert arrival.message.data["raw"]["unsupported"] == {"type": "poll_update"}


def test_a_form_is_read_from_the_json_within():
    message = only("interactive-nfm-reply").message
    assert message.data["form"] == {"flow_token": "ticket-4821", "dni": "20123456", "motivo": "Falta de presión"}


def test_what_is_said_in_a_group_is_kept_and_not_answered():
    arrival = only("group-text")
    assert (arrival.address[0], arrival.name, arrival.quiet) == ("group", "", True)
    assert arrival.message.data["author"] == RAMON
    assert arrival.aliases == ()


def test_somebody_without_a_number_is_known_by_the_id_of_the_platform():
    arrival = only("bsuid-text")
    assert (arrival.address, arrival.name) == (("bsuid", "AR.70623456789012345678"), "Noe")
    assert arrival.message.data["username"] == "noe.vecina"


def test_what_one_of_us_said_on_the_phone_is_kept_in_the_conversation_of_the_person():
    arrival = only("business-app-echo")
    assert (arrival.address, arrival.name) == (("phone", OMAR), "عمر")
    assert (arrival.author, arrival.quiet) == ("human", True)
    assert arrival.message.text == "Le respondo desde el teléfono de la guardia"
    assert arrival.aliases == (("bsuid", "AR.70423456789012345678"),)


def test_an_echo_to_nobody_is_set_aside_and_to_an_id_is_its():
    empty = one_of("smb_message_echoes", message_echoes=[{"id": "w", "type": "text", "text": {"body": "x"}}])
    assert (empty.arrivals, empty.odd) == ([], ["a message of the type text with nobody at the other end"])
    [arrival] = one_of("smb_message_echoes", message_echoes=[{"id": "w", "to_user_id": "AR.7"}]).arrivals
    assert (arrival.address, arrival.aliases) == (("bsuid", "AR.7"), ())


def test_a_new_id_of_a_person_goes_with_the_old_one():
    found = news("user-id-update")
    assert found.renames == [(("bsuid", "AR.70623456789012345678"), ("bsuid", "AR.71623456789012345678"))]
    assert (found.arrivals, found.notes, found.odd) == ([], [], [])
    change = {"wa_id": "549351", "user_id": {"previous": "AR.1", "current": "AR.2"}}
    found = one_of(
        "user_id_update", user_id_update=[change, {"user_id": {"previous": "AR.1"}}, change | {"wa_id": "x"}]
    )
    assert found.renames == [
        (("bsuid", "AR.1"), ("bsuid", "AR.2")),
        (("phone", "549351"), ("bsuid", "AR.2")),
        (("bsuid", "AR.1"), ("bsuid", "AR.2")),
    ]
    assert found.odd == ["a change of an id that does not say from which to which"]
    same = {"wa_id": 7, "user_id": {"previous": "AR.1", "current": "AR.1"}}
    assert one_of("user_id_update", user_id_update=[same]).renames == [(("phone", "7"), ("bsuid", "AR.1"))]


def test_a_changed_number_goes_with_the_old_one():
    assert news("system-number-changed").renames == [(("phone", RAMON), ("phone", "5493533410099"))]
    system = {"type": "user_changed_user_id", "user_id": "AR.2", "wa_id": "no number"}
    found = one({"from_user_id": "AR.1", "id": "w", "type": "system", "system": system})
    assert found.renames == [(("bsuid", "AR.1"), ("bsuid", "AR.2"))]
    assert found.arrivals[0].quiet
    for other in ({"type": "customer_identity_changed", "wa_id": "5"}, {"type": "user_changed_number", "wa_id": "549"}):
        assert one({"from": "549", "id": "w", "type": "system", "system": other}).renames == []


def test_a_person_is_known_by_both_addresses_wherever_an_event_shows_them():
    contact = {"wa_id": "549351", "user_id": "AR.7", "profile": {"name": "Noe", "username": "@noe"}}
    [arrival] = one({"from_user_id": "AR.7", "id": "w", "type": "text"}, contacts=[contact]).arrivals
    assert (arrival.address, arrival.aliases) == (("phone", "549351"), (("bsuid", "AR.7"),))
    assert (arrival.name, arrival.message.data["username"]) == ("Noe", "noe")
    [arrival] = one({"from": "549351", "id": "w", "type": "text"}, contacts=[contact]).arrivals
    assert arrival.aliases == (("bsuid", "AR.7"),)
    [arrival] = one({"from": "549351", "from_user_id": "549351", "id": "w"}).arrivals
    assert (arrival.address, arrival.aliases) == (("phone", "549351"), ())


def test_names_are_found_by_their_number_whatever_their_place():
    found = news("batch-two-messages").arrivals
    assert [(one.address[1], one.name, one.message.text) for one in found] == [
        (RAMON, "Ramón Ñañez", "Hola"),
        (JUANA, "Juana Peralta", "Hola de nuevo"),
    ]


def one_of(field: str, **value: Any):
    """Decode one change of a field."""
    change = {"field": field, "value": {"metadata": {"phone_number_id": "1"}, **value}}
    [found] = decode(json.dumps({"entry": [{"changes": [change]}]}).encode())
    return found


def one(message: Any, **value: Any):
    """Decode one message among what else is given."""
    return one_of("messages", messages=[message], **value)


def inbound(message: dict[str, Any]) -> Inbound:
    [arrival] = one({"from": "549", "id": "wamid.1", **message}).arrivals
    return arrival.message


@pytest.mark.parametrize(
    "raw", [b"", b"\xff", b"[]", b"7", b"{}", b'{"entry": {}}', b"[" * 100_000, b'{"a": 1' + b"0" * 5000]
)
def test_what_is_no_webhook_is_unreadable(raw):
    with pytest.raises(Unreadable):
        decode(raw)


def test_elements_that_make_no_sense_are_passed_over():
    body = {
        "entry": [
            1,
            {"changes": [None, {}, {"field": "messages", "value": {"messages": [3, None, {}], "statuses": [[], {}]}}]},
        ]
    }
    first, second, empty, found = decode(json.dumps(body).encode())
    assert [(one.number, one.odd) for one in (first, second)] == [
        ("", ["an entry without changes"]),
        ("", ["a change that is no object"]),
    ]
    assert (empty.number, empty.notes) == ("", ["the field without a name"])
    assert one_of("messages", messages=[]).notes == ["the field messages with nothing in it"]
    assert found.notes == ["the status without a name"]
    assert found.odd == [
        "an element of messages is no object",
        "an element of messages is no object",
        "a message of the type  with nobody at the other end",
        "an element of statuses is no object",
    ]


def test_a_type_that_nobody_knows_is_kept_raw():
    message = inbound({"type": "hologram", "hologram": {"depth": [1, 2.5, None, True]}})
    assert message.kind == "unknown"
    assert message.data["raw"]["hologram"] == {"depth": [1, 2.5, None, True]}


def test_what_cannot_be_stored_as_it_is_is_kept_as_its_text():
    deep: Any = "x"
    for _ in range(20):
        deep = [deep]
    raw = inbound({"type": "new", "huge": 10**30, "deep": deep})
    assert raw.data["raw"]["huge"] == str(10**30)
    assert '["x"]' in json.dumps(raw.data["raw"]["deep"]).replace("\\", "")
    [arrival] = decode(b'{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"from":"1","n":1e999}]}}]}]}')[
        0
    ].arrivals
    assert arrival.message.data["raw"]["n"] is None


def test_a_message_without_an_id_gets_one_that_stays_the_same():
    message = {"from": "549", "type": "text", "text": {"body": "hola"}}
    [first], [again], [other] = (one(each).arrivals for each in (message, dict(message), {**message, "x": 1}))
    assert first.provider_id == again.provider_id != other.provider_id


@pytest.mark.parametrize(
    ("message", "address"),
    [
        ({"from": "AR.7", "from_user_id": "AR.7"}, ("bsuid", "AR.7")),
        ({"from": "AR.7"}, ("bsuid", "AR.7")),
        ({"from": 549351}, ("phone", "549351")),
        ({"from": None, "from_user_id": "AR.7"}, ("bsuid", "AR.7")),
        ({"from": "٣٤", "from_user_id": "AR.7"}, ("bsuid", "AR.7")),
    ],
)
def test_only_digits_are_a_number(message, address):
    [arrival] = one({"id": "wamid.1", "type": "text", **message}).arrivals
    assert arrival.address == address


def test_moments_are_seconds_or_milliseconds():
    assert [
        inbound({"timestamp": written}).data.get("at")
        for written in ("1795190400", "1795190400123", 1795190400, "soon", "", "9" * 30, None, True)
    ] == [1795190400000, 1795190400123, 1795190400000, None, None, None, None, None]


def test_interactive_ones_with_nothing_in_them_are_unknown():
    assert inbound({"type": "interactive"}).kind == "unknown"
    assert inbound({"type": "interactive", "interactive": {"button_reply": {"x": 1}}}).kind == "unknown"
    assert inbound({"type": "button", "button": {}}).data["raw"]["button"] == {}
    assert inbound({"type": "button", "button": {"text": "Sí"}}) == Inbound("Sí", "choice", "Sí")
    form = {"nfm_reply": {"response_json": "{broken"}}
    assert inbound({"type": "interactive", "interactive": form}).data["form"] == "{broken"


def test_an_edit_of_an_edit_goes_no_deeper():
    inner: dict[str, Any] = {"type": "text", "text": {"body": "x"}}
    for _ in range(3):
        inner = {"type": "edit", "edit": {"message": inner}}
    assert inbound(inner).text == ""
    [quiet] = one({"from": "1", "id": "w", "type": "unsupported", "unsupported": {"type": "edit"}}).arrivals
    assert quiet.quiet


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text"},
        {"type": "text", "text": {"body": ["no"]}},
        {"type": "location", "location": {"latitude": "1", "longitude": 2}},
        {"type": "location", "location": {"latitude": 91, "longitude": 2}},
        {"type": "location", "location": {"latitude": True, "longitude": 2}},
        {"type": "contacts", "contacts": {}},
        {"type": "image", "image": {"url": "https://evil.example/x"}, "errors": [{"code": 131052, "title": "Media"}]},
    ],
    ids=lambda message: message["type"],
)
def test_a_known_type_without_what_it_needs_is_kept_raw(message):
    found = inbound(message)
    assert (found.kind, found.media, found.text) == ("unknown", None, "")
    assert found.data["type"] == message["type"]
    assert found.data["raw"]["type"] == message["type"]


def test_names_of_files_lead_nowhere():
    for written, name in [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("..", ""),
        (" .htaccess ", "htaccess"),
        ("x" * 500, "x" * 200),
        (7, "7"),
    ]:
        media = inbound({"type": "document", "document": {"id": "1", "filename": written}}).media
        assert media is not None
        assert media.name == name


def test_texts_are_safe_to_keep():
    found = inbound({"type": "text", "text": {"body": "a\0b\ud800c"}})
    assert found.text == "ab\ufffdc"
    raw = inbound({"type": "new\0", "\ud800": ["\0\udfff"]}).data
    assert (raw["type"], raw["raw"]["\ufffd"]) == ("new", ["\ufffd"])
    assert len(inbound({"type": "text", "text": {"body": "x" * 70_000}}).text) == 65_536
    assert (
        len(one({"from": "5", "id": "w"}, contacts=[{"wa_id": "5", "profile": {"name": "\0"}}]).arrivals[0].name) == 0
    )


def test_one_that_breaks_the_reader_leaves_its_neighbours_alone(monkeypatch):
    def broken(message):
        raise ZeroDivisionError

    monkeypatch.setitem(kinds._READERS, "bomb", broken)
    hello = {"from": "549", "id": "w", "type": "text", "text": {"body": "hola"}}
    found = one_of("messages", messages=[hello, {"from": "549", "id": "b", "type": "bomb"}, {**hello, "id": "x"}])
    assert [arrival.provider_id for arrival in found.arrivals] == ["w", "x"]
    assert found.odd == ["an element of messages could not be read: ZeroDivisionError"]


def test_what_should_be_a_list_and_is_none_is_odd():
    found = one_of("messages", messages={"0": {}}, statuses="sent", errors=[{"code": 1, "title": "x"}])
    assert (found.odd, found.notes) == (["messages is no list", "statuses is no list"], ["the error 1 x"])


@pytest.mark.parametrize("field", ["account_update", "message_template_status_update", "phone_number_quality_update"])
def test_what_is_said_of_the_health_of_the_account_is_an_alert(field):
    found = one_of(field, event="DISABLED")
    assert (found.alerts, found.notes) == ([f"the field {field} DISABLED"], [])


@pytest.mark.parametrize("field", ["history", "smb_app_state_sync", "calls", "flows", "user_preferences"])
def test_other_fields_are_noted_and_bring_no_messages(field):
    found = one_of(field, messages=[{"from": "549", "id": "w", "type": "text", "text": {"body": "old"}}])
    assert (found.arrivals, found.notes) == ([], [f"the field {field}"])


def test_people_of_argentina_are_found_by_both_forms_of_their_number():
    def addresses(number):
        [receipt] = one_of("messages", statuses=[{"id": "w", "status": "read", "recipient_id": number}]).receipts
        return [value for _, value in receipt.addresses]

    assert addresses("5493515550100") == ["5493515550100", "543515550100"]
    assert addresses("543515550100") == ["543515550100", "5493515550100"]
    assert addresses("56911111111") == ["56911111111"]


def test_whom_a_status_is_about_is_told_by_number_and_by_id():
    status = {"id": "w", "status": "read", "recipient_id": "AR.7", "recipient_user_id": "AR.7"}
    both = {
        "id": "x",
        "status": "failed",
        "recipient_id": "569",
        "recipient_user_id": "AR.8",
        "errors": [{"message": "m"}],
    }
    first, second = one_of("messages", statuses=[status, both]).receipts
    assert first.addresses == (("bsuid", "AR.7"),)
    assert (second.addresses, second.title) == ((("phone", "569"), ("bsuid", "AR.8")), "m")


def test_statuses_nobody_knows_are_noted_and_groups_have_an_address():
    known = {"id": "w", "status": "delivered", "recipient_type": "group", "recipient_id": "g1"}
    found = one({}, statuses=[{"id": "w", "status": "warning"}, {"status": "read"}, known])
    assert found.notes == ["the status warning", "the status read"]
    assert found.receipts == [Receipt("w", "delivered", addresses=(("group", "g1"),))]
