/** What was written and not sent, by user, conversation and kind: kept in this browser, so that no reload and no login loses it. */
import { create } from "zustand";

export type Kind = "reply" | "note";

const KEY = "cauce.drafts";
const MOST = 200;

type Drafts = { texts: Readonly<Record<string, string>> };

function stored(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

export const useDrafts = create<Drafts>(() => ({ texts: stored() }));

export const draftKey = (user: number, conversation: number, kind: Kind) => `${user}/${conversation}/${kind}`;

/** Keeps a text; "" forgets it. */
export function draft(key: string, text: string): void {
  const { [key]: _, ...rest } = useDrafts.getState().texts;
  const texts = text ? { ...rest, [key]: text } : rest;
  useDrafts.setState({ texts });
  const kept = Object.entries(texts).slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // The browser's room is full: the draft stays on the page.
  }
}
