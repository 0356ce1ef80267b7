"""The grammar as Lark itself runs it on whole files: what our own reader is held against, in meaning and in speed."""

from __future__ import annotations

from collections.abc import Iterator

from lark import Lark, Token, Transformer
from lark.lark import PostLex

from cauce_dsl.table import GRAMMAR


class BadIndentation(Exception):
    """Indentation that fits nothing."""


class Indentation(PostLex):
    """Turns the blank beginnings of lines into tokens. Its state lives in the generator, so that threads may share it."""

    always_accept = ("NL",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        levels, depth, token = [0], 0, None
        for token in stream:
            if token.type in ("LPAR", "LSQB", "LBRACE"):
                depth += 1
            elif token.type in ("RPAR", "RSQB", "RBRACE"):
                depth = max(0, depth - 1)
            if token.type != "NL":
                yield token
            elif not depth:
                yield token
                width = len(token.rsplit("\n", 1)[1].expandtabs(4))
                if width > levels[-1]:
                    levels.append(width)
                    yield Token.new_borrow_pos("_INDENT", "", token)
                elif width not in levels:
                    raise BadIndentation
                while width < levels[-1]:
                    levels.pop()
                    yield Token.new_borrow_pos("_DEDENT", "", token)
        for _ in levels[1:]:
            yield Token.new_borrow_pos("_DEDENT", "", token)


def reference(start: str | list[str] = "start", transformer: Transformer | None = None, **options: object) -> Lark:
    """Return Lark's own LALR parser with its contextual lexer."""
    return Lark(
        options.pop("grammar", None) or GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        postlex=Indentation(),
        start=start,
        propagate_positions=True,
        maybe_placeholders=False,
        transformer=transformer,
        **options,
    )
