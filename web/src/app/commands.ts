/** What keys do. A page says what it can do now; the same entries are listed in the help and stand on buttons. */
import { useEffect, useRef } from "react";
import { create } from "zustand";

export type CommandId = keyof typeof KEYS;

/**
 * Combinations with Alt go by the place of the key, not by what it types, and never with Ctrl: on Spanish keyboards Ctrl+Alt types signs.
 */
export const KEYS = {
  next: "Alt+J",
  previous: "Alt+K",
  nextUnread: "Alt+U",
  take: "Alt+A",
  transfer: "Alt+T",
  close: "Alt+E",
  reply: "Alt+L",
  note: "Alt+P",
  context: "Alt+O",
  search: "Ctrl+Shift+F",
} as const;

type Acts = Partial<Record<CommandId, () => void>>;

export const useActs = create<{ layers: readonly Acts[] }>(() => ({ layers: [] }));

/** Says what can be done as long as the component is there. What is undefined cannot be done now. */
export function useCommands(acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;
  const names = Object.keys(acts).filter((name) => acts[name as CommandId]).sort().join();
  useEffect(() => {
    const layer: Acts = {};
    for (const name of names.split(",").filter(Boolean) as CommandId[]) layer[name] = () => latest.current[name]?.();
    useActs.setState(({ layers }) => ({ layers: [...layers, layer] }));
    return () => useActs.setState(({ layers }) => ({ layers: layers.filter((one) => one !== layer) }));
  }, [names]);
}

/** Returns the name of a combination as KEYS has it. */
export function combination(event: Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "code">): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? event.code;
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), letter].join("+");
}

/** Does what a combination stands for, the innermost that can. Returns whether there was anything. */
export function press(combined: string): boolean {
  const id = (Object.keys(KEYS) as CommandId[]).find((one) => KEYS[one] === combined);
  const act = id && [...useActs.getState().layers].reverse().find((layer) => layer[id])?.[id];
  act?.();
  return Boolean(act);
}
