/** An empty view says why, and offers one thing to do. */
import { Link } from "@tanstack/react-router";
import { Inbox as Tray } from "lucide-react";
import { useWords } from "../i18n/words";
import { Empty } from "../ui/states";
import type { View } from "./views";

export function Nothing({ view }: { view: View }) {
  const words = useWords();
  if (view === "mine")
    return (
      <Empty icon={Tray} title={words.noneMine}>
        <Link to="/inbox/$view" params={{ view: "unassigned" }} search={{}} className="text-accent underline">
          {words.seeUnassigned}
        </Link>
      </Empty>
    );
  if (view === "unassigned") return <Empty icon={Tray} title={words.noneUnassigned} />;
  if (view === "all")
    return (
      <Empty icon={Tray} title={words.noneAtAll}>
        <a href="/welcome" className="text-accent underline">
          {words.tryChat}
        </a>
      </Empty>
    );
  return <Empty icon={Tray} title={words.noneHere} />;
}
