/** Doing something with a conversation, and what of it the one who looks can do. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call, freshKey, type Answer } from "../api/client";
import type { Conversation } from "../api/queries";
import { useMay, useMe } from "../app/session";
import { useProblemWords } from "../i18n/words";
import { toast } from "../ui/toast";
import { canDo, type Can, type Standing } from "./can";

export function useCan(one: Standing | undefined): Can {
  const me = useMe();
  const may = useMay();
  if (!one) return { take: false, takeOver: false, handOn: false, speak: false, reopen: false };
  return canDo(one, me.id, { write: may("conversations.write"), assign: may("conversations.assign") }, Date.now());
}

export type Move =
  | { do: "take"; takeover?: boolean }
  | { do: "return" }
  | { do: "reopen" }
  | { do: "close"; reason: string }
  | { do: "transfer"; to: { user: number } | { area: string }; reason: string; note: string };

type Owned = Answer<"POST /api/conversations/{id}/take">;

function make(id: number, move: Move): Promise<Owned> {
  const given = { params: { id }, key: freshKey() };
  switch (move.do) {
    case "take":
      return call("POST /api/conversations/{id}/take", { ...given, body: { takeover: move.takeover ?? false } });
    case "return":
      return call("POST /api/conversations/{id}/return", { ...given, body: {} });
    case "reopen":
      return call("POST /api/conversations/{id}/reopen", { ...given, body: {} });
    case "close":
      return call("POST /api/conversations/{id}/close", { ...given, body: { reason: move.reason } });
    case "transfer":
      return call("POST /api/conversations/{id}/transfer", {
        ...given,
        body: { ...move.to, reason: move.reason, ...(move.note ? { note: move.note } : {}) },
      });
  }
}

export function useMove(id: number) {
  const client = useQueryClient();
  const told = useProblemWords();
  return useMutation({
    mutationFn: (move: Move) => make(id, move),
    onSuccess: (owned) => {
      client.setQueryData(["conversation", id], (now: Conversation | undefined) => now && { ...now, ...owned });
      void client.invalidateQueries({ queryKey: ["list"] });
      void client.invalidateQueries({ queryKey: ["events", id] });
    },
    onError: (error) => {
      toast(told(error), true);
      void client.invalidateQueries({ queryKey: ["conversation", id] });
    },
  });
}
