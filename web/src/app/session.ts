/** Who is logged in, and what happens when the login ends while somebody works. */
import { QueryClient, useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { Problem, Unreachable, whenSignedOut } from "../api/client";
import { me, type Me } from "../api/queries";
import type { Permission } from "../gen/api";

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (times, error) => error instanceof Unreachable || (error instanceof Problem && error.status >= 500 && times < 2),
      retryDelay: (times) => Math.min(500 * 2 ** times, 5000),
      refetchOnWindowFocus: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** ended: whether the login ended under somebody who was at work, and has to be renewed over the page. */
export const useSession = create<{ ended: boolean }>(() => ({ ended: false }));

export function end(): void {
  if (client.getQueryData(me.queryKey)) useSession.setState({ ended: true });
}

whenSignedOut(end);

/** Who is logged in. Only for what is shown behind the login. */
export function useMe(): Me {
  const { data } = useQuery(me);
  if (!data) throw new Error("nobody is logged in here");
  return data;
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
