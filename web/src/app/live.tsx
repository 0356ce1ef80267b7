/** The desk of this page: one line to the server for as long as somebody is logged in. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { Desk } from "../live/desk";
import { useStatus } from "../live/status";
import { restore, sendAll } from "../outbox/outbox";
import { end, useMe, useSession } from "./session";

const Context = createContext<Desk | null>(null);

export function Live({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const me = useMe();
  const ended = useSession((session) => session.ended);
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    if (ended) return;
    const made = new Desk(queries, end);
    setDesk(made);
    void restore(me.id);
    const off = useStatus.subscribe((now, before) => before.downSince !== null && now.downSince === null && sendAll());
    return () => {
      off();
      made.close();
    };
  }, [queries, ended, me.id]);
  return <Context value={desk}>{children}</Context>;
}

/** The desk, null until it is there. */
export const useDesk = (): Desk | null => useContext(Context);
