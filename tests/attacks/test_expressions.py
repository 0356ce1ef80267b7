"""Flows that want out, or want too much, and people whose words look like flows: each ends in a code, and others are served."""

from __future__ import annotations

import json
import secrets

import pytest
import pytest_asyncio

from attacks.target import PERSON, attacked, body, message

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "canario-que-nadie-lee-0123456789"
SIZE = 65_536

EXPRESSIONS = {
    "a class": "''.__class__",
    "bases of a class": "''.__class__.__mro__[1].__subclasses__()",
    "globals of a function": "upper.__globals__",
    "code of a function": "upper.__code__.co_consts",
    "an import": "__import__('os').system('true')",
    "open": "open('/etc/passwd')",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "getattr": "getattr('', '__class__')",
    "globals": "globals()",
    "a lambda": "(lambda: 1)()",
    "a comprehension": "[x for x in (1, 2)]",
    "format": "'{0.__class__}'.format('')",
    "percent": "'%s' % 1",
    "percent by size": "'%1000000000d' % 1",
    "an attribute in brackets": "contact['__class__']['__init__']",
    "an attribute of the contact": "contact.__class__.__init__.__globals__",
    "a secret": "secret.andina",
    "a secret in a text": "'{secret.andina}'",
    "a secret by its name in brackets": "secret['andina']",
    "a text times a thousand million": "'a' * 10 ** 9",
    "a text times a thousand million, once more": "'a' * 1000000000",
    "towers of powers": "9 ** 9 ** 9 ** 9",
    "a product without end": "999999999999 * 999999999999 * 999999999999",
    "a number of 5,000 digits": "9" * 5000,
    "a float without end": "1e999",
    "no number": "0 / 0",
    "a division by nothing": "1 / 0",
    "a shift": "1 << 1000000000",
    "a thousand brackets": "(" * 1000 + "1" + ")" * 1000,
    "a thousand nots": "not " * 1000 + "1",
    "twenty thousand sums": "1" + " + 1" * 20_000,
    "a list without end": "[" + "1," * 50_000 + "1]",
    "a walrus": "(x := 1)",
    "a star": "[*contact]",
    "a backtick": "`id`",
    "a template": "{{7*7}}",
    "a dollar": "${7*7}",
    "look-alike letters": "ｅval('1')",
    "an invisible letter": "ev\u200bal('1')",
}  # fmt: skip
LOOPS = {
    "a jump to itself": "start:\n  -> start\n",
    "two that jump to each other": "start:\n  -> otra\n\notra:\n  -> start\n",
    "a loop that talks": 'start:\n  say "x"\n  -> start\n',
    "a loop that counts": "start:\n  set n=(n or 0) + 1\n  if n < 1000000\n    -> start\n",
    "a loop that doubles a text": "start:\n  set t=\"{t or 'abcdefgh'}{t}{t}{t}\" n=(n or 0) + 1\n  if n < 90 -> start\n",
    "a loop that doubles what it says": "start:\n  set t=\"{t or 'abcdefgh'}{t}{t}{t}\" n=(n or 0) + 1\n  say t\n  if n < 90 -> start\n",
    "a loop that asks the outside": 'start:\n  http GET "https://127.0.0.1/" as x\n    on error -> start\n  -> start\n',
    "a flow that calls itself": "start:\n  call {name}\n",
    "a loop of rescues": "start:\n  set x=[1][5].a.b / 0\n  -> start\n",
    "a loop that talks as long as it may": 'start:\n  set n=(n or 0) + 1\n  say "x"\n  if n < 1000000\n    -> start\n',
    "a flow that calls itself as long as it may": 'start:\n  if contact.name != "nadie"\n    call {name}\n',
    "a loop that asks the outside as long as it may": (
        'start:\n  set n=(n or 0) + 1\n  http GET "https://127.0.0.1/" as x\n    on error -> otra\n  -> otra\n\n'
        "otra:\n  if n < 1000000\n    -> start\n"
    ),
}
PATTERNS = ["(a+)+b", "(a|aa)+b", "(.*a){20}b", "([a-z]+)*b", "(x+x+)+y", "(a|a?)+b"]


def flow(name: str, text: str) -> str:
    return f'flow {name}\n  triggers = ["{name}"]\n\n{text}'


def flows() -> dict[str, str]:
    found = {
        f"e{n}": flow(f"e{n}", f'start:\n  set x={text}\n  end "{{x}}"\n')
        for n, text in enumerate(EXPRESSIONS.values())
    }
    found |= {f"b{n}": flow(f"b{n}", text.replace("{name}", f"b{n}")) for n, text in enumerate(LOOPS.values())}
    for n, pattern in enumerate(PATTERNS):
        say = f'start:\n  ask "?" as x\n  if matches(x, "{pattern}")\n    end "sí"\n  end "no"\n'
        found[f"p{n}"] = flow(f"p{n}", say)
    found["eco"] = flow(
        "eco",
        'start:\n  ask "¿{contact.name}?" as x\n  say "{x}|{answer}|{contact.name}"\n  say "{x + x}"\n  end "fin"\n',
    )
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def target(tmp_path_factory):
    extra = '\n[secrets]\nandina = "env:ANDINA"\n'
    async with attacked(tmp_path_factory.mktemp("flows"), flows(), extra=extra, ANDINA=CANARY) as found:
        yield found


async def talk(target, *words, name="Juana"):
    """Let a new person say these words; return what they were told, and the codes of what went wrong."""
    person = "549" + str(secrets.randbelow(10**10)).zfill(10)
    for word in words:
        one = {**message(word), "from": person}
        raw = body(one, name=name).replace(PERSON.encode(), person.encode())
        assert await target.hook(raw) == 200
        await target.quiet()
    rows = await target.rows(
        "SELECT m.body FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN identities i ON i.id = c.identity_id "
        "WHERE i.value = ? AND m.direction = 'out' ORDER BY m.id",
        person,
    )
    streams = await target.rows(
        "SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE i.value = ?", person
    )
    events = [
        event
        for (conversation,) in streams
        for event in await target.rows(
            "SELECT type, data FROM events WHERE stream = ? ORDER BY id", f"conversation:{conversation}"
        )
    ]
    codes = [json.loads(data).get("code") for kind, data in events if kind == "run.error"]
    codes += [kind for kind, _ in events if kind == "message.unanswered"]
    return [json.loads(text)["text"] for (text,) in rows], codes


FOREIGN = ("<class", "<function", "<built-in", " object at 0x", "root:", "mappingproxy", CANARY)


@pytest.mark.parametrize("place", range(len(EXPRESSIONS)), ids=list(EXPRESSIONS))
async def test_an_expression_that_wants_out_or_too_much_ends_in_a_code(target, place):
    told, codes = await talk(target, f"e{place}")
    assert codes or told == ["null"], (told, codes)
    assert not any(word in text for text in told for word in FOREIGN)
    assert all(len(text) <= SIZE for text in told)
    assert (await talk(target, "eco", "hola"))[0][-1] == "fin"


@pytest.mark.parametrize("place", range(len(LOOPS)), ids=list(LOOPS))
async def test_a_flow_without_end_has_one(target, place):
    told, codes = await talk(target, f"b{place}")
    assert codes
    assert len(told) <= 21  # as many as one message may bring, and what hands the conversation over
    assert sum(map(len, told)) <= 21 * SIZE
    assert (await talk(target, "eco", "hola"))[0][-1] == "fin"
    assert await target.is_well()


@pytest.mark.parametrize("place", range(len(PATTERNS)), ids=PATTERNS)
async def test_a_pattern_that_makes_others_explode_says_no(target, place):
    told, codes = await talk(target, f"p{place}", "a" * 30_000 + "!")
    assert (told, codes) == (["?", "no"], [])


WORDS = [
    "{1 + 1}",
    "{secret.andina}",
    "{{7*7}}",
    "${7*7}",
    "%s%n%x",
    "{0.__class__}",
    "{contact.name.__class__}",
    "#{7*7}",
    "<%= 7*7 %>",
    "\\{x\\}",
    '"}',
    "' + secret.andina + '",
    "-> eco",
    "end",
    'say "x"',
    "flow eco\n  triggers = []",
    '{"$secret": "andina"}',
    '{"$map": 1}',
    "null",
    "__proto__",
]


@pytest.mark.parametrize("word", WORDS)
async def test_what_people_write_is_never_read_as_a_flow(target, word):
    told, codes = await talk(target, "eco", word, name=word)
    shown = word.strip()
    assert codes == []
    assert told == [f"¿{shown}?", f"{shown}|{shown}|{shown}", shown + shown, "fin"]


async def test_not_all_of_it_is_refused_before_it_runs(target):
    codes = {
        json.loads(data).get("code")
        for (data,) in await target.rows("SELECT data FROM events WHERE type = 'run.error'")
    }
    assert {"E401", "E403", "E404", "E405", "E407", "E423"} <= codes


async def test_the_secret_is_nowhere_in_the_database(target):
    for rows in (await target.everything()).values():
        assert CANARY not in repr(rows)


async def test_no_value_that_is_kept_is_larger_than_allowed(target):
    for (state,) in await target.rows("SELECT state FROM runs WHERE state IS NOT NULL"):
        assert len(state) <= 4 * SIZE
    assert await target.rows("SELECT COUNT(*) FROM inbox WHERE state <> 'done'") == [(0,)]
