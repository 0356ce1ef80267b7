/** An open conversation: what was said, what to say, and who it is. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { EyeOff } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { create } from "zustand";
import { Problem } from "../api/client";
import { conversation, type Message } from "../api/queries";
import { useCommands } from "../app/commands";
import { useDesk } from "../app/live";
import { useWords } from "../i18n/words";
import { Empty, Failed } from "../ui/states";
import { Composer } from "./composer";
import { Header } from "./header";
import { Thread } from "./thread";

const Context = lazy(async () => ({ default: (await import("./context")).Context }));

/** Whether the pane beside the thread is open: kept from one conversation to the next. */
const WIDE = "(min-width: 1200px)";
export const useContextPane = create<{ open: boolean }>(() => ({ open: matchMedia(WIDE).matches }));

export function Pane() {
  const { id: written } = useParams({ from: "/shell/inbox/$view/$id" });
  const id = Number(written);
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: number }) {
  const words = useWords();
  const desk = useDesk();
  const query = useQuery(conversation(id));
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const open = useContextPane((pane) => pane.open);
  useEffect(() => {
    desk?.view(id);
    return () => desk?.view(null);
  }, [desk, id]);
  useCommands({ context: () => useContextPane.setState({ open: !open }) });

  if (query.error instanceof Problem && query.error.status === 404)
    return (
      <Empty icon={EyeOff} title={words.notYours}>
        <p>{words.notYoursMore}</p>
      </Empty>
    );
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="relative flex h-full">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <Header id={id} found={query.data} />
        <Thread id={id} found={query.data} onReply={setReplyTo} />
        {query.data && <Composer found={query.data} replyTo={replyTo} onReplied={() => setReplyTo(null)} />}
      </div>
      {open && query.data && (
        <Suspense fallback={<div className="w-[320px] shrink-0 border-l border-line bg-surface max-full:hidden" />}>
          <Context found={query.data} onClose={() => useContextPane.setState({ open: false })} />
        </Suspense>
      )}
    </div>
  );
}
