/** Says that the line is down, by how long it has been: nothing at first, then a thin bar, then what still works. */
import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useWords } from "../i18n/words";
import { useStatus } from "../live/status";
import { toast } from "../ui/toast";

const THIN = 3000;
const TOLD = 15_000;

export function Banner() {
  const words = useWords();
  const since = useStatus((status) => status.downSince);
  const [now, setNow] = useState(() => Date.now());
  const [told, setTold] = useState(false);
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  const age = since === null ? 0 : now - since;
  useEffect(() => {
    if (age >= TOLD) setTold(true);
    if (since === null && told) {
      setTold(false);
      toast(words.upToDate);
    }
  }, [age, since, told, words]);
  if (age < THIN) return <div role="status" className="sr-only" />;
  if (age < TOLD) return <div role="status" aria-label={words.reconnecting} className="h-1 shrink-0 animate-pulse bg-warn" />;
  return (
    <div role="status" className="flex shrink-0 items-center justify-center gap-2 bg-note px-4 py-1.5 text-warn">
      <WifiOff size={16} aria-hidden />
      {words.offline}
    </div>
  );
}
