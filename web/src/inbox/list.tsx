/** The list of a view, with its search. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useDeferredValue, useMemo, useRef } from "react";
import { useCommands } from "../app/commands";
import { list, type Listed } from "../api/queries";
import { useWords } from "../i18n/words";
import { IconButton } from "../ui/icon-button";
import { BOX } from "../ui/field";
import { Failed, RowSkeletons } from "../ui/states";
import { Found } from "./found";
import { Nothing } from "./nothing";
import { Rows } from "./rows";
import { Tabs } from "./tabs";
import { filterOf, type View } from "./views";

export function List({ view, area }: { view: View; area: string | undefined }) {
  const words = useWords();
  const navigate = useNavigate();
  const { q = "" } = useSearch({ from: "/shell/inbox/$view" });
  const field = useRef<HTMLInputElement>(null);
  const wanted = useDeferredValue(q.trim());
  const query = useInfiniteQuery(list(filterOf(view, area)));
  const rows = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  useStepping(rows, view);
  useCommands({ search: () => field.current?.focus() });

  const search = (text: string) =>
    void navigate({ to: ".", search: (now) => ({ ...now, q: text || undefined }) as never, replace: true });

  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-col gap-2 px-3 pt-3 pb-2">
        <h1 className="sr-only">{words.conversations}</h1>
        <div className="relative">
          <Search size={16} className="pointer-events-none absolute top-3 left-3 text-muted" aria-hidden />
          <input
            ref={field}
            type="search"
            aria-label={words.searchLabel}
            placeholder={words.searchLabel}
            value={q}
            maxLength={200}
            onChange={(event) => search(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && search("")}
            className={`${BOX} h-10 pl-9 [&::-webkit-search-cancel-button]:hidden`}
          />
          {q && <IconButton icon={X} name={words.clear} size={16} onClick={() => search("")} className="absolute top-0.5 right-0.5" />}
        </div>
        {!wanted && <Tabs view={view} area={area} />}
      </div>
      <div className="min-h-0 flex-1">
        {wanted ? (
          <Found q={wanted} view={view} rows={rows} />
        ) : query.isPending ? (
          <RowSkeletons />
        ) : query.isError && !rows.length ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : rows.length ? (
          <Rows rows={rows} view={view} more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined} />
        ) : (
          <Nothing view={view} />
        )}
      </div>
    </div>
  );
}

/** What moved to the front while pages were read is on two of them: it is shown once. */
function unique(rows: Listed[]): Listed[] {
  const seen = new Set<number>();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Goes up and down the list by keys, wherever the focus is. */
function useStepping(rows: readonly Listed[], view: View): void {
  const navigate = useNavigate();
  const { id } = useParams({ strict: false });
  const here = rows.findIndex((row) => row.id === Number(id));
  const go = (row: Listed | undefined) =>
    row && void navigate({ to: "/inbox/$view/$id", params: { view, id: String(row.id) }, search: true });
  useCommands({
    next: () => go(rows[here + 1]),
    previous: () => go(rows[Math.max(here - 1, 0)]),
    nextUnread: () => go(rows.find((row, at) => row.unread > 0 && at !== here)),
  });
}
