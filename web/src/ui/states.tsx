/** What stands where something is still to come, is missing, or went wrong. */
import { CircleAlert, type LucideIcon } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useProblemWords, useWords } from "../i18n/words";
import { Button } from "./button";

export function Empty({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children?: ReactNode }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <Icon size={36} strokeWidth={1.5} className="text-muted" aria-hidden />
      <p className="text-lg font-semibold">{title}</p>
      <div className="max-w-sm text-muted">{children}</div>
    </div>
  );
}

/** Says what failed and offers to try again in place. */
export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const words = useWords();
  const told = useProblemWords();
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-3 p-8 text-center">
      <CircleAlert size={32} strokeWidth={1.5} className="text-danger" aria-hidden />
      <p className="max-w-sm">{told(error)}</p>
      {retry && <Button onClick={retry}>{words.retry}</Button>}
    </div>
  );
}

/** Shows its children after a moment only: what comes quickly needs no skeleton. */
export function Later({ children }: { children: ReactNode }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return shown ? <div aria-hidden>{children}</div> : null;
}

export function RowSkeletons({ count = 8 }: { count?: number }) {
  return (
    <Later>
      {Array.from({ length: count }, (_, number) => (
        <div key={number} className="flex h-[72px] items-center gap-3 px-3">
          <div className="skeleton size-11 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <div className="skeleton h-3 w-2/5" />
            <div className="skeleton h-3 w-4/5" />
          </div>
        </div>
      ))}
    </Later>
  );
}
