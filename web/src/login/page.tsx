/** The first page: what this is, how one gets in, and how somebody gets in who was never here. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import icon from "../brand/icon.svg";
import { client } from "../app/session";
import { me } from "../api/queries";
import { useLanguage, useWords, type Language } from "../i18n/words";

import { LoginForm } from "./form";

export function LoginPage() {
  const words = useWords();
  const navigate = useNavigate();
  const { to } = useSearch({ from: "/login" });

  async function enter() {
    client.clear();
    await client.fetchQuery(me);
    await navigate({ to: to?.startsWith("/") && !to.startsWith("//") ? to : "/inbox/mine", replace: true });
  }

  return (
    <main className="flex h-full items-center justify-center overflow-y-auto bg-bg p-4">
      <div className="flex w-full max-w-md flex-col gap-6">
        <header className="flex items-center gap-3">
          <img src={icon} alt="" width={44} height={44} />
          <div>
            <h1 className="text-2xl font-semibold">{words.product}</h1>
            <p className="text-muted">{words.slogan}</p>
          </div>
        </header>
        <div className="rounded-lg border border-line bg-surface p-6 shadow-sm">
          <LoginForm onIn={() => void enter()} />
        </div>
        <details className="rounded-lg border border-line bg-surface px-4 py-3">
          <summary className="font-medium">{words.firstTime}</summary>
          <ul className="mt-2 list-disc space-y-1 pl-5 text-muted">
            <li>{words.firstTimeAdmin}</li>
            <li>{words.firstTimeForgotten}</li>
            <li>{words.firstTimeTeam}</li>
          </ul>
        </details>
        <footer className="flex items-center justify-between text-muted">
          <a href="/welcome" className="inline-flex items-center gap-1.5 underline">
            <MessageCircle size={16} aria-hidden />
            {words.tryChat}
          </a>
          <Languages />
        </footer>
      </div>
    </main>
  );
}

function Languages() {
  const { language, choose } = useLanguage();
  const words = useWords();
  return (
    <select
      aria-label={words.language}
      value={language}
      onChange={(event) => choose(event.target.value as Language)}
      className="h-9 rounded-md border border-control bg-surface px-2 text-fg"
    >
      <option value="es" lang="es">
        {words.spanish}
      </option>
      <option value="en" lang="en">
        {words.english}
      </option>
    </select>
  );
}
