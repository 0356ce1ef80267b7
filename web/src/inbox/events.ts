/** What happened to a conversation, in words. */
import type { Happened } from "../api/queries";
import { useWords } from "../i18n/words";
import { useUserName } from "./known";

type Data = {
  who?: number | null;
  name?: string;
  reason?: string;
  area?: string;
  by?: string;
  to?: { area?: string | null; assignee?: number | null; owner?: string };
  add?: string[];
  remove?: string[];
};

export function useEventWords(): (one: Happened) => string {
  const words = useWords();
  const nameOf = useUserName();
  return ({ type, data }) => {
    const { who: user, name, reason, area, by, to } = data as Data;
    const others = by === "phone" ? words.thePhone : name ? words.theSystem : words.theBot;
    const who = user && name ? name : others;
    // What plugins tell is "plugin: more".
    const known = reason && words.reasons[reason.split(":")[0] ?? reason];
    const why = reason ? ` (${known ?? reason})` : "";
    const whom = to?.assignee ? nameOf(to.assignee) : (to?.area ?? area ?? "");
    const told: Record<string, string> = {
      "conversation.queued": words.didQueue(area ?? ""),
      "conversation.taken": words.didTake(who),
      "conversation.assigned": words.didAssign(who, whom),
      "conversation.transferred": words.didTransfer(who, whom),
      "conversation.returned": words.didReturn(who),
      "conversation.closed": words.didClose(who),
      "conversation.reopened": words.didReopen(who),
      "conversation.paused": words.didPause,
      "conversation.tagged": words.didTag(who),
    };
    return (told[type] ?? type) + why;
  };
}
