/** What a search finds: conversations by name among those of the view, and messages by their words. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { call, type Answer } from "../api/client";
import type { Listed } from "../api/queries";
import { brief } from "../i18n/dates";
import { useLanguage, useWords } from "../i18n/words";
import { parted } from "../text/hits";
import { plain } from "../text/plain";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { Empty, Failed, RowSkeletons } from "../ui/states";
import { Row } from "./row";
import type { View } from "./views";

type Hit = Answer<"GET /api/search/messages">["items"][number];

export function Found({ q, view, rows }: { q: string; view: View; rows: readonly Listed[] }) {
  const words = useWords();
  const named = rows.filter((row) => plain(row.name).includes(plain(q))).slice(0, 10);
  const query = useInfiniteQuery({
    queryKey: ["search", q],
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/search/messages", { query: { q, limit: 30, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <RowSkeletons count={4} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!named.length && !hits.length) return <Empty icon={SearchX} title={words.nothingFound(q)} />;
  return (
    <div className="h-full overflow-y-auto pb-4">
      {named.length > 0 && <h2 className="px-4 pt-2 pb-1 text-xs font-semibold text-muted">{words.conversations}</h2>}
      {named.map((row) => (
        <div key={row.id} className="h-[76px]">
          <Row row={row} view={view} current={false} />
        </div>
      ))}
      {hits.length > 0 && <h2 className="px-4 pt-2 pb-1 text-xs font-semibold text-muted">{words.messages}</h2>}
      {hits.map((hit) => (
        <HitRow key={hit.id} hit={hit} view={view} />
      ))}
      {query.hasNextPage && (
        <Button look="quiet" onClick={() => void query.fetchNextPage()} className="mx-auto flex">
          {words.more}
        </Button>
      )}
    </div>
  );
}

function HitRow({ hit, view }: { hit: Hit; view: View }) {
  const words = useWords();
  const language = useLanguage((state) => state.language);
  const name = hit.name || words.nameless(hit.contact);
  return (
    <Link
      to="/inbox/$view/$id"
      params={{ view, id: String(hit.conversation) }}
      search
      className="mx-1.5 flex items-center gap-3 rounded-lg px-2 py-2 -outline-offset-2 hover:bg-hover [&.active]:bg-selected"
    >
      <Avatar name={name} seed={hit.contact} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
          <time className="text-xs text-muted">{brief(language, words, hit.created_at, Date.now())}</time>
        </span>
        <span className="line-clamp-2 text-sm text-muted">
          {parted(hit.snippet, hit.hits).map((part) =>
            part.hit ? (
              <mark key={part.at} className="bg-note font-semibold text-fg">
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </span>
    </Link>
  );
}
