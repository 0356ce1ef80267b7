/** Small words beside things: a state, a tag, a number of what is unread. */
import type { ReactNode } from "react";
import { classes } from "./classes";

const TONES = {
  plain: "bg-hover text-muted",
  accent: "bg-selected text-accent",
  warn: "bg-note text-warn",
  danger: "border border-danger text-danger",
} as const;

export function Badge({ tone = "plain", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span className={classes("inline-flex max-w-full items-center gap-1 truncate rounded-sm px-1.5 text-xs leading-5", TONES[tone])}>
      {children}
    </span>
  );
}

/** A tag or an area, with its own colour as a dot: colour never speaks alone. */
export function Dot({ colour, children }: { colour?: string | undefined; children: ReactNode }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-sm bg-hover px-1.5 text-xs leading-5">
      <span className="size-2 shrink-0 rounded-full" style={{ backgroundColor: colour || "var(--control)" }} />
      <span className="truncate">{children}</span>
    </span>
  );
}

export function Count({ number, label }: { number: number; label: string }) {
  if (number === 0) return null;
  return (
    <span className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden>{number >= 100 ? "99+" : number}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
