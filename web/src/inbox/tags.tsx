/** The tags of a conversation: taken off by their cross, put on from those that there are. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { call } from "../api/client";
import { tags, type Conversation } from "../api/queries";
import { useMay } from "../app/session";
import { useProblemWords, useWords } from "../i18n/words";
import { Dot } from "../ui/badge";
import { Menu, MenuRow } from "../ui/menu";
import { toast } from "../ui/toast";

export function Tags({ found }: { found: Conversation }) {
  const words = useWords();
  const may = useMay();
  const client = useQueryClient();
  const told = useProblemWords();
  const { data: known = [] } = useQuery(tags);
  const change = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) => call("PATCH /api/conversations/{id}/tags", { params: { id: found.id }, body }),
    onSuccess: (after) => {
      client.setQueryData(["conversation", found.id], (now: Conversation | undefined) => now && { ...now, ...after });
      void client.invalidateQueries({ queryKey: ["list"] });
    },
    onError: (error) => toast(told(error), true),
  });
  const free = known.filter((one) => !found.tags.includes(one.name));
  const colour = (name: string) => known.find((one) => one.name === name)?.colour;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {found.tags.map((name) => (
        <span key={name} className="inline-flex items-center rounded-sm bg-hover">
          <Dot colour={colour(name)}>{name}</Dot>
          {may("conversations.write") && (
            <button type="button" aria-label={words.removeTag(name)} onClick={() => change.mutate({ remove: [name] })} className="flex size-6 items-center justify-center rounded-sm hover:bg-line">
              <X size={12} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {!found.tags.length && <span className="text-muted">{words.noTags}</span>}
      {may("conversations.write") && free.length > 0 && (
        <Menu
          label={words.addTag}
          trigger={
            <button type="button" className="inline-flex h-7 items-center gap-1 rounded-sm border border-control px-2 text-xs hover:bg-hover">
              <Plus size={12} aria-hidden />
              {words.addTag}
            </button>
          }
        >
          {free.map((one) => (
            <MenuRow key={one.id} onPick={() => change.mutate({ add: [one.name] })}>
              <Dot colour={one.colour}>{one.name}</Dot>
            </MenuRow>
          ))}
        </Menu>
      )}
    </div>
  );
}
