/** Tells the server up to where one has read, while the thread is before one's eyes. */
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../api/client";
import { conversation, unread, type Thread } from "../api/queries";
import { replaced, rowOf, type Pages } from "../live/patch";

export function useReading(id: number, said: Thread): void {
  const client = useQueryClient();
  const last = said.items.findLast((one) => one.direction === "in")?.id ?? 0;
  useEffect(() => {
    if (!last) return;
    const mark = async () => {
      if (document.visibilityState !== "visible") return;
      const before = client.getQueryData(conversation(id).queryKey)?.unread;
      const rows = client.getQueriesData<Pages>({ queryKey: ["list"] });
      if (before === 0 && rows.every(([, pages]) => !pages || !rowOf(pages, id)?.unread)) return;
      const { unread: left } = await call("PUT /api/conversations/{id}/read", { params: { id }, body: { message: last } });
      client.setQueryData(conversation(id).queryKey, (now) => now && { ...now, unread: left });
      for (const [key, pages] of rows) mend(key, pages, left);
      void client.invalidateQueries({ queryKey: unread.queryKey });
    };
    const mend = (key: QueryKey, pages: Pages | undefined, left: number) => {
      const row = pages && rowOf(pages, id);
      if (row) client.setQueryData<Pages>(key, (now) => now && replaced(now, { ...row, unread: left }));
    };
    const look = () => void mark().catch(() => {});
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [client, id, last]);
}
