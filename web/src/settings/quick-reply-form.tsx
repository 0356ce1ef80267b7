/** Makes a quick reply or changes one; what somebody else changed meanwhile is not written over. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call, freshKey, Problem, read } from "../api/client";
import { areas, quickReplies, type QuickReply } from "../api/queries";
import { useMay } from "../app/session";
import { useProblemWords, useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { Actions, Dialog } from "../ui/dialog";
import { Checkbox, TextArea, TextField } from "../ui/field";

type Wanted = Pick<QuickReply, "shortcut" | "title" | "text" | "areas">;

export function QuickReplyForm({ reply, onClose }: { reply: QuickReply | null; onClose: () => void }) {
  const words = useWords();
  const told = useProblemWords();
  const may = useMay();
  const client = useQueryClient();
  const { data: places = [] } = useQuery({ ...areas, enabled: may("areas.read") });
  const [chosen, setChosen] = useState<readonly string[]>(reply?.areas ?? []);
  const [key] = useState(freshKey);
  // The version that is shown is the one that is changed.
  const seen = useQuery({
    queryKey: ["quick-reply", reply?.id],
    queryFn: () => read("GET /api/quick-replies/{id}", { params: { id: reply?.id ?? 0 } }),
    enabled: reply !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const save = useMutation({
    mutationFn: (body: Wanted) =>
      reply
        ? call("PATCH /api/quick-replies/{id}", { params: { id: reply.id }, body, match: seen.data?.tag ?? "" })
        : call("POST /api/quick-replies", { body, key }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: quickReplies.queryKey });
      onClose();
    },
  });
  const problem = save.error && (save.error instanceof Problem && save.error.code === "changed" ? words.changedMeanwhile : told(save.error));

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [shortcut, title, text] = ["shortcut", "title", "text"].map((name) => String(form.get(name)).trim());
    save.mutate({ shortcut: shortcut ?? "", title: title ?? "", text: text ?? "", areas: [...chosen] });
  }

  return (
    <Dialog title={reply ? words.editOf(reply.shortcut) : words.newQuickReply} onClose={onClose}>
      <form className="flex flex-col gap-1" onSubmit={submit}>
        <TextField label={words.shortcut} hint={words.shortcutHint} name="shortcut" defaultValue={reply?.shortcut} required maxLength={64} />
        <TextField label={words.title} name="title" defaultValue={reply?.title} maxLength={191} />
        <TextArea label={words.text} hint={words.textHint} name="text" defaultValue={reply?.text} required maxLength={10_000} />
        <fieldset>
          <legend className="font-medium">{words.areas}</legend>
          <p className="text-sm text-muted">{words.areasHint}</p>
          <div className="flex flex-wrap gap-x-4">
            {places.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={chosen.includes(name)}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))}
              />
            ))}
          </div>
        </fieldset>
        <p role="alert" className="text-danger">
          {problem}
        </p>
        <Actions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending || (reply !== null && !seen.data)}>
            {words.save}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
