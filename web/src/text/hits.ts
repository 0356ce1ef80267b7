/** Where the words of a search stand in a text. The server counts Unicode characters, not the halves that JavaScript counts. */
export type Part = { text: string; hit: boolean; at: number };

export function parted(text: string, hits: readonly { start: number; end: number }[]): Part[] {
  const letters = [...text];
  const parts: Part[] = [];
  let at = 0;
  const add = (end: number, hit: boolean) => {
    if (end > at) parts.push({ text: letters.slice(at, end).join(""), hit, at });
    at = Math.max(at, end);
  };
  for (const { start, end } of hits) {
    add(start, false);
    add(end, true);
  }
  add(letters.length, false);
  return parts;
}
