/** How far a message got: by its shape, its colour and its name. */
import { Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import type { Message } from "../api/queries";
import { useWords } from "../i18n/words";

export function Mark({ status, small = false }: { status: Message["status"]; small?: boolean }) {
  const words = useWords();
  const size = small ? 14 : 15;
  const marks = {
    queued: [Clock, words.statusQueued, ""],
    sent: [Check, words.statusSent, ""],
    delivered: [CheckCheck, words.statusDelivered, ""],
    read: [CheckCheck, words.statusRead, "text-accent"],
    failed: [CircleAlert, words.statusFailed, "text-danger"],
    received: [Check, words.statusSent, ""],
  } as const;
  const [Icon, name, look] = marks[status];
  return (
    <span className={`inline-flex shrink-0 ${look}`} title={name}>
      <Icon size={size} aria-hidden />
      <span className="sr-only">{name}</span>
    </span>
  );
}
