/** A message as a bubble: whoever said it, whatever it holds, how far it got. */
import { Bot, Forward, Reply } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { thread, type Conversation, type Message } from "../api/queries";
import { useMe } from "../app/session";
import { clock, full } from "../i18n/dates";
import { useLanguage, useWords } from "../i18n/words";
import { marked } from "../text/marks";
import { IconButton } from "../ui/icon-button";
import { classes } from "../ui/classes";
import { Content } from "./content";
import { useKindWords } from "./kinds";
import { Mark } from "./mark";
import { useCan } from "./moves";

type Props = { message: Message; first: boolean; found: Conversation; onReply: (message: Message) => void };

export function Bubble({ message, first, found, onReply }: Props) {
  const words = useWords();
  const can = useCan(found);
  const out = message.direction === "out";
  const me = useMe();
  const mine = message.user?.id === me.id;
  const said = message.author === "bot" ? words.theBot : message.user?.name;
  return (
    <div className={classes("group flex items-center gap-1", out && "flex-row-reverse", first ? "pt-2.5" : "pt-0.5")}>
      <article
        aria-label={out ? words.saidBy(said ?? words.theTeam) : words.saidBy(found.name || words.nameless(found.contact))}
        className={classes(
          "relative max-w-[85%] min-w-20 rounded-lg px-3 py-1.5 shadow-sm wide:max-w-[70%]",
          out ? "bg-bubble-out" : "bg-bubble-in",
          first && (out ? "rounded-tr-sm" : "rounded-tl-sm"),
        )}
      >
        {first && out && said && !mine && (
          <p className="flex items-center gap-1 text-xs font-semibold text-accent">
            {message.author === "bot" && <Bot size={13} aria-hidden />}
            {said}
          </p>
        )}
        {message.forwarded && (
          <p className="flex items-center gap-1 text-xs text-muted italic">
            <Forward size={13} aria-hidden />
            {words.forwarded}
          </p>
        )}
        {message.reply_to && <Quote id={found.id} of={message.reply_to} />}
        <Content message={message} part="above" />
        {message.text && <p className="wrap-anywhere whitespace-pre-wrap">{marked(message.text)}</p>}
        <Content message={message} part="below" />
        <Foot message={message} />
      </article>
      {can.speak && (
        <IconButton
          icon={Reply}
          name={words.replyTo}
          size={16}
          onClick={() => onReply(message)}
          className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-60"
        />
      )}
    </div>
  );
}

function Foot({ message }: { message: Message }) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  return (
    <>
      <p className="flex items-center justify-end gap-1 text-xs text-muted" title={full(language, message.created_at)}>
        {message.repeated && <span>{words.repeated}</span>}
        {clock(language, message.created_at)}
        {message.direction === "out" && <Mark status={message.status} />}
      </p>
      {message.error && <p className="text-xs text-danger">{message.error}</p>}
      {message.reactions.length > 0 && (
        <p className="absolute right-2 -bottom-3 rounded-full border border-line bg-surface px-1.5 text-sm shadow-sm">
          {message.reactions.map((one) => (
            <span key={`${one.direction}${one.user?.id ?? ""}`} title={one.user?.name}>
              {one.emoji}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

/** What a message answers, as far as it is loaded. */
function Quote({ id, of }: { id: number; of: number }) {
  const kind = useKindWords();
  const words = useWords();
  const found = useQueryClient().getQueryData(thread(id).queryKey)?.items.find((one) => one.id === of);
  return (
    <blockquote className="mb-1 rounded-sm border-l-4 border-accent bg-hover px-2 py-1 text-sm text-muted">
      <span className="line-clamp-2">{found ? found.text || kind(found.message_type) : words.earlierMessage}</span>
    </blockquote>
  );
}
