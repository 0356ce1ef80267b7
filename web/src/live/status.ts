/** Whether the line to the server holds, and who else is at conversations. */
import { create } from "zustand";
import type { Present } from "./envelope";

type Status = {
  /** Since when the line is down, in milliseconds; null while it holds. */
  downSince: number | null;
  /** How many events came by the last catching up, for "you are up to date". */
  caughtUp: number;
  present: Readonly<Record<number, readonly Present[]>>;
};

export const useStatus = create<Status>(() => ({ downSince: null, caughtUp: 0, present: {} }));

/** Takes up who is at a conversation, and forgets who is not any more. */
export function meet(conversation: number, others: readonly Present[]): void {
  useStatus.setState(({ present }) => ({ present: { ...present, [conversation]: others } }));
}

/** Takes up what is told of one of them. */
export function see(one: Present): void {
  const others = (useStatus.getState().present[one.conversation] ?? []).filter(({ user }) => user !== one.user);
  meet(one.conversation, one.viewing || one.typing ? [...others, one] : others);
}
