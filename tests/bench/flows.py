"""Flows to measure with: realistic ones of any size, and the worst that anybody might send."""

from __future__ import annotations

import random
from itertools import count

WORDS = [
    "hola",
    "gracias",
    "pedido",
    "entrega",
    "servicio",
    "técnico",
    "ventas",
    "plan",
    "hogar",
    "fibra",
    "móvil",
    "señal",
    "pago",
    "boleta",
    "dirección",
    "comuna",
    "mañana",
    "tarde",
    "espera",
    "asesora",
    "revisar",
    "problema",
    "cuenta",
    "clave",
    "correo",
    "número",
    "región",
    "teléfono",
    "módem",
    "equipo",
    "instalación",
    "visita",
    "año",
]

HEAD = """\
# Flujo para medir: {lines} líneas.
flow medida "Medida"
  lang = es
  triggers = ["hola", "buenas"]
  on keyword "menu" "inicio" -> s0
  on timeout 15m -> fin

start:
  say "Hola {{contact.name or 'y bienvenida'}} 👋"
  -> s0
"""

END = """
fin:
  end "Gracias por escribir 💙"
"""


def realistic(lines: int, seed: int = 1) -> str:
    """Return a valid flow of about that many lines: no two of its sections are alike."""
    source = random.Random(seed)
    text, rows = [HEAD.format(lines=lines)], HEAD.count("\n") + END.count("\n")
    for number in count():
        section = _section(source, number)
        text.append(section)
        rows += section.count("\n")
        if rows >= lines:
            break
    return "".join(text).replace(f"-> s{number + 1}", "-> fin") + END


def _phrase(source: random.Random, fewest: int = 3, most: int = 12) -> str:
    return " ".join(source.choices(WORDS, k=source.randrange(fewest, most))).capitalize()


def _section(source: random.Random, number: int) -> str:
    """Return a section that asks, branches, calls out and goes on to the next one."""
    kinds = [_question, _menu, _request, _branches, _texts]
    body = "".join(source.choice(kinds)(source, number) for _ in range(source.randrange(2, 5)))
    return f"\ns{number}:  # {_phrase(source, 2, 5)}\n{body}  -> s{number + 1}\n"


def _question(source, number):
    name = f"{source.choice(WORDS)}_{number}".replace("é", "e")
    return (
        f'  ask "¿{_phrase(source)}?" as {name} type=text retries={source.randrange(1, 4)}\n'
        f'    retry = "{_phrase(source)}."\n    on invalid -> fin\n    on timeout {source.randrange(5, 50)}m -> fin\n'
        f'  say "{_phrase(source)}, {{{name}}}: {{contact.name}}."\n'
    )


def _menu(source, number):
    options = "".join(
        f'    - "{_phrase(source, 1, 3)} {key}" ["{source.choice(WORDS)}{number}x{key}"]{" -> fin" if key else ""}\n'
        for key in range(source.randrange(2, 6))
    )
    return f'  menu "¿{_phrase(source)}?" style=list\n{options}    on invalid -> fin  # {_phrase(source, 2, 4)}\n'


def _request(source, number):
    return (
        f'  http POST "https://api.example/{source.choice(WORDS)}/{number}" as ticket_{number} timeout={source.randrange(2, 9)}s\n'
        '    headers = {authorization: "Bearer {secret.andina}"}\n'
        f'    json = {{a: {source.randrange(99)}, b: "{_phrase(source)}", c: [1, 2.5, true]}}\n    on error -> fin\n'
        f'  say "{_phrase(source)}: *{{ticket_{number}.id}}*."\n'
    )


def _branches(source, number):
    return (
        f"  set n_{number}={source.randrange(99)} + {source.randrange(9)}\n"
        f"  if n_{number} <= {source.randrange(9)} and not contact.vip -> fin\n"
        f'  elif n_{number} > {source.randrange(50)} or area_open("mesa")\n    say "{_phrase(source)}"\n'
        f'  else\n    # {_phrase(source)}\n    say "{_phrase(source)}"\n    wait {source.randrange(2, 9)}s\n'
    )


def _texts(source, number):
    rows = "".join(f"    {_phrase(source, 5, 14)}.\n" for _ in range(source.randrange(2, 5)))
    return f'  say """\n{rows}    """\n\n  # {_phrase(source)}\n  tag {source.choice(WORDS)}\n'


SMALL = """\
flow f{number} "Flujo {number}"
  lang = es
  triggers = ["clave{number}", "otra{number}"]
  on timeout 15m -> fin

start:
  say "Hola {{contact.name}}"
  menu "¿Qué necesitas?"
    - "Ventas" ["precio"] -> ventas
    - "Soporte" ["falla"] -> soporte
    on invalid -> fin

ventas:
  ask "¿Cuál es tu correo?" as correo type=email
    on invalid -> fin
  say "Gracias, {{correo}}."
  -> fin
soporte:
  call f{next}

fin:
  end "Listo"
"""


def small(number: int, flows: int) -> str:
    """Return a flow of 22 lines, one of so many that call each other in a row."""
    text = SMALL.format(number=number, next=number + 1)
    return text if number + 1 < flows else text.replace(f"  call f{flows}\n", "  -> fin\n")


LIMIT = 256 * 1024
START = "flow x\n\nstart:\n"


def _filled(row: str) -> str:
    """Return a flow with a row over and over, as long as it may be."""
    return START + row * ((LIMIT - len(START)) // len(row.encode()))


def worst(seed: int = 1) -> dict[str, str]:
    """Return 256 KiB of each of many shapes that have brought parsers down."""
    source = random.Random(seed)
    signs = "abc \"'{}[]()=:->#\n\t \\1.,"
    shapes = {
        "a valid flow": realistic(6_100, seed),
        "blank lines": "\n" * 100_000,
        "comments": START + "# c\n" * 65_000,
        "comments of another depth": START + "  a\n" + "      # c\n" * 24_000 + "  b\n",
        "one long line of spaces": START + "  say" + " " * 250_000 + "x\n",
        "an unclosed quote": START + '  say "' + "a" * 250_000,
        "unclosed quotes": _filled('  say "a\n'),
        "an unclosed long text": START + '  say """\n' + "    a b c\n" * 24_000,
        "long texts": _filled('  say """\n    a\n    """\n'),
        "almost long texts": _filled('  say \\"""\n'),
        "deep brackets": START + "  a (" + "(" * 250_000,
        "unclosed brackets": _filled("  a = [\n"),
        "deep indentation": START + "".join("  " * depth + "if a\n" for depth in range(1, 500)),
        "a chain of operators": START + "  a=" + "1+" * 120_000 + "1\n",
        "chains of operators": _filled("  set x=" + "1+" * 90 + "1\n"),
        "a list": START + "  set a=[" + "1," * 120_000 + "1]\n",
        "short statements": _filled("  a\n"),
        "labels": _filled("a:\n"),
        "options": _filled("  -\n"),
        "random signs": START + "".join(source.choice(signs) for _ in range(240_000)),
        "random characters": START + "".join(chr(source.choice((source.randrange(32, 127), source.randrange(0xD000), 10, 34))) for _ in range(90_000)),
        "typographic quotes": _filled("  say “Hola”\n"),
        "comparisons with one sign": _filled("  if a = b -> c\n"),
        "a text of braces": START + '  say "' + "{a}" * 85_000 + '"\n',
        "texts of braces": _filled('  say "' + "{a} " * 20 + '"\n'),
        "open braces": START + '  say "' + "{a " * 80_000 + '"\n',
        "escapes": START + '  say "' + "\\n" * 125_000 + '"\n',
        "piles of accents": START + '  say "a' + "\u0301\u0323" * 60_000 + '"\n',
        "a long word": START + "  " + "a" * 250_000 + ' "\n',
        "lines of 21 words, no two shapes alike": START + "".join(_row(source) for _ in range(4_400)),
        "lonely else": _filled("  else\n"),
        "crossing indentation": _filled("    a\n   b\n"),
        "odd spaces": _filled("  \u00a0a\n"),
    }  # fmt: skip
    return {name: text.encode("utf-8", "replace")[:LIMIT].decode("utf-8", "ignore") for name, text in shapes.items()}


def _row(source: random.Random) -> str:
    args = source.choices(('"a"', "b", "3", "2s", "[1]", "(a+1)", "a.b"), k=6)
    pairs = source.choices(("a=b", "c=1+2", 'd="x"', "e=f(1)"), k=4)
    return f"  ask {' '.join(args)} {' '.join(pairs)}\n"
