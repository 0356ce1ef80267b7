/** Changes the name of a contact and what is kept of them. Whoever changed it meanwhile is not written over. */
import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { call, Problem, type Answer, type Tagged } from "../api/client";
import { useProblemWords, useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { Actions, Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";

type Props = { id: number; seen: Tagged<Answer<"GET /api/contacts/{id}">>; onClose: () => void };

export function ContactForm({ id, seen, onClose }: Props) {
  const words = useWords();
  const told = useProblemWords();
  const texts = Object.entries(seen.value.fields).filter((one): one is [string, string] => typeof one[1] === "string");
  const [name, setName] = useState(seen.value.name);
  const [fields, setFields] = useState<Record<string, string>>(Object.fromEntries(texts));
  const [added, setAdded] = useState("");
  const save = useMutation({
    mutationFn: () => {
      const changed = Object.entries(fields).filter(([field, value]) => value !== seen.value.fields[field]);
      const body = { name, fields: Object.fromEntries(changed.map(([field, value]) => [field, value || null])) };
      return call("PATCH /api/contacts/{id}", { params: { id }, body, match: seen.tag });
    },
    onSuccess: onClose,
  });
  const problem = save.error && (save.error instanceof Problem && save.error.code === "changed" ? words.changedMeanwhile : told(save.error));
  return (
    <Dialog title={words.editContact} onClose={onClose}>
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField label={words.name} value={name} maxLength={256} onChange={(event) => setName(event.target.value)} />
        {Object.entries(fields).map(([field, value]) => (
          <TextField key={field} label={field} value={value} onChange={(event) => setFields({ ...fields, [field]: event.target.value })} />
        ))}
        <div className="flex items-end gap-2">
          <div className="flex-1">
            <TextField label={words.addField} placeholder={words.addFieldHint} value={added} maxLength={64} onChange={(event) => setAdded(event.target.value)} />
          </div>
          <Button
            icon={Plus}
            className="mb-6 h-10"
            disabled={!/^[a-z_][a-z0-9_]*$/i.test(added) || added in fields}
            onClick={() => {
              setFields({ ...fields, [added]: "" });
              setAdded("");
            }}
          >
            {words.add}
          </Button>
        </div>
        <p role="alert" className="text-danger">
          {problem}
        </p>
        <Actions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {words.save}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
