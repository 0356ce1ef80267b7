"""What other flows may use of a flow, read off its text without parsing it: quick enough for every file of a project.

A text with problems gives what can be told all the same. What is told too much (a label inside a broken line) only
keeps a check silent, so this errs on that side.
"""

from __future__ import annotations

import re

from cauce.model.expression import NAME, PATH
from cauce.model.vocabulary import FlowWords
from cauce_dsl.source import normalise

_HEADER = re.compile(rf"flow[ \t]+({PATH})")
_LABEL = re.compile(rf"({NAME})[ \t]*:")
_SECTION = re.compile(rf"^{NAME}[ \t]*:", re.MULTILINE)
_LEAVES = re.compile(rf"->[ \t]*({NAME}(?:\.{NAME})+)")
_CALL = re.compile(rf"[ \t]+call[ \t]+({PATH})(.*)")
_KEY = re.compile(rf"({NAME})[ \t]*=(?!=)")
_PROPERTY = re.compile(rf"([ \t]+)({NAME})[ \t]*=(?!=)")
_TRIGGERS = re.compile(r"[ \t]+triggers[ \t]*=[ \t]*\[")
_STRING = re.compile(r'"(?!"")((?:[^"\\\n]|\\.)*)"|\'(?:[^\'\\\n]|\\.)*\'|(\])|#.*')
_CODE = re.compile(r'"(?!"")(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|#.*')
_LONG = re.compile(r'"""[ \t]*\n(?:[^"\\]|\\[^\n]|"(?!""))*"""')
_ESCAPE = re.compile(r"\\(.)")


def flow_name(text: str) -> str | None:
    """Return the name that the first line of code gives, None where it is no `flow` line."""
    for line in normalise(text).split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            found = _HEADER.match(line)
            return found[1] if found else None
    return None


def outline(text: str) -> FlowWords | None:
    """Return the labels, triggers, jumps out and passed names of a flow; None where the text is no flow."""
    if flow_name(text) is None:
        return None
    # The content of a text of several lines is no code; its line breaks keep the rest in place.
    source = _LONG.sub(lambda found: '""' + "\n" * found[0].count("\n"), normalise(text))
    labels: list[str] = []
    leaves: set[str] = set()
    passes: dict[str, set[str]] = {}
    called = ""
    for line in source.split("\n"):
        code = _CODE.sub('""', line)
        if found := _LABEL.match(code):
            labels.append(found[1])
        leaves.update(_LEAVES.findall(code))
        if found := _CALL.match(code):
            called = found[1]
            passes.setdefault(called, set()).update(_KEY.findall(found[2]))
        elif called and (found := _PROPERTY.match(code)):
            passes[called].add(found[2])
        else:
            called = ""
    by_flow = {name: frozenset(keys) for name, keys in passes.items()}
    return FlowWords(frozenset(labels), _triggers(source), frozenset(leaves), by_flow)


def _triggers(source: str) -> tuple[str, ...]:
    """Return the texts of the header's list of triggers."""
    words: list[str] = []
    section = _SECTION.search(source)
    for line in _TRIGGERS.finditer(source, 0, section.start() if section else len(source)):
        for found in _STRING.finditer(source, line.end()):
            if found[2]:
                break
            if found[1] is not None:
                words.append(_ESCAPE.sub(r"\1", found[1]))
    return tuple(words)
