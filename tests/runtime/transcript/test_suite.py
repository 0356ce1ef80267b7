"""Many transcripts together: found, read, played, updated and told about."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest

from cauce import flow_files
from cauce.errors import CauceError, UsageError
from cauce.transcript.files import find
from cauce.transcript.junit import junit
from cauce.transcript.report import coverage_line, failure_lines, summary, to_json

GOOD = 'test "good"\n> hi\n< What? ...\n'
BAD = 'test "bad"\n> hi\n< Nope\n'


def test_a_broken_file_is_told_and_the_others_still_run(play):
    report = play(GOOD, files={"flows/rate.chat": 'test "x"\nhola\n', "flows/latin.chat": GOOD})
    assert [(file.file.split("/")[-1], [each.code for each in file.diagnostics]) for file in report.files] == [
        ("latin.chat", ["E513"]), ("rate.chat", ["E501"]), ("shop.chat", []),
    ]  # fmt: skip
    assert (len(report.outcomes), report.failed, report.broken, report.is_good) == (1, 0, 2, False)


def test_transcripts_of_a_flow_that_cannot_be_run_wait_for_it(play):
    report = play(GOOD, files={"flows/shop.flow": "flow shop\n\nstart:\n  sya\n"})
    assert (report.outcomes, report.broken, report.files[0].diagnostics) == ([], 1, ())


def test_a_file_that_is_no_text_is_told(play, tmp_path):
    play(GOOD)
    (tmp_path / "flows" / "shop.chat").write_bytes(b'test "caf\xe9"')
    (tmp_path / "flows" / "rate.chat").write_bytes(b"# nothing yet\n")
    report = play(GOOD, name="other")
    told = {file.flow: [each.code for each in file.diagnostics] for file in report.files}
    assert told == {"other": ["E513"], "rate": [], "shop": ["E602"]}


def test_names_and_expressions_are_checked_before_anything_is_played(play):
    wrong = (
        'given area dek closed\ngiven channel wats\ntest "x"\ngiven at byu\ngiven crm.find returns 3\ngiven call rte returns 3\n'
        "> hi\n= at strat\n= at shop.byu\n= at rte.start\n= redirect dek\n= flow shp\n= what ==\n= what = 3\n= nofn(3)\n"
        "= 1 b=2\n"
    )
    report = play(wrong)
    assert [(each.code, each.span.line, each.hint) for each in report.files[0].diagnostics] == [
        ("E515", 1, "similar"), ("E517", 2, ""), ("E514", 4, "similar"), ("E516", 5, ""), ("E513", 6, "similar"),
        ("E514", 8, "similar"), ("E514", 9, "similar"), ("E514", 10, ""), ("E515", 11, "similar"), ("E513", 12, "similar"),
        *[(each.code, each.span.line, each.hint) for each in report.files[0].diagnostics[10:]],
    ]  # fmt: skip
    assert [each.span.line for each in report.files[0].diagnostics[10:]] == [13, 14, 15, 16]
    assert [each.code for each in report.files[0].diagnostics[-1:]] == ["E505"]
    assert all(each.span.column >= 3 for each in report.files[0].diagnostics[10:])


def test_flows_with_other_names_are_named_by_their_tests(play):
    assert play("given flow shop\n" + GOOD, name="other").is_good
    report = play('test "x"\ngiven flow shpo\n> hi\n', name="other")
    assert [(each.code, each.span.line) for each in report.files[0].diagnostics] == [("E513", 2)]


def test_only_the_tests_that_are_wanted_are_played(play):
    report = play(GOOD + BAD, wanted=lambda test: "good" in test.name)
    assert [outcome.test.name for outcome in report.outcomes] == ["good"]


def test_update_rewrites_what_no_longer_holds_and_then_it_passes(play, tmp_path):
    chat = '# Mine.\ntest "bad"\n> hi\n< Nope\n= at start\n\ntest "ok"\n>   hi\n< What? ...\n'
    report = play(chat, update=True)
    assert report.is_good
    assert report.files[0].is_updated
    assert (tmp_path / "flows" / "shop.chat").read_text() == chat.replace("< Nope", "< What?\n  1. Buy\n  0. Leave")


def test_update_leaves_alone_what_it_cannot_reach(play, tmp_path):
    chat = 'test "asks"\ngiven at buy\n> hi\n< no\n> 3\n< Order 7\n'
    report = play(chat, update=True)
    assert report.failed == 1
    assert (tmp_path / "flows" / "shop.chat").read_text() == chat.replace("< no", "< How many?")


def test_coverage_is_told_in_a_line_and_may_be_too_little(play):
    report = play(GOOD)
    (coverage,) = report.coverage
    line = coverage_line(coverage, "es")
    assert line.startswith("shop: caminos recorridos 0/")
    assert "sin recorrer: on keyword:1, on timeout, start/what:option:1" in line
    report.minimum = 50
    assert (report.thin, report.is_good) == ([coverage], False)
    assert summary(report, "es").startswith("1 bien (")
    assert summary(report, "en").startswith("1 passed (")


@pytest.mark.parametrize(
    ("chat", "lines"),
    [
        (
            "> hi\n< What?\n  1. Buy!\n",
            ["expected  < What?", "            1. Buy!", "received  < What?", "            1. Buy", "            0. Leave",
             "at        start/what"],
        ),
        ("> hi\n< ...\n> 0\n< Bey\n", ["expected  < Bey", "received  < Bye", "             ^", "at        bye/end"]),
        ("> hi\n< ...\n< And?\n", ["expected  < And?", "at        start/what"]),
        ("> hi\n", ["received  < What?", "            1. Buy", "            0. Leave", "at        start/what"]),
        ("> hi\n< ...\n> [2]\n", ["expected       > [2]", "on the screen  [1] Buy", "               [0] Leave"]),
        ("> hi\n< ...\n= tag x\n", ["expected  = tag x", "at        start/what"]),
        ("> hi\n< ...\n= what == 3\n", ["expected  = what == 3", "it was    what = null", "at        start/what"]),
        ("> hi\n< ...\n> 0\n< Bye\n> and?\n", ["expected  > and?", "at        bye/end"]),
        ("given at buy\n> hi\n< ...\n> 3\n", ['add  given http POST "https://shop.example/orders" 200 {}']),
    ],
)  # fmt: skip
def test_a_failure_is_told_so_that_it_can_be_mended(failure, chat, lines):
    told = list(failure_lines(failure(chat), "en"))
    assert [line for line in lines if line not in told] == []


def test_json_and_junit_say_the_same(play):
    report = play(GOOD + BAD, files={"flows/rate.chat": "hola\n"})
    told = json.loads(json.dumps(to_json(report, lambda each: {"code": each.code})))
    assert (told["passed"], told["failed"], told["broken"], told["ok"]) == (1, 1, 1, False)
    assert told["files"][0]["diagnostics"] == [{"code": "E501"}]
    bad = told["files"][1]["tests"][1]
    assert (bad["name"], bad["line"], bad["ok"]) == ("bad", 4, False)
    assert bad["failure"]["expected"] == "Nope"
    assert told["coverage"]["shop"]["walked"] == 0
    root = fromstring(junit(report, "en"))
    assert root.attrib["tests"] == "3"
    assert (root.attrib["failures"], root.attrib["errors"]) == ("1", "1")
    (failed,) = root.iter("failure")
    assert "expected  < Nope" in failed.text
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["E501:1", "good", "bad"]


def test_junit_holds_whatever_a_test_is_called(play):
    report = play('test "a\\u0000 <b> & \\"c\\""\n> hi\n< no\n')
    (case,) = fromstring(junit(report, "es")).iter("testcase")
    assert case.attrib["name"] == 'a\ufffd <b> & "c"'


def test_transcripts_are_found_by_file_by_folder_and_by_their_flow(tmp_path):
    for name in ("a.flow", "a.chat", "deep/b.chat", "c.flow", ".hidden/d.chat", "e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [path.relative_to(tmp_path).as_posix() for path in find([tmp_path, tmp_path / "a.flow"], (".flow",))]
    assert found == ["a.chat", "deep/b.chat"]
    assert find([tmp_path / "c.flow"], (".flow",)) == []
    for wrong in ("e.txt", "nothing"):
        with pytest.raises(UsageError):
            find([tmp_path / wrong], (".flow",))


def test_writing_is_whole_or_not_at_all(tmp_path):
    target = tmp_path / "a.chat"
    flow_files.write(target, "ñ\r\n")
    assert target.read_bytes() == "ñ\r\n".encode()
    target.chmod(0o640)
    flow_files.write(target, "b")
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["a.chat"]
    with pytest.raises(CauceError, match="cannot be written"):
        flow_files.write(tmp_path / "missing" / "a.chat", "")


def test_thousands_of_tests_take_seconds(play):
    chat = "".join(f'test "t{number}"\n> hi\n< What? ...\n> 1\n< How many?\n> stop\n< Bye\n' for number in range(1000))
    report = play(chat)
    assert report.is_good
    assert len(report.outcomes) == 1000
    assert report.seconds < 5
