/** One conversation in a list. */
import { Link } from "@tanstack/react-router";
import { Bot, Clock, UserRound } from "lucide-react";
import { memo } from "react";
import type { Listed } from "../api/queries";
import { useMe } from "../app/session";
import { brief } from "../i18n/dates";
import { useLanguage, useWords } from "../i18n/words";
import { useStatus } from "../live/status";
import { Avatar } from "../ui/avatar";
import { Badge, Count, Dot } from "../ui/badge";
import { classes } from "../ui/classes";
import { useAreaColour, useUserName } from "./known";
import { Mark } from "./mark";
import { useKindWords } from "./kinds";
import type { View } from "./views";

type Props = { row: Listed; view: View; current: boolean };

export const Row = memo(function Row({ row, view, current }: Props) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  const name = row.name || words.nameless(row.contact);
  return (
    <Link
      to="/inbox/$view/$id"
      params={{ view, id: String(row.id) }}
      search
      preload={false}
      aria-current={current ? "true" : undefined}
      className={classes(
        "mx-1.5 flex h-full items-center gap-3 rounded-lg px-2 -outline-offset-2",
        current ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <Avatar name={name} seed={row.contact} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className={classes("min-w-0 flex-1 truncate", row.unread ? "font-bold" : "font-semibold")}>{name}</span>
          <time dateTime={new Date(row.active_at).toISOString()} className={classes("text-xs", row.unread ? "font-semibold text-accent" : "text-muted")}>
            {brief(language, words, row.active_at, Date.now())}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <Snippet row={row} />
          <Count number={row.unread} label={words.unreadMessages(row.unread)} />
        </span>
        <span className="mt-0.5 flex h-5 items-center gap-1.5 overflow-hidden">
          <Whose row={row} />
        </span>
      </span>
    </Link>
  );
});

function Snippet({ row: { id, last, unread } }: { row: Listed }) {
  const words = useWords();
  const kind = useKindWords();
  const typing = useStatus((status) => status.present[id]?.find((one) => one.typing)?.name);
  if (typing) return <span className="flex-1 truncate text-sm text-accent">{words.typing(typing)}</span>;
  if (!last) return <span className="flex-1 truncate text-sm text-muted">{words.nothingSaid}</span>;
  return (
    <span className={classes("flex min-w-0 flex-1 items-center gap-1 text-sm", unread ? "text-fg" : "text-muted")}>
      {last.direction === "out" && <Mark status={last.status} small />}
      <span className="truncate">{last.text || kind(last.message_type)}</span>
    </span>
  );
}

/** Whose it is, as small as it goes: the area, and who has it where that is not oneself. */
function Whose({ row }: { row: Listed }) {
  const words = useWords();
  const me = useMe();
  const nameOf = useUserName();
  const colour = useAreaColour(row.area);
  return (
    <>
      {row.area && <Dot colour={colour}>{row.area}</Dot>}
      {row.owner === "bot" && (
        <Badge>
          <Bot size={12} aria-hidden />
          {words.ownerBot}
        </Badge>
      )}
      {row.owner === "queue" && (
        <Badge tone="warn">
          <Clock size={12} aria-hidden />
          {words.ownerQueue}
        </Badge>
      )}
      {row.owner === "paused" && <Badge>{words.ownerPaused}</Badge>}
      {row.assignee !== null && row.assignee !== me.id && (
        <Badge>
          <UserRound size={12} aria-hidden />
          {nameOf(row.assignee)}
        </Badge>
      )}
      {row.tags.slice(0, 2).map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </>
  );
}
