import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { HUES } from "./hues";

const css = readFileSync(new URL("theme.css", import.meta.url), "utf8");
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [name, [light, dark]] as const),
);

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (one: readonly number[], other: readonly number[]) => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const rgb = (hex = "") => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
const hsl = (hue: number, saturation: number, light: number) =>
  [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return light - saturation * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });

const TEXT: [string, string[]][] = [
  ["fg", ["bg", "surface", "raised", "hover", "selected", "bubble-in", "bubble-out", "note"]],
  ["muted", ["bg", "surface", "raised", "hover", "selected", "bubble-in", "bubble-out"]],
  ["accent", ["bg", "surface", "selected", "bubble-out", "hover"]],
  ["danger", ["bg", "surface", "raised", "bubble-out"]],
  ["warn", ["surface", "note"]],
  ["on-accent", ["accent"]],
  ["on-danger", ["danger"]],
  ["on-rail", ["rail"]],
];

it.each([0, 1])("every text can be read on what it stands (%i: light, dark)", (theme) => {
  const poor = TEXT.flatMap(([text, grounds]) =>
    grounds.flatMap((ground) => {
      const found = contrast(rgb(colours.get(text)?.[theme]), rgb(colours.get(ground)?.[theme]));
      return found < 4.5 ? `${text} on ${ground}: ${found.toFixed(2)}` : [];
    }),
  );
  expect(poor).toEqual([]);
});

it.each([0, 1])("the edges of inputs can be seen (%i: light, dark)", (theme) => {
  for (const ground of ["bg", "surface", "raised"])
    expect(contrast(rgb(colours.get("control")?.[theme]), rgb(colours.get(ground)?.[theme]))).toBeGreaterThanOrEqual(3);
});

it("initials can be read on every hue", () => {
  for (const hue of HUES) {
    expect(contrast(hsl(hue, 0.48, 0.88), hsl(hue, 0.7, 0.2))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(hsl(hue, 0.32, 0.24), hsl(hue, 0.6, 0.86))).toBeGreaterThanOrEqual(4.5);
  }
});
