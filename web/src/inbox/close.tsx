/** Asks why a conversation is closed: one press for the usual reasons. */
import { useState } from "react";
import { useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { Actions, Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";

type Props = { onClose: () => void; onPick: (reason: string) => void; busy: boolean };

export function CloseDialog({ onClose, onPick, busy }: Props) {
  const words = useWords();
  const [reason, setReason] = useState(words.closeReasons[0] ?? "");
  return (
    <Dialog title={words.closeConversation} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onPick(reason.trim());
        }}
      >
        <div className="mb-3 flex flex-wrap gap-2">
          {words.closeReasons.map((one) => (
            <Button key={one} look={one === reason ? "primary" : "plain"} aria-pressed={one === reason} onClick={() => setReason(one)}>
              {one}
            </Button>
          ))}
        </div>
        <TextField label={words.reason} value={reason} required maxLength={191} onChange={(event) => setReason(event.target.value)} />
        <Actions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={busy || !reason.trim()}>
            {words.closeConversation}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
