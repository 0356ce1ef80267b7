/** What the server tells live, as docs/api.md has it. */
import type { EVENTS } from "../gen/api";

export type Brief = {
  id: number;
  channel: string;
  name: string;
  owner: "bot" | "queue" | "human" | "paused";
  area: string | null;
  assignee: number | null;
  tags: string[];
  reason: string | null;
  opened: boolean;
  active_at: number;
  seq: number;
};

export type SaidLive = {
  id: number;
  direction: "in" | "out";
  author: "contact" | "bot" | "human";
  message_type: string;
  text: string;
  content: Record<string, unknown>;
  cut: boolean;
};

export type EventName = (typeof EVENTS)[number];

/** An event of the log. */
export type Happening = {
  stream: string;
  seq: number;
  ts: number;
  type: string;
  data: Record<string, unknown> & { conversation?: Partial<Brief> & { id: number }; message?: SaidLive };
};

export type Heartbeat = { log: number; heads: Record<string, number> };
export type Missed = { events: (Happening & { name: string })[]; resync: string[]; all: boolean; log: number };
/** Somebody at a conversation, until when they say so again. */
export type Present = { conversation: number; user: number; name: string; viewing: boolean; typing: boolean; until: number };

export function isHappening(body: unknown): body is Happening {
  return typeof body === "object" && body !== null && "seq" in body && "stream" in body;
}
