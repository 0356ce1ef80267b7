/** What a thread shows, in order: what was said and noted, what happened, what is on its way, and the days between. */
import type { Happened, Message, Note } from "../api/queries";
import { dayOf } from "../i18n/dates";
import type { Parcel } from "../outbox/outbox";

export type Entry = { key: string; at: number } & (
  | { kind: "day" }
  | { kind: "unread"; count: number }
  | { kind: "message"; message: Message; first: boolean }
  | { kind: "parcel"; parcel: Parcel; first: boolean }
  | { kind: "note"; note: Note }
  | { kind: "event"; happened: Happened }
);

export type Sources = {
  messages: readonly Message[];
  /** Whether there are older messages that are not loaded: then older notes and events wait for them. */
  whole: boolean;
  notes: readonly Note[];
  events: readonly Happened[];
  parcels: readonly Parcel[];
  /** Up to which message one had read when the thread was opened, null where all of it. */
  readTo: number | null;
};

/** Between messages of one side that are closer than this, in milliseconds, nothing is repeated. */
const TOGETHER = 5 * 60_000;

export function entriesOf({ messages, whole, notes, events, parcels, readTo }: Sources): Entry[] {
  const from = whole ? 0 : (messages[0]?.created_at ?? 0);
  const found: Entry[] = [
    ...messages.map((message): Entry => ({ key: `m${message.id}`, at: message.created_at, kind: "message", message, first: true })),
    ...notes.map((note): Entry => ({ key: `n${note.id}`, at: note.created_at, kind: "note", note })),
    ...events.map((happened): Entry => ({ key: `e${happened.seq}`, at: happened.at, kind: "event", happened })),
  ].filter((one) => one.at >= from);
  // Messages have an order of their own; what is of the same moment stays as it came.
  found.sort((one, other) => one.at - other.at);
  const waiting = parcels.map((parcel): Entry => ({ key: `p${parcel.key}`, at: parcel.at, kind: "parcel", parcel, first: true }));
  return divided(grouped([...found, ...waiting]), readTo);
}

/** Marks which messages begin a group of one side. */
function grouped(entries: Entry[]): Entry[] {
  let before: { side: string; at: number } | null = null;
  return entries.map((one) => {
    const side = sideOf(one);
    const first = side === null || before === null || before.side !== side || one.at - before.at > TOGETHER;
    before = side === null ? null : { side, at: one.at };
    return one.kind === "message" || one.kind === "parcel" ? { ...one, first } : one;
  });
}

function sideOf(entry: Entry): string | null {
  if (entry.kind === "message") return `${entry.message.author}${entry.message.user?.id ?? ""}`;
  if (entry.kind === "parcel") return `human${entry.parcel.user}`;
  return null;
}

/** Puts a line before each day, and one before what is unread. */
function divided(entries: Entry[], readTo: number | null): Entry[] {
  const made: Entry[] = [];
  const isNew = (one: Entry) => readTo !== null && one.kind === "message" && one.message.direction === "in" && one.message.id > readTo;
  const count = entries.filter(isNew).length;
  let day = 0;
  let told = count === 0;
  for (const one of entries) {
    const its = dayOf(one.at);
    if (its !== day) made.push({ key: `d${its}`, at: one.at, kind: "day" });
    day = its;
    if (!told && isNew(one)) {
      made.push({ key: "unread", at: one.at, kind: "unread", count });
      told = true;
    }
    made.push(one);
  }
  return made;
}
