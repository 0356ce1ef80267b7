"""What stands around a conversation: its recorder, its files on disk, and going on after a change."""

from __future__ import annotations

import os
from datetime import date

from cauce.model.message import Choice, Outbound
from cauce.model.run import Answer, Invoke
from cauce.testing import make_project
from cauce.transcript.cast import cast_of, literal
from cauce.transcript.outside import given_of, given_only
from cauce.transcript.recorder import Recorder, is_plain
from cauce.transcript.script import Bot, Elapse, GivenAnswer, GivenArea, GivenStart, GivenValue, Person
from cauce.transcript.stage import Stage, press
from cauce.transcript.watching import watch
from cauce.transcript.world import EveryArea, World

FLOW = 'flow a\n\nstart:\n  ask "?" as b\n  call c as d\n  end\n'
CALLED = 'flow c\n\nstart:\n  ask "c?" as e\n  return e\n'


def on_stage(project, flow="a"):
    cast = cast_of(project)
    return cast, Stage(cast.library(), World(), flow, given_only(cast.vocabulary.kinds))


def test_a_run_goes_on_with_new_revisions_where_its_places_are_still_there(tmp_path):
    project = make_project(tmp_path, {"flows/a.flow": FLOW, "flows/c.flow": CALLED})
    cast, stage = on_stage(project)
    assert stage.recast(cast.library()), "nothing runs yet"
    stage.begin()
    assert [each.text for each in stage.hear(_said("x"))] == ["c?"]
    (tmp_path / "flows" / "a.flow").write_text(FLOW.replace("end", 'end "new {d}"'))
    project.reload([tmp_path / "flows" / "a.flow"])
    assert stage.recast(cast_of(project).library())
    assert [each.text for each in stage.hear(_said("5"))] == ["new 5"]
    stage.go("a", "start", {"b": 1})
    (tmp_path / "flows" / "a.flow").write_text(FLOW.replace("as b", "as z"))
    project.reload([tmp_path / "flows" / "a.flow"])
    assert not stage.recast(cast_of(project).library())


def _said(text):
    from cauce.model.message import Inbound

    return Inbound(text)


def test_what_was_given_while_something_happened_stands_before_it():
    recorder = Recorder()
    recorder.given(GivenArea("mesa", open=True))
    recorder.move(Person("1"))
    recorder.given(GivenAnswer("http", status=200))
    recorder.heard([Outbound("ok")])
    recorder.move(Elapse(1, "1s"))
    recorder.undo()
    assert recorder.steps == [
        GivenArea("mesa", open=True), GivenAnswer("http", status=200), Person("1"), Bot("ok"),
    ]  # fmt: skip


def test_beginning_elsewhere_keeps_what_is_known(tmp_path):
    _, stage = on_stage(make_project(tmp_path, {"flows/a.flow": FLOW, "flows/c.flow": CALLED}))
    stage.world.contact["name"] = "Ana"
    stage.variables = {"b": 1, "odd": object()}
    recorder = Recorder(steps=[Person("1"), GivenArea("mesa", open=False), GivenValue("b", 0)])
    recorder.begin(stage, GivenStart(label="start"))
    assert recorder.test("x", stage).steps[:-1] == (
        GivenStart(label="start"), GivenArea("mesa", open=False), GivenValue("contact.name", "Ana"), GivenValue("b", 1),
    )  # fmt: skip


def test_only_what_a_line_can_say_is_plain():
    assert all(map(is_plain, (None, 1, "x", [1, {"a": True}], date(2026, 1, 1))))
    assert not any(map(is_plain, (object(), [date(2026, 1, 1)], {1: 2}, {"a": object()})))


def test_new_changed_and_deleted_files_are_noticed_once(tmp_path):
    project = make_project(tmp_path, {"cauce.toml": "", "flows/a.flow": FLOW, "flows/c.flow": CALLED})
    watcher = watch(project)
    assert watcher.changed() == []
    os.utime(tmp_path / "flows" / "a.flow", ns=(1, 1))
    (tmp_path / "flows" / "c.flow").unlink()
    (tmp_path / "flows" / "n.flow").write_text(FLOW)
    assert {path.name for path in watcher.changed()} == {"a.flow", "c.flow", "n.flow"}
    assert watcher.changed() == []


def test_a_real_answer_can_be_given_again():
    asked = Invoke("n", "http", 3, {"method": "GET", "url": "https://a.example"})
    assert given_of(asked, Answer(3, value={"id": 7})) == GivenAnswer(
        "http", "GET", "https://a.example", value={"id": 7}
    )
    failed = Answer(3, "error", error={"kind": "status", "status": 500})
    assert given_of(asked, failed) == GivenAnswer(
        "http", "GET", "https://a.example", None, {"status": 500}, "error", "status"
    )


def test_any_value_can_be_what_a_flow_returns():
    from cauce.model.expression import ListOf, Literal, MapOf, Text

    value = literal({"a": ["x", "", 1, None]})
    assert value == MapOf((("a", ListOf((Text(("x",)), Text(()), Literal(1), Literal(None)))),))


def test_a_button_is_pressed_by_its_key_or_its_title():
    screen = (Choice("id1", "Sí, claro", "1"),)
    assert press("1", screen) == press("si, claro", screen)
    assert press("1", screen).choice == "id1"


def test_a_project_that_names_no_areas_has_them_all():
    areas = EveryArea()
    assert areas.get("mesa").open
    assert list(areas) == []
