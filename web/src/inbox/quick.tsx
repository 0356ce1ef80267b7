/** Quick replies: "/" and the beginning of a shortcut or title; what is picked comes as it would be said here. */
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { call } from "../api/client";
import { quickReplies, type QuickReply } from "../api/queries";
import { useProblemWords, useWords } from "../i18n/words";
import { plain } from "../text/plain";
import { classes } from "../ui/classes";
import { toast } from "../ui/toast";

const MOST = 8;
const ID = "quick-replies";

/** Returns the replies that fit what is written after "/", those whose shortcut begins with it first. */
export function fitting(all: readonly QuickReply[], text: string): QuickReply[] {
  const wanted = plain(text.slice(1));
  const starts = (one: QuickReply) => plain(one.shortcut).startsWith(wanted);
  const has = (one: QuickReply) => starts(one) || plain(`${one.title} ${one.text}`).includes(wanted);
  return all.filter(has).sort((one, other) => Number(starts(other)) - Number(starts(one))).slice(0, MOST);
}

export function useQuick(conversation: number, text: string, put: (text: string) => void) {
  const words = useWords();
  const told = useProblemWords();
  const asked = /^\/\S*$/.test(text);
  const { data = [] } = useQuery({ ...quickReplies, enabled: asked });
  const [at, setAt] = useState(0);
  const [left, setLeft] = useState("");
  const found = asked && left !== text ? fitting(data, text) : [];
  const current = Math.min(at, found.length - 1);

  async function pick(reply: QuickReply) {
    try {
      const params = { id: conversation, reply: reply.id };
      const shown = await call("GET /api/conversations/{id}/quick-replies/{reply}", { params });
      put(shown.text);
      if (shown.unknown.length) toast(words.unknownFields(shown.unknown.join(", ")));
    } catch (error) {
      toast(told(error), true);
    }
  }

  return {
    open: found.length > 0,
    found,
    current,
    pick: (reply: QuickReply) => void pick(reply),
    ask(field: HTMLTextAreaElement | null) {
      setLeft("");
      put("/");
      field?.focus();
    },
    /** Does what a key does to the list. Returns whether it did anything. */
    press(event: KeyboardEvent): boolean {
      const chosen = found[current];
      if (!chosen) return false;
      if (event.key === "ArrowDown") setAt((current + 1) % found.length);
      else if (event.key === "ArrowUp") setAt((current - 1 + found.length) % found.length);
      else if (event.key === "Enter" || event.key === "Tab") void pick(chosen);
      else if (event.key === "Escape") setLeft(text);
      else return false;
      event.preventDefault();
      return true;
    },
    wiring: found.length
      ? { "aria-controls": ID, "aria-activedescendant": `${ID}-${found[current]?.id}`, "aria-autocomplete": "list" as const }
      : {},
  };
}

type Props = { found: readonly QuickReply[]; current: number; pick: (reply: QuickReply) => void };

export function QuickReplies({ found, current, pick }: Props) {
  const words = useWords();
  return (
    <ul
      id={ID}
      role="listbox"
      aria-label={words.quickReplies}
      className="absolute right-2 bottom-full left-2 z-20 mb-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-xl wide:right-4 wide:left-4"
    >
      {found.map((one, at) => (
        <li
          key={one.id}
          id={`${ID}-${one.id}`}
          role="option"
          aria-selected={at === current}
          tabIndex={-1}
          onMouseDown={(event) => {
            event.preventDefault();
            pick(one);
          }}
          className={classes("flex cursor-pointer items-baseline gap-3 rounded-sm px-2 py-1.5", at === current && "bg-hover")}
        >
          <span className="shrink-0 font-mono text-sm text-accent">/{one.shortcut}</span>
          <span className="truncate text-muted">{one.title || one.text}</span>
        </li>
      ))}
    </ul>
  );
}
