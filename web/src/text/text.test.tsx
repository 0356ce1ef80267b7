import { isValidElement, type ReactElement, type ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { parted } from "./hits";
import { marked } from "./marks";
import { initials } from "./names";
import { plain } from "./plain";

/** Writes elements as HTML would, so that tests can be read. */
function shown(node: ReactNode): string {
  if (Array.isArray(node)) return node.map(shown).join("");
  if (!isValidElement(node)) return String(node ?? "");
  const { type, props } = node as ReactElement<{ children?: ReactNode; href?: string }>;
  return `<${String(type)}${props.href ? ` ${props.href}` : ""}>${shown(props.children)}</${String(type)}>`;
}

describe("marks", () => {
  it.each([
    ["un *texto* fuerte", "un <strong>texto</strong> fuerte"],
    ["_así_ y ~no~", "<em>así</em> y <del>no</del>"],
    ["*_ambos_*", "<strong><em>ambos</em></strong>"],
    ["`*tal cual*`", "<code>*tal cual*</code>"],
    ["2*3*4 y a_b_c", "2*3*4 y a_b_c"],
    ["* no * y *no", "* no * y *no"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["mira https://a.example/x_y_z.", "mira <a https://a.example/x_y_z>https://a.example/x_y_z</a>."],
    ["(http://a.example/b(c))", "(<a http://a.example/b(c)>http://a.example/b(c)</a>)"],
    ["www.a.example!", "<a https://www.a.example>www.a.example</a>!"],
    ["javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"],
  ])("%s", (text, html) => {
    expect(shown(marked(text))).toBe(html);
  });

  it("many of them do not stop the page", () => {
    for (const text of ["*a ".repeat(5000), "*".repeat(16_000), "*a*".repeat(5000), "https://".repeat(2000), "*_~`".repeat(4000)])
      expect(shown(marked(text)).length).toBeGreaterThanOrEqual(text.length / 2);
  });
});

it("what was searched for is counted in letters, not in halves of them", () => {
  const told = parted("🦙 hola mundo", [{ start: 2, end: 6 }]).map(({ text, hit }) => (hit ? `[${text}]` : text));
  expect(told.join("")).toBe("🦙 [hola] mundo");
});

it("initials are those of the first and the last name", () => {
  expect(["Ana María Pérez", "ana", "", "+56 9 1234", "👩‍🚀 x"].map(initials)).toEqual(["AP", "A", "?", "34", "👩X"]);
});

it("a search knows neither case nor accents", () => {
  expect(plain("SEÑAL Ágil")).toBe("senal agil");
});
