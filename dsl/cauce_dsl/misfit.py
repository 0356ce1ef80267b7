"""Where a shape fails to be a line, and what would have fitted there."""

from __future__ import annotations

from functools import cached_property

from cauce_dsl.table import END, Table


class Misfit:
    """A shape that is no line: the token at `index`, or the end, does not fit."""

    def __init__(self, table: Table, start: str, shape: str, index: int) -> None:
        """`start` is the grammar's way in."""
        self.index = index
        self._table = table
        self._start = start
        self._shape = shape

    @cached_property
    def expected(self) -> frozenset[str]:
        """The kinds of token that would have fitted."""
        stack = [self._table.starts[self._start]]
        for kind in self._shape[: self.index]:
            self._push(stack, self._table.token(stack[-1], kind))
        return frozenset(
            kind for kind in self._table.states[stack[-1]] if len(kind) == 1 and self._push(stack.copy(), kind)
        )

    def _push(self, stack: list[int], token: str) -> bool:
        """Do what a token asks for: reduce, then shift. Tell whether it fits."""
        states, rules, last = self._table.states, self._table.rules, self._table.accepts[self._start]
        while (action := states[stack[-1]].get(token)) is not None and action < 0:
            rule = rules[~action]
            del stack[len(stack) - rule.size :]
            stack.append(states[stack[-1]][rule.origin])
            if token == END and stack[-1] == last:
                return True
        if action is None:
            return False
        stack.append(action)
        return True
