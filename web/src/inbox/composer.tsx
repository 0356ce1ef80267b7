/** Where one writes: an answer or a note, with what was written before, quick replies by "/", and what keeps one from writing. */
import { useQueryClient } from "@tanstack/react-query";
import { SendHorizontal, StickyNote, X, Zap } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { call, freshKey } from "../api/client";
import { notes, type Conversation, type Message } from "../api/queries";
import { KEYS, useCommands } from "../app/commands";
import { useDesk } from "../app/live";
import { useMay, useMe } from "../app/session";
import { useProblemWords, useWords } from "../i18n/words";
import { draft, draftKey, useDrafts, type Kind } from "../outbox/drafts";
import { say } from "../outbox/outbox";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { classes } from "../ui/classes";
import { toast } from "../ui/toast";
import { Locked } from "./locked";
import { useKindWords } from "./kinds";
import { useCan } from "./moves";
import { QuickReplies, useQuick } from "./quick";

type Props = { found: Conversation; replyTo: Message | null; onReplied: () => void };

/** For how long one types without saying so again, in milliseconds. */
const TYPING = 4000;
const LONGEST: Record<Kind, number> = { reply: 16_384, note: 10_000 };

export function Composer({ found, replyTo, onReplied }: Props) {
  const words = useWords();
  const may = useMay();
  const me = useMe();
  const can = useCan(found);
  const [kind, setKind] = useState<Kind>("reply");
  const field = useRef<HTMLTextAreaElement>(null);
  const key = draftKey(me.id, found.id, kind);
  const text = useDrafts((drafts) => drafts.texts[key] ?? "");
  const write = useWriting(found, kind, key, onReplied);
  const quick = useQuick(found.id, kind === "reply" && can.speak ? text : "", (said) => draft(key, said));
  const open = can.speak || kind === "note";
  const turn = (to: Kind) => {
    setKind(to);
    requestAnimationFrame(() => field.current?.focus());
  };
  useCommands({ reply: () => turn("reply"), note: () => turn("note") });
  useEffect(() => grow(field.current), [text, kind]);
  useEffect(() => {
    if (replyTo) field.current?.focus();
  }, [replyTo]);
  useEffect(() => {
    if (can.speak && matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, [can.speak]);

  if (!may("conversations.write")) return null;
  const send = () => write.send(text, replyTo?.id ?? null);
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (quick.press(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && replyTo) onReplied();
  };

  return (
    <div className={classes("relative shrink-0 border-t border-line px-2 pt-1 pb-2 wide:px-4", kind === "note" ? "bg-note" : "bg-surface")}>
      <div role="tablist" aria-label={words.composer} className="flex gap-1">
        <Tab on={kind === "reply"} keys={KEYS.reply} onPick={() => turn("reply")} icon={SendHorizontal} name={words.reply} />
        <Tab on={kind === "note"} keys={KEYS.note} onPick={() => turn("note")} icon={StickyNote} name={words.note} />
      </div>
      {open ? (
        <>
          {quick.open && <QuickReplies {...quick} />}
          {replyTo && kind === "reply" && <Answered message={replyTo} onDrop={onReplied} />}
          <div className="flex items-end gap-2">
            {kind === "reply" && <IconButton icon={Zap} name={words.quickReplies} onClick={() => quick.ask(field.current)} />}
            <textarea
              ref={field}
              rows={1}
              aria-label={kind === "note" ? words.writeNote : words.writeReply}
              placeholder={kind === "note" ? words.writeNote : words.writeReply}
              value={text}
              maxLength={LONGEST[kind]}
              {...quick.wiring}
              onChange={(event) => {
                draft(key, event.target.value);
                write.typing();
              }}
              onKeyDown={press}
              onBlur={write.still}
              className="max-h-48 min-h-10 flex-1 resize-none rounded-lg border border-control bg-raised px-3 py-2 text-fg"
            />
            <Button look="primary" icon={SendHorizontal} disabled={!text.trim() || write.busy} onClick={send} className="h-10 max-wide:px-3">
              <span className="max-wide:sr-only">{kind === "note" ? words.saveNote : words.send}</span>
            </Button>
          </div>
        </>
      ) : (
        <Locked found={found} can={can} />
      )}
    </div>
  );
}

/** Sends what is written, and says that one writes. */
function useWriting(found: Conversation, kind: Kind, key: string, onReplied: () => void) {
  const me = useMe();
  const desk = useDesk();
  const client = useQueryClient();
  const told = useProblemWords();
  const [busy, setBusy] = useState(false);
  const typedAt = useRef(0);
  const still = () => {
    if (typedAt.current) desk?.line.typing(found.id, false);
    typedAt.current = 0;
  };
  return {
    busy,
    still,
    typing() {
      if (kind === "note" || Date.now() - typedAt.current < TYPING) return;
      typedAt.current = Date.now();
      desk?.line.typing(found.id, true);
    },
    send(written: string, replyTo: number | null) {
      const text = written.trim();
      if (!text || busy) return;
      if (kind === "reply") {
        say(me.id, found.id, text, replyTo);
        draft(key, "");
        still();
        onReplied();
        return;
      }
      setBusy(true);
      call("POST /api/conversations/{id}/notes", { params: { id: found.id }, body: { text }, key: freshKey() })
        .then(() => {
          draft(key, "");
          return client.invalidateQueries({ queryKey: notes(found.id).queryKey });
        })
        .catch((error: unknown) => toast(told(error), true))
        .finally(() => setBusy(false));
    },
  };
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

type TabProps = { on: boolean; keys: string; onPick: () => void; icon: typeof Zap; name: string };

function Tab({ on, keys, onPick, icon: Icon, name }: TabProps) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={on}
      aria-keyshortcuts={keys}
      onClick={onPick}
      className={classes("flex h-8 items-center gap-1.5 border-b-2 px-2 text-sm font-medium", on ? "border-accent text-fg" : "border-transparent text-muted")}
    >
      <Icon size={14} aria-hidden />
      {name}
    </button>
  );
}

function Answered({ message, onDrop }: { message: Message; onDrop: () => void }) {
  const words = useWords();
  const kind = useKindWords();
  return (
    <div className="mb-1 flex items-center gap-2 rounded-sm border-l-4 border-accent bg-hover px-2 py-1 text-sm text-muted">
      <span className="line-clamp-1 flex-1">{message.text || kind(message.message_type)}</span>
      <IconButton icon={X} name={words.dropReply} size={14} onClick={onDrop} className="size-7" />
    </div>
  );
}
