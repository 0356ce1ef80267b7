/** The workspace: the list, and beside it what is open. Under 900 px one at a time. */
import { Outlet, useParams, useSearch } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { Boundary } from "../app/boundary";
import { useWords } from "../i18n/words";
import { classes } from "../ui/classes";
import { Empty } from "../ui/states";
import { List } from "./list";
import { viewOf } from "./views";

export function Inbox() {
  const words = useWords();
  const { view, id } = useParams({ strict: false });
  const { area } = useSearch({ from: "/shell/inbox/$view" });
  return (
    <div className="flex h-full">
      <section
        aria-label={words.conversations}
        className={classes("h-full w-full shrink-0 border-r border-line bg-surface wide:w-[340px] full:w-[380px]", id && "max-wide:hidden")}
      >
        <Boundary name={`${view}`}>
          <List view={viewOf(view ?? "")} area={area} />
        </Boundary>
      </section>
      <main className={classes("h-full min-w-0 flex-1", !id && "max-wide:hidden")}>
        {id ? (
          <Boundary name={id}>
            <Outlet />
          </Boundary>
        ) : (
          <Empty icon={MessagesSquare} title={words.pickOne}>
            <p>{words.pickOneMore}</p>
          </Empty>
        )}
      </main>
    </div>
  );
}
