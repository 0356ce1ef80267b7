"""The routes of a whole running Cauce: calendars, the windows of areas one by one, and what happens at a moment."""

from __future__ import annotations

import aiohttp
import pytest

import databases
from desk_rig import PASSWORD, Client
from hours_rig import Nothing, serving

WEEK = [1, 2, 3, 4, 5]
NINE_TO_SIX = {"start_time": "09:00", "end_time": "18:00", "days": WEEK}
CALENDARS = "/api/hours/calendars"
in_a_file = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""For what is about no statement that the other tests do not run on each database."""


@pytest.fixture
def place(tmp_path, database_kind):
    (tmp_path / "data").mkdir()
    return databases.fresh(database_kind, tmp_path / "data")


@pytest.fixture
async def admin(tmp_path, place):
    async with serving(tmp_path, place) as client:
        yield client


def wrongs(told):
    """Return what is wrong with which field, by its code."""
    assert told.status == 422, told
    return {one["at"]: one["code"] for one in told.body["errors"]}


async def test_a_calendar_is_made_shown_changed_and_forgotten(admin):
    made = await admin("POST", CALENDARS, {"name": "Oficina", "windows": [NINE_TO_SIX], "areas": ["ventas"]})
    assert made.status == 201
    one = f"{CALENDARS}/{made.body['id']}"
    [window] = made.body["windows"]
    assert made.body == {
        "id": made.body["id"], "name": "Oficina", "zone": "America/Asuncion", "lang": "es", "courtesy": "",
        "general": False, "windows": [{**NINE_TO_SIX, "id": window["id"], "message": ""}], "holidays": [],
        "exceptions": [], "areas": ["ventas"], "text": "de lunes a viernes de 9 a 18 h",
    }  # fmt: skip
    assert (await admin("GET", one)).body == made.body
    assert (await admin("GET", CALENDARS)).body == {"items": [made.body]}

    changes = {
        "courtesy": "Abrimos {next} 🙂",
        "windows": [NINE_TO_SIX, {"start_time": "22:00", "end_time": "06:00", "days": [6], "message": "De noche"}],
        "holidays": [{"date": "2026-12-25", "yearly": True, "name": "Navidad"}],
        "exceptions": [{"date": "2026-12-24", "windows": [{"start_time": "09:00", "end_time": "12:00"}]}],
    }
    assert (await admin("PATCH", one, changes)).code == "unconditional"
    tag = {"If-Match": made.headers["ETag"]}
    changed = await admin("PATCH", one, changes, headers=tag)
    assert changed.status == 200
    assert changed.body["windows"][0] == made.body["windows"][0], "what stays keeps its number"
    assert changed.body["windows"][1]["days"] == [6]
    assert changed.body["holidays"][0]["name"] == "Navidad"
    assert changed.body["text"] == "de lunes a viernes de 9 a 18 h; sábados de 22 a 6 h"
    assert (await admin("PATCH", one, {"name": "Otra"}, headers=tag)).code == "changed"
    assert (await admin("PATCH", one, {"name": "Otra"}, headers={"If-Match": "*"})).body["name"] == "Otra"

    audit = (await admin("GET", "/api/audit?action=hours.changed")).body["items"]
    assert [row["object"] for row in audit] == [f"hours:{made.body['id']}"] * 2
    assert (await admin("DELETE", one)).status == 204
    assert [(await admin(method, one, headers={"If-Match": "*"})).status for method in ("GET", "DELETE")] == [404, 404]
    assert (await admin("GET", CALENDARS)).body == {"items": []}


@in_a_file
async def test_holidays_and_exceptions_come_and_go_one_by_one(admin):
    made = (await admin("POST", CALENDARS, {"name": "Oficina", "windows": [NINE_TO_SIX]})).body
    one = f"{CALENDARS}/{made['id']}"
    with_holiday = await admin("POST", f"{one}/holidays", {"date": "2026-05-01", "name": "Trabajo"})
    assert with_holiday.status == 201
    [holiday] = with_holiday.body["holidays"]
    assert holiday == {"id": holiday["id"], "date": "2026-05-01", "yearly": False, "name": "Trabajo"}
    again = await admin("POST", f"{one}/holidays", {"date": "2026-05-01"})
    assert wrongs(again) == {"/holidays/1/date": "repeated"}
    special = {"date": "2026-12-24", "windows": [{"start_time": "09:00", "end_time": "12:00"}]}
    [exception] = (await admin("POST", f"{one}/exceptions", special)).body["exceptions"]
    assert exception == {"id": exception["id"], "name": "", **special}
    assert (await admin("POST", f"{CALENDARS}/999/exceptions", special)).status == 404
    for part in (f"holidays/{holiday['id']}", f"exceptions/{exception['id']}"):
        assert [(await admin("DELETE", f"{one}/{part}")).status for _ in range(2)] == [204, 404]
    left = (await admin("GET", one)).body
    assert (left["holidays"], left["exceptions"]) == ([], [])


@in_a_file
async def test_what_is_wrong_is_told_field_by_field(admin):
    said = {
        "name": " ",
        "zone": "Marte/Olimpo",
        "courtesy": "Volvemos {mañana}",
        "windows": [
            {"start_time": "9:00", "end_time": "25:00", "days": [1]},
            {"start_time": "10:00", "end_time": "10:00", "days": [1]},
            {"start_time": "24:00", "end_time": "10:00", "days": [1]},
            {"start_time": "10:00", "end_time": "11:00", "days": [7, 0]},
        ],
        "holidays": [{"date": "2026-02-30"}, {"date": "26-12-25"}],
        "exceptions": [{"date": "2026-12-24", "windows": [{"start_time": "", "end_time": "12:00"}]}],
    }
    refused = await admin("POST", CALENDARS, said)
    assert wrongs(refused)  # the schema first: an empty time is too short
    said["exceptions"][0]["windows"][0]["start_time"] = "x"
    refused = await admin("POST", CALENDARS, said)
    assert wrongs(refused) == {
        "/name": "empty", "/zone": "zone", "/courtesy": "field", "/windows/0/start_time": "time",
        "/windows/0/end_time": "time", "/windows/1/end_time": "empty", "/windows/2/end_time": "empty",
        "/windows/3/days": "invalid", "/holidays/0/date": "date", "/holidays/1/date": "date",
        "/exceptions/0/windows/0/start_time": "time",
    }  # fmt: skip
    overlapping = [NINE_TO_SIX, {"start_time": "17:00", "end_time": "20:00", "days": [5, 6]}]
    clash = await admin("POST", CALENDARS, {"name": "x", "windows": overlapping})
    assert wrongs(clash) == {"/windows/1": "overlap"}
    [told] = clash.body["errors"]
    assert told["problem"].startswith("09:00 a 18:00 y 17:00 a 20:00 se pisan el viernes: une las ventanas 1 y 2")
    assert (await admin("GET", CALENDARS)).body == {"items": []}


async def test_an_area_uses_one_calendar_and_a_name_is_one_calendars(admin):
    first = (await admin("POST", CALENDARS, {"name": "Uno", "areas": ["ventas"], "general": True})).body
    taken = await admin("POST", CALENDARS, {"name": "Uno", "areas": ["ventas", "marte"]})
    assert wrongs(taken) == {"/name": "taken", "/areas/0": "taken", "/areas/1": "unknown"}
    second = (await admin("POST", CALENDARS, {"name": "Dos", "areas": ["soporte"], "general": True})).body
    assert (await admin("GET", f"{CALENDARS}/{first['id']}")).body["general"] is False
    one, free = f"{CALENDARS}/{first['id']}", {"If-Match": "*"}
    assert (await admin("PATCH", one, {"areas": []}, headers=free)).status == 200
    both = await admin("PATCH", f"{CALENDARS}/{second['id']}", {"areas": ["soporte", "ventas"]}, headers=free)
    assert both.body["areas"] == ["soporte", "ventas"]


async def test_the_windows_of_areas_are_kept_one_by_one(admin):
    made = await admin("POST", "/api/working-hours", {"area": "ventas", **NINE_TO_SIX, "message": "Abrimos {next}"})
    assert made.status == 201
    row = made.body["id"]
    assert made.body == {
        "id": row, "calendar": made.body["calendar"], "areas": ["ventas"], **NINE_TO_SIX, "message": "Abrimos {next}",
    }  # fmt: skip
    clash = await admin(
        "POST", "/api/working-hours", {"area": "ventas", "start_time": "17:00", "end_time": "02:00", "days": [0, 5]}
    )
    assert list(wrongs(clash).values()) == ["overlap"]
    saturday = await admin(
        "POST", "/api/working-hours", {"area": "ventas", "start_time": "09:00", "end_time": "13:00", "days": [6]}
    )
    assert saturday.body["calendar"] == made.body["calendar"]
    unknown = await admin("POST", "/api/working-hours", {"area": "marte", **NINE_TO_SIX})
    assert wrongs(unknown) == {"/areas/0": "unknown"}

    one = f"/api/working-hours/{row}"
    changed = await admin("PATCH", one, {"end_time": "17:30"})
    assert changed.body == {**made.body, "end_time": "17:30"}
    assert (await admin("GET", one)).body == changed.body
    listed = (await admin("GET", "/api/working-hours?area=ventas")).body["items"]
    assert [each["id"] for each in listed] == [row, saturday.body["id"]]
    assert (await admin("GET", "/api/working-hours?area=soporte")).body == {"items": []}
    assert [(await admin("DELETE", one)).status for _ in range(2)] == [204, 404]
    assert (await admin("PATCH", one, {"end_time": "17:00"})).status == 404


@in_a_file
async def test_what_happens_at_a_moment(admin):
    windows = [NINE_TO_SIX, {"start_time": "09:00", "end_time": "13:00", "days": [6], "message": "El sábado {next}"}]
    body = {"name": "x", "windows": windows, "areas": ["ventas"], "holidays": [{"date": "2026-03-02"}]}
    calendar = (await admin("POST", CALENDARS, body)).body
    check = "/api/hours/check?area=ventas&at="
    opened = (await admin("GET", check + "2026-03-03T12:00")).body
    assert opened == {
        "area": "ventas", "calendar": calendar["id"], "zone": "America/Asuncion", "at": 1_772_550_000_000, "open": True,
        "text": "de lunes a viernes de 9 a 18 h; sábados de 9 a 13 h", "opens_at": None, "next_opening": "",
        "closes_at": 1_772_550_000_000 + 6 * 3_600_000, "courtesy": "",
    }  # fmt: skip
    holiday = (await admin("GET", check + "2026-03-02T12:00")).body
    assert (holiday["open"], holiday["next_opening"], holiday["closes_at"]) == (False, "mañana a las 9", None)
    assert holiday["courtesy"] == (
        "Nuestro horario de atención es de lunes a viernes de 9 a 18 h; sábados de 9 a 13 h. "
        "Te responderemos apenas volvamos a estar disponibles, mañana a las 9."
    )
    night = (await admin("GET", check + "2026-03-06T23:00:00%2B00:00")).body
    assert (night["open"], night["courtesy"]) == (False, "El sábado mañana a las 9")
    always = (await admin("GET", "/api/hours/check?area=soporte")).body
    assert (always["open"], always["calendar"], always["text"]) == (True, None, "")
    for bad in ("nunca", "0001-01-01", "9999-12-31T23:59", "1970-01-01"):
        assert wrongs(await admin("GET", check + bad)) == {"/at": "invalid"}
    assert wrongs(await admin("GET", "/api/hours/check?area=marte")) == {"/area": "invalid"}


@in_a_file
async def test_operators_look_and_do_not_change(admin):
    made = (await admin("POST", CALENDARS, {"name": "x", "windows": [NINE_TO_SIX], "areas": ["ventas"]})).body
    person = {"username": "ana", "password": PASSWORD, "role": "OPERATOR"}
    assert (await admin("POST", "/api/users", person)).status == 201
    async with aiohttp.ClientSession(admin.session._base_url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        ana = Client(session, Nothing())
        assert (await ana("GET", CALENDARS)).status == 401
        await ana.log_in("ana")
        one, window = f"{CALENDARS}/{made['id']}", f"/api/working-hours/{made['windows'][0]['id']}"
        for path in (CALENDARS, one, "/api/working-hours", window, "/api/hours/check?area=ventas"):
            assert (await ana("GET", path)).status == 200, path
        asked = [
            ("POST", CALENDARS, {"name": "y"}),
            ("PATCH", one, {"name": "y"}),
            ("DELETE", one, None),
            ("POST", f"{one}/holidays", {"date": "2026-12-25"}),
            ("DELETE", f"{one}/holidays/1", None),
            ("POST", f"{one}/exceptions", {"date": "2026-12-25"}),
            ("DELETE", f"{one}/exceptions/1", None),
            ("POST", "/api/working-hours", {"area": "ventas", **NINE_TO_SIX}),
            ("PATCH", window, {"end_time": "17:00"}),
            ("DELETE", window, None),
        ]
        for method, path, body in asked:
            assert (await ana(method, path, body, headers={"If-Match": "*"})).code == "forbidden", (method, path)


SERVERS = [kind for kind in databases.KINDS if kind != "sqlite"]
"""A file has one process."""


@pytest.mark.parametrize("database_kind", SERVERS, indirect=True)
async def test_another_process_sees_a_change_at_once(tmp_path, place, admin):
    async with serving(tmp_path / "other", place) as other:
        check = "/api/hours/check?area=ventas&at=2026-03-03T20:00"
        assert (await other("GET", check)).body["open"] is True
        row = (await admin("POST", "/api/working-hours", {"area": "ventas", **NINE_TO_SIX})).body["id"]
        assert (await other("GET", check)).body["open"] is False
        assert (await other("PATCH", f"/api/working-hours/{row}", {"end_time": "21:00"})).status == 200
        assert (await admin("GET", check)).body["open"] is True


@in_a_file
async def test_settings_say_what_new_calendars_are_and_what_is_said(tmp_path, place):
    more = '[hours]\nzone = "Europe/Madrid"\ncourtesy = "Abrimos {hours}, o sea {next}."'
    async with serving(tmp_path, place, more) as admin:
        made = (await admin("POST", CALENDARS, {"name": "x", "windows": [NINE_TO_SIX], "areas": ["ventas"]})).body
        assert made["zone"] == "Europe/Madrid"
        told = (await admin("GET", "/api/hours/check?area=ventas&at=2026-03-02T20:00")).body["courtesy"]
        assert told == "Abrimos de lunes a viernes de 9 a 18 h, o sea mañana a las 9."


@in_a_file
async def test_a_zone_of_the_settings_that_there_is_not_is_told_to_whoever_makes_a_calendar(tmp_path, place):
    async with serving(tmp_path, place, '[hours]\nzone = "Marte/Olimpo"') as admin:
        assert wrongs(await admin("POST", CALENDARS, {"name": "x"})) == {"/zone": "zone"}
        assert wrongs(await admin("POST", "/api/working-hours", {"area": "ventas", **NINE_TO_SIX})) == {"/zone": "zone"}
        assert (await admin("POST", CALENDARS, {"name": "x", "zone": "UTC"})).status == 201


@in_a_file
async def test_without_the_plugin_areas_are_as_the_settings_say(tmp_path, place):
    more = '[plugins]\ndisable = ["cauce_plugins.hours"]'
    async with serving(tmp_path, place, more) as admin:
        assert (await admin("GET", CALENDARS)).status == 404
        assert (await admin("GET", "/api/areas")).status == 200
