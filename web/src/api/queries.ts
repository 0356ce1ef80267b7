/** What is read from the server and kept: one entry here for each thing, with its key. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, read, type Answer } from "./client";

export type Me = Answer<"GET /api/auth/me">;
export type Listed = Answer<"GET /api/conversations">["items"][number];
export type Conversation = Answer<"GET /api/conversations/{id}">;
export type Message = Answer<"GET /api/conversations/{id}/messages">["items"][number];
export type Note = Answer<"GET /api/conversations/{id}/notes">["items"][number];
export type Happened = Answer<"GET /api/conversations/{id}/events">["items"][number];
export type User = Answer<"GET /api/users">["items"][number];
export type Area = Answer<"GET /api/areas">["items"][number];
export type Tag = Answer<"GET /api/tags">["items"][number];
export type Role = Answer<"GET /api/roles">["items"][number];
export type QuickReply = Answer<"GET /api/quick-replies">["items"][number];

/** Which conversations a list holds. */
export type Filter = { owner?: Listed["owner"]; area?: string; assignee?: "me"; opened?: boolean };

/** What was said, from the oldest that is loaded on. next: the cursor of what came before, null at the beginning. */
export type Thread = { items: Message[]; next: string | null };

export const PAGE = 50;
const OFTEN = 5 * 60_000;

export const me = queryOptions({ queryKey: ["me"], queryFn: () => call("GET /api/auth/me", {}), staleTime: OFTEN });

export const list = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["list", filter],
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/conversations", { query: { ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const conversation = (id: number) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => call("GET /api/conversations/{id}", { params: { id }, signal }),
  });

export const thread = (id: number) =>
  queryOptions({
    queryKey: ["thread", id],
    queryFn: ({ signal }): Promise<Thread> => earlier(id, null, signal),
    staleTime: 0,
  });

/** Reads a page of what was said, the oldest first. */
export async function earlier(id: number, cursor: string | null, signal?: AbortSignal): Promise<Thread> {
  const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
  const page = await call("GET /api/conversations/{id}/messages", { params: { id }, query, ...(signal ? { signal } : {}) });
  return { items: page.items.reverse(), next: page.next };
}

export const happened = (id: number) =>
  queryOptions({
    queryKey: ["events", id],
    queryFn: async ({ signal }) =>
      (await call("GET /api/conversations/{id}/events", { params: { id }, query: { limit: 100 }, signal })).items,
  });

export const notes = (id: number) =>
  queryOptions({
    queryKey: ["notes", id],
    queryFn: async ({ signal }) =>
      (await call("GET /api/conversations/{id}/notes", { params: { id }, query: { limit: 100 }, signal })).items,
  });

export const contact = (id: number) =>
  queryOptions({ queryKey: ["contact", id], queryFn: () => read("GET /api/contacts/{id}", { params: { id } }) });

export const unread = queryOptions({ queryKey: ["unread"], queryFn: () => call("GET /api/unread", {}) });

export const areas = queryOptions({
  queryKey: ["areas"],
  queryFn: async () => (await call("GET /api/areas", {})).items,
  staleTime: OFTEN,
});

export const tags = queryOptions({
  queryKey: ["tags"],
  queryFn: async () => (await call("GET /api/tags", {})).items,
  staleTime: OFTEN,
});

export const users = queryOptions({
  queryKey: ["users"],
  queryFn: () => everyPage((cursor) => call("GET /api/users", { query: { limit: 100, ...cursor } })),
  staleTime: OFTEN,
});

export const quickReplies = queryOptions({
  queryKey: ["quick-replies"],
  queryFn: () => everyPage((cursor) => call("GET /api/quick-replies", { query: { limit: 100, ...cursor } })),
  staleTime: OFTEN,
});

/** Reads all pages of a list that is short by nature: people, replies. */
async function everyPage<T>(page: (cursor: { cursor?: string }) => Promise<{ items: T[]; next: string | null }>): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const one = await page(next ? { cursor: next } : {});
    found.push(...one.items);
    next = one.next;
  }
  return found;
}
