"""`--update` changes the `<` lines that no longer hold, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.transcript.pattern import matches
from cauce.transcript.reading import read
from cauce.transcript.update import exchanges, rewrite

TEXT = """\
# Los saludos.
test "saludo"
given now 2026-01-01   # no se toca
>   hola
< ¡Hola!
<   ¿Qué ...
= 1 == 1
< viejo
  menú

> chao
"""


def test_matching_lines_stay_byte_for_byte_and_the_others_change() -> None:
    text = TEXT.replace("   # no se toca", "")
    script = read(text).script
    updated = rewrite(script, [[[], ["¡Hola!", "¿Qué tal?", "nuevo\nmenú"], ["Adiós"]]])
    assert updated == text.replace("< viejo\n", "< nuevo\n").replace("> chao\n", "> chao\n< Adiós\n")


def test_a_message_more_goes_in_and_a_message_less_goes_out() -> None:
    script = read('test "x"\n> a\n< uno\n< dos\n< tres\n').script
    assert rewrite(script, [[[], ["uno", "uno y medio", "dos", "tres"]]]) == (
        'test "x"\n> a\n< uno\n< uno y medio\n< dos\n< tres\n'
    )
    assert rewrite(script, [[[], ["uno", "tres"]]]) == 'test "x"\n> a\n< uno\n< tres\n'
    assert rewrite(script, [[[], []]]) == 'test "x"\n> a\n'
    assert rewrite(script, [[["antes"], ["uno", "dos", "tres"]]]) == ('test "x"\n< antes\n> a\n< uno\n< dos\n< tres\n')


def test_what_was_not_reached_stays() -> None:
    script = read('test "x"\n> a\n< uno\n> b\n< dos\n').script
    assert rewrite(script, [[[], ["UNO"]]]) == 'test "x"\n> a\n< UNO\n> b\n< dos\n'


def test_line_ends_indentation_and_a_missing_last_one_are_kept() -> None:
    script = read('\ufefftest "x"\r\n  > a\r\n  < uno\r\n    dos\r\n  > b').script
    assert rewrite(script, [[[], ["1\n2"], ["fin"]]]) == (
        '\ufefftest "x"\r\n  > a\r\n  < 1\r\n    2\r\n  > b\r\n  < fin\r\n'
    )


messages = st.lists(st.sampled_from(["uno", "dos", "tres", "cuatro\ncinco", "..."]), max_size=4)


@given(messages, messages, messages, messages)
@settings(max_examples=200)
def test_an_updated_test_expects_what_was_said_and_updating_again_changes_nothing(
    first: list[str], second: list[str], heard_first: list[str], heard_second: list[str]
) -> None:
    def lines(said: list[str]) -> str:
        return "".join("< " + each.replace("\n", "\n  ") + "\n" for each in said)

    script = read(f'test "x"\n> a\n{lines(first)}# nota\n= 1 == 1\n> b\n{lines(second)}').script
    heard = [[[], heard_first, heard_second]]
    updated = read(rewrite(script, heard)).script
    for exchange, said in zip(exchanges(updated.tests[0]), heard[0], strict=True):
        assert len(exchange.expected) == len(said)
        assert all(matches(bot.pattern, each) for bot, each in zip(exchange.expected, said, strict=True))
    assert rewrite(updated, heard) == updated.text
    assert "# nota\n= 1 == 1\n" in updated.text
