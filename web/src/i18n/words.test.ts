import { describe, expect, it } from "vitest";
import { en } from "./en";
import { es } from "./es";

const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../gen/**", "!./es.ts", "!./en.ts", "!../**/*.test.*"], {
  query: "?raw", eager: true, import: "default",
});
const all = Object.values(sources).join("\n");

describe("the words", () => {
  it("are the same ones in every language, and of the same kind", () => {
    const kinds = (words: object) => Object.entries(words).map(([name, one]) => [name, typeof one, typeof one === "function" ? one.length : 0]);
    expect(kinds(en)).toEqual(kinds(es));
    expect(en.closeReasons).toHaveLength(es.closeReasons.length);
    expect(Object.keys(en.reasons)).toEqual(Object.keys(es.reasons));
  });

  it("are all used", () => {
    const named = /name: "(\w+)"/g;
    const used = new Set([...all.matchAll(/\bwords\.(\w+)/g), ...all.matchAll(named)].map(([, name]) => name));
    expect(Object.keys(es).filter((name) => !used.has(name))).toEqual([]);
  });

  it("are here and nowhere else", () => {
    const written = Object.entries(sources).flatMap(([path, text]) =>
      path.endsWith(".tsx")
        ? [...text.matchAll(/(?:>|\b(?:aria-label|title|placeholder|alt)=")\s*([A-ZÁÉÍÓÚÑ][\p{L} ,.]{2,})\s*[<"]/gu)].map(([, found]) => `${path}: ${found}`)
        : [],
    );
    expect(written).toEqual([]);
  });
});
