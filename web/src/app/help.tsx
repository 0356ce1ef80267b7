/** Shows which keys there are. */
import { useWords } from "../i18n/words";
import { Dialog } from "../ui/dialog";
import { Keys } from "../ui/keys";
import { KEYS, type CommandId } from "./commands";

export function Help({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const told: Record<CommandId, string> = {
    next: words.keyNext, previous: words.keyPrevious, nextUnread: words.keyNextUnread, take: words.take, transfer: words.transfer,
    close: words.closeConversation, reply: words.reply, note: words.note, context: words.keyContext, search: words.searchAll,
  };
  return (
    <Dialog title={words.shortcuts} onClose={onClose}>
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
