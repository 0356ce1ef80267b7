/** Short words at the foot of the page that go away by themselves, and are read out. */
import { useEffect } from "react";
import { create } from "zustand";
import { classes } from "./classes";

type Said = { id: number; words: string; bad: boolean };

const useToasts = create<{ said: readonly Said[] }>(() => ({ said: [] }));
let last = 0;

/** Says something. */
export function toast(words: string, bad = false): void {
  last += 1;
  const one = { id: last, words, bad };
  useToasts.setState(({ said }) => ({ said: [...said.slice(-2), one] }));
}

function Toast({ one }: { one: Said }) {
  useEffect(() => {
    const timer = setTimeout(
      () => useToasts.setState(({ said }) => ({ said: said.filter(({ id }) => id !== one.id) })),
      one.bad ? 9000 : 4500,
    );
    return () => clearTimeout(timer);
  }, [one]);
  const look = one.bad ? "bg-danger text-on-danger" : "bg-fg text-surface";
  return <div className={classes("rounded-md px-4 py-2 shadow-xl", look)}>{one.words}</div>;
}

export function Toasts() {
  const said = useToasts((state) => state.said);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-4 z-40 flex flex-col items-center gap-2">
      {said.map((one) => (
        <Toast key={one.id} one={one} />
      ))}
    </div>
  );
}
