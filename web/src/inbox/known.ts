/** Names and colours of what conversations only have the ids of. */
import { useQuery } from "@tanstack/react-query";
import { areas, users } from "../api/queries";
import { useMay, useMe } from "../app/session";
import { useWords } from "../i18n/words";

/** Returns what gives the name of a user. */
export function useUserName(): (id: number) => string {
  const words = useWords();
  const me = useMe();
  const may = useMay();
  const { data = [] } = useQuery({ ...users, enabled: may("users.read") });
  return (id) => {
    const found = data.find((one) => one.id === id);
    if (found) return found.name || found.username;
    return id === me.id ? me.name || me.username : words.someone(id);
  };
}

export function useAreaColour(name: string | null): string | undefined {
  const may = useMay();
  const { data = [] } = useQuery({ ...areas, enabled: may("areas.read") });
  return data.find((one) => one.name === name)?.colour || undefined;
}
