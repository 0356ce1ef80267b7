/** Says why one cannot write here, and offers what changes that. */
import { Bot, Clock, Hand, Lock, RotateCcw } from "lucide-react";
import type { Conversation } from "../api/queries";
import { useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { useUserName } from "./known";
import type { Can } from "./can";
import { useMove } from "./moves";

export function Locked({ found, can }: { found: Conversation; can: Can }) {
  const words = useWords();
  const nameOf = useUserName();
  const move = useMove(found.id);
  const why = !found.opened
    ? words.lockedClosed
    : found.owner === "bot"
      ? words.lockedBot
      : found.owner === "human" && found.assignee
        ? words.lockedOther(nameOf(found.assignee))
        : words.lockedQueue;
  const Icon = !found.opened ? Lock : found.owner === "bot" ? Bot : Clock;
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-2 rounded-lg bg-hover px-3 py-2">
      <p className="flex items-center gap-2 text-muted">
        <Icon size={18} aria-hidden />
        {why}
      </p>
      {can.take && (
        <Button look="primary" icon={Hand} disabled={move.isPending} onClick={() => move.mutate({ do: "take" })}>
          {words.takeToAnswer}
        </Button>
      )}
      {can.takeOver && (
        <Button icon={Hand} disabled={move.isPending} onClick={() => move.mutate({ do: "take", takeover: true })}>
          {words.takeOver}
        </Button>
      )}
      {can.reopen && (
        <Button icon={RotateCcw} disabled={move.isPending} onClick={() => move.mutate({ do: "reopen" })}>
          {words.reopen}
        </Button>
      )}
    </div>
  );
}
