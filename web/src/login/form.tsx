/** The form that one logs in by, on its page and over the console when a login ended. */
import { LogIn } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call, type Answer } from "../api/client";
import { useProblemWords, useWords } from "../i18n/words";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";

export type LoggedIn = Answer<"POST /api/auth/login">["user"];

export function LoginForm({ account = "", onIn }: { account?: string; onIn: (user: LoggedIn) => void }) {
  const words = useWords();
  const told = useProblemWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem("");
    try {
      const body = { account: String(form.get("account")), password: String(form.get("password")) };
      onIn((await call("POST /api/auth/login", { body })).user);
    } catch (error) {
      setProblem(told(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <TextField label={words.account} name="account" autoComplete="username" required defaultValue={account} readOnly={Boolean(account)} maxLength={191} />
      <TextField label={words.password} name="password" type="password" autoComplete="current-password" required maxLength={128} />
      <p role="alert" className="min-h-5 text-danger">
        {problem}
      </p>
      <Button type="submit" look="primary" icon={LogIn} disabled={busy} className="h-11">
        {words.logIn}
      </Button>
    </form>
  );
}
