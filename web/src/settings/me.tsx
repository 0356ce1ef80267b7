/** One's own page: the password, and where one is logged in. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, type FormEvent } from "react";
import { call, freshKey } from "../api/client";
import { useMe } from "../app/session";
import { full } from "../i18n/dates";
import { useLanguage, useProblemWords, useWords } from "../i18n/words";
import { Avatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Failed } from "../ui/states";
import { toast } from "../ui/toast";

export function MePage() {
  const me = useMe();
  return (
    <div className="flex flex-col gap-8">
      <header className="flex items-center gap-4">
        <Avatar name={me.name || me.username} seed={me.id} />
        <div>
          <h2 className="text-xl font-semibold">{me.name || me.username}</h2>
          <p className="text-muted">
            {me.username} · {me.role}
            {me.areas.length > 0 && ` · ${me.areas.join(", ")}`}
          </p>
        </div>
      </header>
      <Password />
      <Logins />
    </div>
  );
}

function Password() {
  const words = useWords();
  const told = useProblemWords();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (body: { current: string; password: string }) => call("POST /api/auth/change-password", { body, key: freshKey() }),
    onSuccess: () => {
      form.current?.reset();
      toast(words.passwordChanged);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    change.mutate({ current: String(given.get("current")), password: String(given.get("password")) });
  }
  return (
    <section className="rounded-lg border border-line bg-surface p-5">
      <h3 className="mb-3 text-lg font-semibold">{words.changePassword}</h3>
      <form ref={form} onSubmit={submit} className="flex max-w-sm flex-col gap-1">
        <TextField label={words.currentPassword} name="current" type="password" autoComplete="current-password" required maxLength={128} />
        <TextField label={words.newPassword} name="password" type="password" autoComplete="new-password" required maxLength={128} />
        <p role="alert" className="min-h-5 text-danger">
          {change.error && told(change.error)}
        </p>
        <Button type="submit" look="primary" disabled={change.isPending} className="self-start">
          {words.changePassword}
        </Button>
      </form>
    </section>
  );
}

function Logins() {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  const client = useQueryClient();
  const told = useProblemWords();
  const query = useQuery({ queryKey: ["logins"], queryFn: () => call("GET /api/auth/logins", {}) });
  const end = useMutation({
    mutationFn: (id: number) => call("DELETE /api/auth/logins/{id}", { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["logins"] }),
    onError: (error) => toast(told(error), true),
  });
  return (
    <section className="rounded-lg border border-line bg-surface p-5">
      <h3 className="mb-3 text-lg font-semibold">{words.logins}</h3>
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      <ul className="divide-y divide-line">
        {query.data?.items.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <div className="min-w-0">
              <p className="truncate">{one.agent || words.unknownAgent}</p>
              <p className="text-sm text-muted">
                {one.address} · {words.seenAt(full(language, one.seen_at))}
              </p>
            </div>
            {one.current ? <Badge tone="accent">{words.thisOne}</Badge> : <Button onClick={() => end.mutate(one.id)}>{words.endLogin}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
