/** Hears keys for the whole page, and shows which there are. */
import { useEffect } from "react";
import { create } from "zustand";
import { useWords } from "../i18n/words";
import { Dialog } from "../ui/dialog";
import { Keys } from "../ui/keys";
import { combination, KEYS, press, type CommandId } from "./commands";

export const useHelp = create<{ open: boolean }>(() => ({ open: false }));

const writes = (place: EventTarget | null) => place instanceof HTMLElement && Boolean(place.closest("input, textarea, select, [contenteditable]"));

export function Shortcuts() {
  const words = useWords();
  const open = useHelp((help) => help.open);
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      if (event.isComposing || document.querySelector("dialog[open]")) return;
      if (event.key === "?" && !writes(event.target)) useHelp.setState({ open: true });
      else if ((event.altKey !== event.ctrlKey || event.metaKey) && press(combination(event))) event.preventDefault();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  if (!open) return null;
  const told: Record<CommandId, string> = {
    next: words.keyNext, previous: words.keyPrevious, nextUnread: words.keyNextUnread, take: words.take, transfer: words.transfer,
    close: words.closeConversation, reply: words.reply, note: words.note, context: words.keyContext, search: words.searchAll,
  };
  return (
    <Dialog title={words.shortcuts} onClose={() => useHelp.setState({ open: false })}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
        {(Object.keys(KEYS) as CommandId[]).map((id) => (
          <div key={id} className="contents">
            <dt>{told[id]}</dt>
            <dd>
              <Keys keys={KEYS[id]} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
