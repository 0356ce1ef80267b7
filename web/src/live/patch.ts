/** What an event changes in lists and threads that are on the screen: pure, so that it is tested without either. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Filter, Listed, Message, Thread } from "../api/queries";
import type { Brief, Happening } from "./envelope";

export type Pages = InfiniteData<{ items: Listed[]; next: string | null }, string>;

/** Tells whether a conversation belongs into a list. */
export function belongs(filter: Filter, one: Pick<Brief, "opened" | "owner" | "area" | "assignee">, me: number): boolean {
  return (
    one.opened === (filter.opened ?? true) &&
    (!filter.owner || one.owner === filter.owner) &&
    (!filter.area || one.area === filter.area) &&
    (!filter.assignee || one.assignee === me)
  );
}

/** Returns the row of a conversation as an event leaves it. reading: whether somebody has it before their eyes. */
export function told(row: Listed, event: Happening, reading: boolean): Listed {
  const { message, conversation } = event.data;
  const after = { ...row, ...conversation };
  if (event.type === "message.status") return { ...after, last: advanced(row.last, event.data) };
  if (event.type !== "message.new" || !message) return after;
  const { id, direction, author, message_type, text } = message;
  const status = direction === "in" ? "received" : "queued";
  const unread = direction === "in" && !reading ? Math.min(row.unread + 1, 100) : row.unread;
  return { ...after, unread, last: { id, direction, author, message_type, text: text.slice(0, 160), status, created_at: event.ts } };
}

/** Returns what was said last with how far it got, where that is what an event tells. */
function advanced(last: Listed["last"], data: Happening["data"]): Listed["last"] {
  const { message, status } = data as { message?: number | { id: number }; status?: string };
  const id = typeof message === "object" ? message.id : message;
  const known = STATUSES.find((one) => one === status);
  return last && known && last.id === id ? { ...last, status: known } : last;
}

const STATUSES = ["queued", "sent", "failed", "delivered", "read"] as const;

/** Returns a list with one row put first, which is taken from where it stood. */
export function raised(pages: Pages, row: Listed): Pages {
  const [first, ...rest] = without(pages, row.id).pages;
  return first ? { ...pages, pages: [{ ...first, items: [row, ...first.items] }, ...rest] } : pages;
}

/** Returns a list without a row. */
export function without(pages: Pages, id: number): Pages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })) };
}

/** Returns a list in which one row is as it is now, at its place. */
export function replaced(pages: Pages, row: Listed): Pages {
  const items = (page: Pages["pages"][number]) => page.items.map((one) => (one.id === row.id ? row : one));
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: items(page) })) };
}

/** Returns the row of a conversation, undefined where a list has it not. */
export function rowOf(pages: Pages, id: number): Listed | undefined {
  return pages.pages.flatMap((page) => page.items).find((one) => one.id === id);
}

/**
 * Returns a thread with its newest page as it is now. Where something is missing between the two, only the page is kept:
 * what came before it is loaded again when somebody goes there.
 */
export function freshened(thread: Thread, page: Thread): Thread {
  const oldest = page.items[0]?.id ?? 0;
  const newest = thread.items.at(-1)?.id ?? 0;
  if (page.next !== null && newest < oldest) return page;
  const kept = thread.items.filter((one: Message) => one.id < oldest);
  return { items: [...kept, ...page.items], next: kept.length ? thread.next : page.next };
}
