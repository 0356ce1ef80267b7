/** The quick replies: what operators say again and again, for everybody or for some areas. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client";
import { quickReplies, type QuickReply } from "../api/queries";
import { useMay } from "../app/session";
import { useProblemWords, useWords } from "../i18n/words";
import { Dot } from "../ui/badge";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { Empty, Failed, RowSkeletons } from "../ui/states";
import { toast } from "../ui/toast";
import { QuickReplyForm } from "./quick-reply-form";

export function QuickRepliesPage() {
  const words = useWords();
  const may = useMay();
  const query = useQuery(quickReplies);
  const [editing, setEditing] = useState<QuickReply | "new" | null>(null);
  const manage = may("quick_replies.manage");
  const rows = query.data ?? [];
  return (
    <div>
      <header className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 className="text-xl font-semibold">{words.quickReplies}</h2>
          <p className="text-muted">{words.quickRepliesMore}</p>
        </div>
        {manage && (
          <Button look="primary" icon={Plus} onClick={() => setEditing("new")}>
            {words.newQuickReply}
          </Button>
        )}
      </header>
      {query.isPending && <RowSkeletons count={3} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && !rows.length && <Empty icon={Zap} title={words.noQuickReplies} />}
      {rows.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {rows.map((one) => (
            <Row key={one.id} reply={one} manage={manage} onEdit={() => setEditing(one)} />
          ))}
        </ul>
      )}
      {editing && <QuickReplyForm reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Row({ reply, manage, onEdit }: { reply: QuickReply; manage: boolean; onEdit: () => void }) {
  const words = useWords();
  const told = useProblemWords();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => call("DELETE /api/quick-replies/{id}", { params: { id: reply.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: quickReplies.queryKey }),
    onError: (error) => toast(told(error), true),
  });
  return (
    <li className="flex flex-wrap items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-mono text-accent">/{reply.shortcut}</span>
          <span className="font-medium">{reply.title}</span>
          {reply.areas.map((area) => (
            <Dot key={area}>{area}</Dot>
          ))}
        </p>
        <p className="line-clamp-3 wrap-anywhere whitespace-pre-wrap text-muted">{reply.text}</p>
      </div>
      {manage && !sure && (
        <span className="flex gap-1">
          <IconButton icon={Pencil} name={words.editOf(reply.shortcut)} size={16} onClick={onEdit} />
          <IconButton icon={Trash2} name={words.removeOf(reply.shortcut)} size={16} onClick={() => setSure(true)} />
        </span>
      )}
      {sure && (
        <span className="flex gap-2">
          <Button onClick={() => setSure(false)}>{words.cancel}</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {words.remove}
          </Button>
        </span>
      )}
    </li>
  );
}
