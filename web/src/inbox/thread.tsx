/** What was said, from the oldest that is loaded to the newest: one stays at the end, or where one reads. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { earlier, happened, notes, thread, type Conversation, type Message, type Thread as Said } from "../api/queries";
import { useDesk } from "../app/live";
import { useWords } from "../i18n/words";
import { settle, useOutbox } from "../outbox/outbox";
import { Button } from "../ui/button";
import { Failed, Later } from "../ui/states";
import { entriesOf, type Entry } from "./entries";
import { EntryView } from "./entry";
import { useReading } from "./reading";

type Props = { id: number; found: Conversation | undefined; onReply: (message: Message) => void };

export function Thread({ id, found, onReply }: Props) {
  const words = useWords();
  const query = useQuery(thread(id));
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!query.data || !found)
    return (
      <div className="min-h-0 flex-1 p-6" aria-busy aria-label={words.loading}>
        <Later>
          {[60, 40, 75, 30].map((width, at) => (
            <div key={width} className={`skeleton mb-3 h-12 rounded-lg ${at % 2 ? "ml-auto" : ""}`} style={{ width: `${width}%` }} />
          ))}
        </Later>
      </div>
    );
  return <Log id={id} found={found} said={query.data} onReply={onReply} />;
}

function Log({ id, found, said, onReply }: { id: number; found: Conversation; said: Said; onReply: Props["onReply"] }) {
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const entries = useEntries(id, found, said);
  const older = useOlder(id, said.next);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => place.current,
    estimateSize: () => 64,
    getItemKey: (at) => entries[at]?.key ?? at,
    overscan: 10,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: 120,
    paddingStart: 12,
    paddingEnd: 12,
  });
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const [away, setAway] = useState(false);
  useReading(id, said);
  const stay = useStaying(place, virtual);
  useEffect(() => {
    if (first < 5 && older.more && shown.length) older.load();
  }, [first, older, shown.length]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={place}
        role="log"
        aria-label={words.messages}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2"
        onScroll={() => {
          stay();
          setAway(!virtual.isAtEnd(200));
        }}
      >
        <div className="relative mx-auto max-w-4xl" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, key, start }) => {
            const entry = entries[index];
            return (
              entry && (
                <div key={key} data-index={index} ref={virtual.measureElement} className="absolute inset-x-0 px-3 wide:px-6" style={{ transform: `translateY(${start}px)` }}>
                  <EntryView entry={entry} found={found} onReply={onReply} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {away && (
        <Button icon={ArrowDown} onClick={() => virtual.scrollToEnd({ behavior: "smooth" })} className="absolute right-4 bottom-3 rounded-full shadow-lg">
          {found.unread ? words.newOnes(found.unread) : words.toEnd}
        </Button>
      )}
    </div>
  );
}

/**
 * Stays at the end while messages are measured, come in, and the room for them shrinks, until somebody scrolls up. Returns what
 * has to be told of every scroll.
 */
function useStaying(place: RefObject<HTMLDivElement | null>, virtual: Virtualizer<HTMLDivElement, Element>): () => void {
  const end = useRef(true);
  const top = useRef(0);
  const size = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (end.current) virtual.scrollToEnd();
  }, [virtual, size]);
  useEffect(() => {
    const room = place.current;
    if (!room) return;
    const watch = new ResizeObserver(() => end.current && virtual.scrollToEnd());
    watch.observe(room);
    return () => watch.disconnect();
  }, [place, virtual]);
  return () => {
    const now = place.current?.scrollTop ?? 0;
    if (virtual.isAtEnd(40)) end.current = true;
    else if (now < top.current) end.current = false;
    top.current = now;
  };
}

function useEntries(id: number, found: Conversation, said: Said): Entry[] {
  const { data: noted = [] } = useQuery(notes(id));
  const { data: events = [] } = useQuery(happened(id));
  const all = useOutbox((outbox) => outbox.parcels);
  // What was unread when it was opened stays marked while one reads it.
  const [readTo] = useState(() => unreadFrom(said.items, found.unread));
  useEffect(() => settle(id, new Set(said.items.map((one) => one.id))), [id, said]);
  // What the server took is in the thread before any event tells it.
  const desk = useDesk();
  const taken = all.filter((one) => one.conversation === id && one.state === "sent").length;
  useEffect(() => {
    if (taken) void desk?.freshen(id);
  }, [desk, id, taken]);
  return useMemo(() => {
    const there = new Set(said.items.map((one) => one.id));
    const parcels = all.filter((one) => one.conversation === id && !(one.message && there.has(one.message)));
    return entriesOf({ messages: said.items, whole: said.next === null, notes: noted, events, parcels, readTo });
  }, [said, noted, events, all, id, readTo]);
}

/** Returns the last message that had been read, when so many of what came in are unread; null where all was. */
function unreadFrom(items: readonly Message[], unread: number): number | null {
  const came = items.filter((one) => one.direction === "in");
  return unread > 0 ? (came.at(-unread - 1)?.id ?? 0) : null;
}

function useOlder(id: number, cursor: string | null) {
  const client = useQueryClient();
  const loading = useRef(false);
  return {
    more: cursor !== null,
    load: () => {
      if (loading.current || cursor === null) return;
      loading.current = true;
      earlier(id, cursor)
        .then((page) =>
          client.setQueryData(thread(id).queryKey, (now) => now && { items: [...page.items, ...now.items], next: page.next }),
        )
        .catch(() => {})
        .finally(() => (loading.current = false));
    },
  };
}
