/** Gives a conversation to an area or a colleague, with the reason and a note for whoever takes it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { areas, users } from "../api/queries";
import { useMay, useMe } from "../app/session";
import { useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { Actions, Dialog } from "../ui/dialog";
import { Checkbox, Select, TextArea, TextField } from "../ui/field";
import type { Move } from "./moves";

type Transfer = Extract<Move, { do: "transfer" }>;
type Props = { onClose: () => void; onPick: (move: Transfer) => void; busy: boolean };

export function TransferDialog({ onClose, onPick, busy }: Props) {
  const words = useWords();
  const me = useMe();
  const may = useMay();
  const { data: places = [] } = useQuery({ ...areas, enabled: may("areas.read") });
  const { data: people = [] } = useQuery({ ...users, enabled: may("users.read") });
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [present, setPresent] = useState(false);
  const colleagues = people.filter((one) => one.active && one.id !== me.id && (!present || one.presence === "available"));

  return (
    <Dialog title={words.transfer} onClose={onClose}>
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          const [kind, which = ""] = [to.slice(0, 4), to.slice(5)];
          onPick({ do: "transfer", to: kind === "area" ? { area: which } : { user: Number(which) }, reason: reason.trim(), note: note.trim() });
        }}
      >
        <Select label={words.transferTo} value={to} required onChange={(event) => setTo(event.target.value)}>
          <option value="" disabled>
            {words.pick}
          </option>
          <optgroup label={words.areas}>
            {places.filter((one) => one.active).map((one) => (
              <option key={one.id} value={`area:${one.name}`}>
                {one.name}
              </option>
            ))}
          </optgroup>
          <optgroup label={words.people}>
            {colleagues.map((one) => (
              <option key={one.id} value={`user:${one.id}`}>
                {words.personWith(one.name || one.username, { available: words.available, away: words.away, offline: words.absent }[one.presence])}
              </option>
            ))}
          </optgroup>
        </Select>
        <Checkbox label={words.onlyPresent} checked={present} onChange={(event) => setPresent(event.target.checked)} />
        <TextField label={words.reason} value={reason} required maxLength={191} onChange={(event) => setReason(event.target.value)} />
        <TextArea label={words.transferNote} hint={words.transferNoteHint} rows={3} value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
        <Actions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={busy || !to || !reason.trim()}>
            {words.transfer}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
