/**
 * What an operator said and the server has not confirmed yet. It is shown at once, kept over a reload, and sent under one key,
 * so that it is said once however often it has to be asked for; what the server refuses stays, with the reason.
 */
import { create } from "zustand";
import { call, freshKey, Problem } from "../api/client";
import { shelf } from "./shelf";

export type Parcel = {
  key: string;
  user: number;
  conversation: number;
  text: string;
  replyTo: number | null;
  at: number;
  state: "waiting" | "sent" | "failed";
  /** The message that it became, once it is sent. */
  message: number | null;
  /** Why it was refused, in the words of the server. */
  reason: string;
};

type Outbox = { parcels: readonly Parcel[] };

export const useOutbox = create<Outbox>(() => ({ parcels: [] }));

/** What may become right by itself: a server that is busy, or a key that another tab asks under at this moment. */
const PASSING = new Set(["unauthenticated", "too_many", "unavailable", "internal", "key_in_use", "too_slow", "unknown"]);
const AGAIN = 2500;

const busy = new Set<number>();

function change(key: string, more: Partial<Parcel> | null): void {
  useOutbox.setState(({ parcels }) => ({
    parcels: parcels.flatMap((one) => (one.key === key ? (more ? [{ ...one, ...more }] : []) : [one])),
  }));
}

async function keep(parcel: Parcel): Promise<void> {
  await shelf.put(parcel);
}

/** Says something: it is on the screen when this returns. */
export function say(user: number, conversation: number, text: string, replyTo: number | null): void {
  const parcel: Parcel = {
    key: freshKey(), user, conversation, text, replyTo, at: Date.now(), state: "waiting", message: null, reason: "",
  };
  useOutbox.setState(({ parcels }) => ({ parcels: [...parcels, parcel] }));
  void keep(parcel);
  void send(conversation);
}

/** Sends what waits in a conversation, one after the other. */
export async function send(conversation: number): Promise<void> {
  if (busy.has(conversation)) return;
  busy.add(conversation);
  try {
    for (let next = waiting(conversation); next; next = waiting(conversation)) if (!(await deliver(next))) break;
  } finally {
    busy.delete(conversation);
  }
  if (waiting(conversation)) setTimeout(() => void send(conversation), AGAIN);
}

function waiting(conversation: number): Parcel | undefined {
  return useOutbox.getState().parcels.find((one) => one.conversation === conversation && one.state === "waiting");
}

/** Asks the server for one. Returns whether the next one may go. */
async function deliver(parcel: Parcel): Promise<boolean> {
  const { key, conversation, text, replyTo } = parcel;
  const body = { text, ...(replyTo ? { reply_to: replyTo } : {}) };
  try {
    const { id } = await call("POST /api/conversations/{id}/messages", { params: { id: conversation }, body, key });
    change(key, { state: "sent", message: id });
    await shelf.drop(key);
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || PASSING.has(error.code)) return false;
    change(key, { state: "failed", reason: error.message });
    await keep({ ...parcel, state: "failed", reason: error.message });
    return true;
  }
}

/** Asks for a refused one again: under a new key, for what was refused may be asked for otherwise by now. */
export function retry(parcel: Parcel): void {
  discard(parcel.key);
  say(parcel.user, parcel.conversation, parcel.text, parcel.replyTo);
}

export function discard(key: string): void {
  change(key, null);
  void shelf.drop(key);
}

/** Forgets those that are in the thread by now: what is there is shown from there. */
export function settle(conversation: number, messages: ReadonlySet<number>): void {
  const { parcels } = useOutbox.getState();
  const left = parcels.filter((one) => one.conversation !== conversation || !one.message || !messages.has(one.message));
  if (left.length !== parcels.length) useOutbox.setState({ parcels: left });
}

/** Takes up what this user had not sent when the page was closed, and sends it. */
export async function restore(user: number): Promise<void> {
  const stored = (await shelf.all<Parcel>()).filter((one) => one.user === user).sort((a, b) => a.at - b.at);
  const known = new Set(useOutbox.getState().parcels.map(({ key }) => key));
  useOutbox.setState(({ parcels }) => ({ parcels: [...stored.filter(({ key }) => !known.has(key)), ...parcels] }));
  for (const one of new Set(stored.map(({ conversation }) => conversation))) void send(one);
}

/** Sends whatever waits, now: the line is there again. */
export function sendAll(): void {
  for (const one of new Set(useOutbox.getState().parcels.map(({ conversation }) => conversation))) void send(one);
}
