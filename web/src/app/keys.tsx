/** Hears keys for the whole page. */
import { lazy, Suspense, useEffect } from "react";
import { create } from "zustand";
import { combination, press } from "./commands";

const Help = lazy(async () => ({ default: (await import("./help")).Help }));

export const useHelp = create<{ open: boolean }>(() => ({ open: false }));

const writes = (place: EventTarget | null) => place instanceof HTMLElement && Boolean(place.closest("input, textarea, select, [contenteditable]"));

export function Shortcuts() {
  const open = useHelp((help) => help.open);
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      if (event.isComposing || document.querySelector("dialog[open]")) return;
      if (event.key === "?" && !writes(event.target)) useHelp.setState({ open: true });
      else if ((event.altKey !== event.ctrlKey || event.metaKey) && press(combination(event))) event.preventDefault();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  if (!open) return null;
  return (
    <Suspense>
      <Help onClose={() => useHelp.setState({ open: false })} />
    </Suspense>
  );
}
