/** Twelve hues for people, areas and tags. The text on them is computed, so that it can be read in both themes. */
import type { CSSProperties } from "react";

export const HUES = [165, 200, 225, 255, 285, 315, 345, 15, 35, 55, 95, 135] as const;

/** Returns the colours of a thing that has none of its own: the same ones for the same seed. */
export function hueOf(seed: string): CSSProperties {
  let sum = 7;
  for (const letter of seed) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const hue = HUES[sum % HUES.length] ?? 165;
  return {
    backgroundColor: `light-dark(hsl(${hue} 48% 88%), hsl(${hue} 32% 24%))`,
    color: `light-dark(hsl(${hue} 70% 20%), hsl(${hue} 60% 86%))`,
  };
}
