/** One thing in a thread. */
import { CircleAlert, Clock, StickyNote } from "lucide-react";
import type { Conversation, Message } from "../api/queries";
import { clock, day, full } from "../i18n/dates";
import { useLanguage, useWords } from "../i18n/words";
import { discard, retry, type Parcel } from "../outbox/outbox";
import { marked } from "../text/marks";
import { Button } from "../ui/button";
import { Bubble } from "./bubble";
import type { Entry } from "./entries";
import { useEventWords } from "./events";

type Props = { entry: Entry; found: Conversation; onReply: (message: Message) => void };

export function EntryView({ entry, found, onReply }: Props) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  const told = useEventWords();
  switch (entry.kind) {
    case "day":
      return (
        <div className="flex justify-center py-3">
          <span className="rounded-full bg-surface px-3 py-0.5 text-xs font-medium text-muted shadow-sm first-letter:uppercase">
            {day(language, words, entry.at, Date.now())}
          </span>
        </div>
      );
    case "unread":
      return (
        <div className="flex items-center gap-3 py-2 text-xs font-semibold text-accent">
          <span className="h-px flex-1 bg-accent" />
          {words.unreadMessages(entry.count)}
          <span className="h-px flex-1 bg-accent" />
        </div>
      );
    case "event":
      return (
        <div className="flex justify-center py-1.5">
          <span className="max-w-[90%] text-center text-xs text-muted" title={full(language, entry.at)}>
            {told(entry.happened)} · {clock(language, entry.at)}
          </span>
        </div>
      );
    case "note":
      return (
        <div className="flex justify-center py-1.5">
          <div className="w-full max-w-xl rounded-lg bg-note px-3 py-2 text-fg shadow-sm">
            <p className="flex items-center gap-1.5 text-xs font-semibold text-warn">
              <StickyNote size={13} aria-hidden />
              {words.noteOf(entry.note.name)} · {clock(language, entry.at)}
            </p>
            <p className="wrap-anywhere whitespace-pre-wrap">{marked(entry.note.text)}</p>
          </div>
        </div>
      );
    case "message":
      return <Bubble message={entry.message} first={entry.first} found={found} onReply={onReply} />;
    case "parcel":
      return <ParcelView parcel={entry.parcel} first={entry.first} />;
  }
}

/** What one said and is not confirmed yet. */
function ParcelView({ parcel, first }: { parcel: Parcel; first: boolean }) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  const failed = parcel.state === "failed";
  return (
    <div className={`flex flex-col items-end ${first ? "pt-2" : "pt-0.5"}`}>
      <div className="max-w-[85%] rounded-lg rounded-tr-sm bg-bubble-out px-3 py-1.5 shadow-sm wide:max-w-[70%]">
        <p className="wrap-anywhere whitespace-pre-wrap">{marked(parcel.text)}</p>
        <p className="flex items-center justify-end gap-1 text-xs text-muted">
          {clock(language, parcel.at)}
          {failed ? <CircleAlert size={14} className="text-danger" aria-hidden /> : <Clock size={14} aria-hidden />}
          <span className="sr-only">{failed ? words.statusFailed : words.statusQueued}</span>
        </p>
      </div>
      {failed && (
        <p className="mt-1 flex flex-wrap items-center justify-end gap-2 text-sm text-danger" role="alert">
          {parcel.reason}
          <Button onClick={() => retry(parcel)}>{words.retry}</Button>
          <Button look="quiet" onClick={() => discard(parcel.key)}>
            {words.discard}
          </Button>
        </p>
      )}
    </div>
  );
}
