import { describe, expect, it } from "vitest";
import type { Happened, Message, Note } from "../api/queries";
import type { Parcel } from "../outbox/outbox";
import { entriesOf, type Sources } from "./entries";

const NOON = new Date(2026, 10, 21, 12).getTime();
const message = (id: number, minutes: number, author: "contact" | "human" = "contact"): Message =>
  ({ id, author, direction: author === "contact" ? "in" : "out", created_at: NOON + minutes * 60_000, user: null }) as Message;
const shown = (more: Partial<Sources>) =>
  entriesOf({ messages: [], whole: true, notes: [], events: [], parcels: [], readTo: null, ...more });
const keys = (more: Partial<Sources>) => shown(more).map(({ key }) => key.replace(/^d\d+/, "day"));

describe("a thread", () => {
  it("puts notes and what happened where they belong among the messages", () => {
    const note = { id: 1, created_at: NOON + 60_000 } as Note;
    const event = { seq: 4, at: NOON + 90_000 } as Happened;
    expect(keys({ messages: [message(1, 0), message(2, 2)], notes: [note], events: [event] })).toEqual(["day", "m1", "n1", "e4", "m2"]);
  });

  it("leaves out what is older than the oldest message that is loaded", () => {
    const note = { id: 1, created_at: NOON - 60_000 } as Note;
    expect(keys({ messages: [message(1, 0)], notes: [note], whole: false })).toEqual(["day", "m1"]);
    expect(keys({ messages: [message(1, 0)], notes: [note] })).toEqual(["day", "n1", "m1"]);
  });

  it("says once where a day begins", () => {
    expect(keys({ messages: [message(1, -1440), message(2, 0), message(3, 1)] })).toEqual(["day", "m1", "day", "m2", "m3"]);
  });

  it("says where what is unread begins, and of how many", () => {
    const messages = [message(1, 0), message(2, 1, "human"), message(3, 2), message(4, 3)];
    expect(keys({ messages, readTo: 1 })).toEqual(["day", "m1", "m2", "unread", "m3", "m4"]);
    expect(shown({ messages, readTo: 1 })[3]).toMatchObject({ count: 2 });
    expect(keys({ messages, readTo: 4 })).not.toContain("unread");
  });

  it("groups what one side says within minutes", () => {
    const found = shown({ messages: [message(1, 0), message(2, 1), message(3, 20), message(4, 21, "human")] });
    expect(found.flatMap((one) => (one.kind === "message" ? one.first : []))).toEqual([true, false, true, true]);
  });

  it("shows what is on its way last", () => {
    const parcel = { key: "k", at: NOON - 5, user: 1 } as Parcel;
    expect(keys({ messages: [message(1, 0)], parcels: [parcel] })).toEqual(["day", "m1", "pk"]);
  });
});
