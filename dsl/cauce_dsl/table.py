"""The grammar as a table: what Lark's LALR analysis makes of `grammar.lark`, in the terms of our own automaton.

The table is kept in `table.json`, beside the grammar, so that a process starts without importing Lark: 2 ms instead
of 300. It carries the digest of the grammar it was made from. Where that is another one, somebody is working on the
grammar: the table is then made anew, in memory. Write the file with `python -m cauce_dsl.table`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cauce_dsl.lexer import SIGNS, VALUES, WORDS

STARTS = ("start", "line", "expr")
"""The grammar's ways in."""

_KEYWORDS = frozenset(WORDS.values())

END = "$"
"""The kind that stands for the end of the tokens."""

_HERE = Path(__file__).parent
GRAMMAR = _HERE / "grammar.lark"
FILE = _HERE / "table.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """How to reduce: pop `size` children, make the node `name` of them, go on with `origin`.

    `pass_on` marks the rules that give their only child for themselves, `spread` those whose children join their
    parent's.
    """

    origin: str
    size: int
    name: str
    pass_on: bool
    spread: bool


@dataclass(frozen=True, slots=True)
class Table:
    """`states[state][kind or origin]` is the next state where it is >= 0, else the rule `~number` to reduce by.

    `starts` gives the first state and `accepts` the last one of each way in.
    """

    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]
    starts: dict[str, int]
    accepts: dict[str, int]

    def token(self, state: int, kind: str) -> str:
        """Return what a token counts as in a state: a reserved word is a name where it cannot stand for itself."""
        return "n" if kind in _KEYWORDS and kind not in self.states[state] else kind


def load() -> Table:
    """Return the table of the grammar as it stands."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    data = _stored()
    if data.pop("digest", "") != digest(grammar):
        return build(grammar)
    return Table(tuple(Rule(*rule) for rule in data["rules"]), tuple(data["states"]), data["starts"], data["accepts"])


def _stored() -> dict[str, Any]:
    """Return what the file holds; nothing where there is none to use."""
    try:
        data = json.loads(FILE.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def digest(grammar: str) -> str:
    """Return what tells one grammar from another, and from the same one with other kinds."""
    return sha256(f"{grammar}{WORDS}{SIGNS}{VALUES}".encode()).hexdigest()


def build(grammar: str) -> Table:
    """Have Lark analyse a grammar. Raises lark.GrammarError where it is ambiguous."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    parser = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS), maybe_placeholders=False)
    frontend: Any = parser.parser
    found = frontend.parser._parse_table  # noqa: SLF001 - Lark has no public way to its own analysis
    order = _order(found)
    kinds = {"$END": END} | {
        terminal.name: _kind(terminal.name, terminal.pattern.value) for terminal in parser.terminals
    }
    numbers = {rule: number for number, rule in enumerate(parser.rules)}
    states = tuple(
        {
            kinds.get(symbol, symbol): order[target] if action is Shift else ~numbers[target]
            for symbol, (action, target) in sorted(found.states[state].items())
        }
        for state in order
    )
    rules = tuple(_rule(rule) for rule in parser.rules)
    starts, ends = found.start_states, found.end_states
    return Table(rules, states, {way: order[starts[way]] for way in STARTS}, {way: order[ends[way]] for way in STARTS})


def _order(found: Any) -> dict[int, int]:
    """Return Lark's state numbers, which differ from run to run, with steady ones, in the order of a walk."""
    order = {found.start_states[way]: number for number, way in enumerate(STARTS)}
    waiting = list(order)
    for state in waiting:
        for _, (action, target) in sorted(found.states[state].items()):
            if action.name == "Shift" and target not in order:
                order[target] = len(order)
                waiting.append(target)
    return order


def _rule(rule: Any) -> Rule:
    """Return one of Lark's rules as ours."""
    origin = str(rule.origin.name)
    spread = origin.startswith("_") and not rule.alias
    return Rule(origin, len(rule.expansion), rule.alias or origin, rule.options.expand1 and not rule.alias, spread)


def _kind(name: str, pattern: str) -> str:
    """Return the kind of one of Lark's terminals."""
    return VALUES.get(name) or WORDS.get(pattern) or SIGNS.get(pattern) or (pattern if len(pattern) == 1 else name)


def write() -> None:
    """Write the file anew."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    table = build(grammar)
    data = asdict(table) | {"rules": [list(asdict(rule).values()) for rule in table.rules], "digest": digest(grammar)}
    FILE.write_text(
        json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    write()
