import { describe, expect, it } from "vitest";
import type { Listed, Message, Thread } from "../api/queries";
import type { Happening } from "./envelope";
import { belongs, freshened, raised, replaced, rowOf, told, without, type Pages } from "./patch";

const row = (id: number, more: Partial<Listed> = {}): Listed => ({
  id, opened: true, owner: "queue", area: "ventas", assignee: null, channel: "web", contact: id, name: `V${id}`, note: "",
  tags: [], reason: null, opened_at: 0, active_at: id, closed_at: null, seq: 1, unread: 0, last: null, ...more,
});
const pages = (...ids: number[][]): Pages => ({
  pages: ids.map((some, at) => ({ items: some.map((id) => row(id)), next: at < ids.length - 1 ? "x" : null })),
  pageParams: ids.map(() => ""),
});
const ids = (found: Pages) => found.pages.map((page) => page.items.map(({ id }) => id));
const thread = (some: number[], next: string | null = null): Thread => ({ items: some.map((id) => ({ id }) as Message), next });
const message = (direction: "in" | "out"): Happening => ({
  stream: "conversation:1", seq: 2, ts: 9, type: "message.new",
  data: {
    conversation: { id: 1, owner: "human", assignee: 7 },
    message: { id: 5, direction, author: "contact", message_type: "text", text: "hola", content: {}, cut: false },
  },
});

describe("a list", () => {
  it("holds what its filter asks for, and nothing closed unless it asks for that", () => {
    expect(belongs({}, row(1), 7)).toBe(true);
    expect(belongs({}, row(1, { opened: false }), 7)).toBe(false);
    expect(belongs({ opened: false }, row(1, { opened: false }), 7)).toBe(true);
    expect(belongs({ assignee: "me" }, row(1, { assignee: 8 }), 7)).toBe(false);
    expect(belongs({ assignee: "me" }, row(1, { assignee: 7 }), 7)).toBe(true);
    expect(belongs({ area: "soporte" }, row(1), 7)).toBe(false);
    expect(belongs({ owner: "queue" }, row(1, { owner: "human" }), 7)).toBe(false);
  });

  it("puts what happened first, wherever it stood", () => {
    expect(ids(raised(pages([3, 2], [1]), row(1)))).toEqual([[1, 3, 2], []]);
    expect(ids(without(pages([3, 2], [1]), 2))).toEqual([[3], [1]]);
    expect(rowOf(replaced(pages([3, 2]), row(2, { unread: 4 })), 2)?.unread).toBe(4);
  });

  it("counts what comes in as unread, unless it is being read", () => {
    expect(told(row(1), message("in"), false)).toMatchObject({ unread: 1, assignee: 7, last: { text: "hola", status: "received" } });
    expect(told(row(1, { unread: 100 }), message("in"), false).unread).toBe(100);
    expect(told(row(1), message("in"), true).unread).toBe(0);
    expect(told(row(1), message("out"), false)).toMatchObject({ unread: 0, last: { status: "queued" } });
  });
});

describe("a thread", () => {
  const seen = (found: Thread) => [found.items.map(({ id }) => id), found.next];

  it("takes up what is new and what changed, and keeps what came before", () => {
    expect(seen(freshened(thread([1, 2, 3], "a"), thread([2, 3, 4], "b")))).toEqual([[1, 2, 3, 4], "a"]);
  });

  it("begins anew where something is missing between", () => {
    expect(seen(freshened(thread([1, 2], "a"), thread([9, 10], "b")))).toEqual([[9, 10], "b"]);
  });

  it("is whole when its newest page is all there is", () => {
    expect(seen(freshened(thread([]), thread([1, 2])))).toEqual([[1, 2], null]);
  });
});
