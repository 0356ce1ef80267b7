/** Keeps rows where they are while somebody points at them: what is new waits above until they look elsewhere. */
import { useRef } from "react";

export type Calm<T> = { rows: readonly T[]; waiting: number };

/** Returns rows in the order that was held, and how many new ones wait. */
export function calmed<T extends { id: number }>(rows: readonly T[], held: readonly number[]): Calm<T> {
  const now = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(held);
  const kept = held.flatMap((id) => now.get(id) ?? []);
  const last = rows.findLastIndex((row) => known.has(row.id));
  // What came below what was known is a page that was scrolled to: it moves nothing.
  const below = rows.slice(last + 1);
  return { rows: [...kept, ...below], waiting: rows.length - kept.length - below.length };
}

export function useCalm<T extends { id: number }>(rows: readonly T[], still: boolean): Calm<T> {
  const held = useRef<readonly number[]>([]);
  if (!still) held.current = rows.map(({ id }) => id);
  const found = calmed(rows, held.current);
  held.current = found.rows.map(({ id }) => id);
  return found;
}
