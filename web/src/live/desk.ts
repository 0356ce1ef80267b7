/** Keeps what is on the screen in step with the log. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { earlier, list, me, thread, unread, type Filter, type Thread } from "../api/queries";
import type { Happening } from "./envelope";
import { Line, type Hearers } from "./line";
import { belongs, freshened, raised, replaced, rowOf, told, without, type Pages } from "./patch";

/** How long things may gather before they are loaded anew, in milliseconds. */
const SOON = 300;

export class Desk implements Hearers {
  readonly line: Line;
  /** The conversation that somebody has before their eyes. */
  private open: number | null = null;
  private readonly due = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly loading = new Map<number, boolean>();

  constructor(
    private readonly client: QueryClient,
    private readonly onEnded: () => void,
  ) {
    this.line = new Line(this);
  }

  close(): void {
    this.line.close();
    for (const timer of this.due.values()) clearTimeout(timer);
  }

  view(conversation: number | null): void {
    this.open = conversation;
    this.line.view(conversation);
  }

  take(name: string, event: Happening): void {
    const id = event.data.conversation?.id;
    if (name === "user:presence") return this.soon(["users"]);
    if (id === undefined) return;
    if (name === "conversation:left") return this.forget(id);
    this.patchLists(id, event);
    this.client.setQueryData(["conversation", id], (now: object | undefined) => now && { ...now, ...event.data.conversation });
    if (event.type.startsWith("message.")) void this.freshen(id);
    if (event.type.startsWith("conversation.")) this.soon(["events", id], ["conversation", id]);
    if (event.type.startsWith("note.")) this.soon(["notes", id]);
    this.soon(unread.queryKey);
  }

  reload(streams: readonly string[] | null): void {
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => streams === null || queryKey[0] === "list" });
    for (const stream of streams ?? []) {
      const id = Number(stream.split(":")[1]);
      for (const kind of ["thread", "conversation", "events", "notes"]) void this.client.invalidateQueries({ queryKey: [kind, id] });
    }
  }

  changed(): void {
    void this.client.invalidateQueries();
  }

  ended(): void {
    this.onEnded();
  }

  /** Loads the newest page of a thread that is on the screen, once more where something came meanwhile. */
  async freshen(id: number): Promise<void> {
    const { queryKey } = thread(id);
    if (!this.client.getQueryData(queryKey)) return;
    if (this.loading.has(id)) {
      this.loading.set(id, true);
      return;
    }
    do {
      this.loading.set(id, false);
      try {
        const page = await earlier(id, null);
        this.client.setQueryData(queryKey, (now: Thread | undefined) => now && freshened(now, page));
      } catch {
        void this.client.invalidateQueries({ queryKey });
        break;
      }
    } while (this.loading.get(id));
    this.loading.delete(id);
  }

  private patchLists(id: number, event: Happening): void {
    const mine = this.client.getQueryData(me.queryKey)?.id ?? 0;
    const reading = this.open === id && document.visibilityState === "visible";
    for (const [key, pages] of this.lists()) {
      const row = pages && rowOf(pages, id);
      const now = row && told(row, event, reading);
      if (!pages || !now) {
        const brief = event.data.conversation;
        const whole = brief && brief.opened !== undefined && brief.owner !== undefined;
        if (whole && belongs(key[1] as Filter, { area: null, assignee: null, ...brief } as typeof now & object, mine)) this.soon(key);
      } else if (!belongs(key[1] as Filter, now, mine)) {
        this.client.setQueryData(key, without(pages, id));
      } else {
        const moved = event.type === "message.status" ? replaced(pages, now) : raised(pages, now);
        this.client.setQueryData(key, moved);
      }
    }
  }

  private forget(id: number): void {
    for (const [key, pages] of this.lists()) if (pages) this.client.setQueryData(key, without(pages, id));
    this.soon(["conversation", id], unread.queryKey);
  }

  private lists(): [QueryKey, Pages | undefined][] {
    return this.client.getQueriesData<Pages>({ queryKey: [list({}).queryKey[0]] });
  }

  /** Has these loaded anew in a moment, once for whatever gathers until then. */
  private soon(...keys: QueryKey[]): void {
    for (const queryKey of keys) {
      const name = JSON.stringify(queryKey);
      if (this.due.has(name)) continue;
      const timer = setTimeout(() => {
        this.due.delete(name);
        void this.client.invalidateQueries({ queryKey });
      }, SOON);
      this.due.set(name, timer);
    }
  }
}
