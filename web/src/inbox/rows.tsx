/** The rows of a list, of which only those in sight are drawn. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useParams } from "@tanstack/react-router";
import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Listed } from "../api/queries";
import { useWords } from "../i18n/words";
import { useCalm } from "./calm";
import { Row } from "./row";
import type { View } from "./views";

const HEIGHT = 76;

type Props = { rows: readonly Listed[]; view: View; more: (() => void) | undefined };

export function Rows({ rows, view, more }: Props) {
  const words = useWords();
  const { id } = useParams({ strict: false });
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const calm = useCalm(rows, pointed);
  const virtual = useVirtualizer({
    count: calm.rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => HEIGHT,
    getItemKey: (at) => calm.rows[at]?.id ?? at,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= calm.rows.length - 10) more();
  }, [last, calm.rows.length, more]);

  return (
    <div className="relative h-full">
      {calm.waiting > 0 && (
        <button
          type="button"
          onClick={() => setPointed(false)}
          className="absolute top-1 left-1/2 z-10 flex -translate-x-1/2 items-center gap-1 rounded-full bg-accent px-3 py-1 text-sm text-on-accent shadow-lg"
        >
          <ArrowUp size={14} aria-hidden />
          {words.newOnes(calm.waiting)}
        </button>
      )}
      <div
        ref={place}
        className="h-full overflow-y-auto"
        onPointerMove={(event) => event.pointerType === "mouse" && setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onKeyDown={step}
      >
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, key, start }) => {
            const row = calm.rows[index];
            return (
              row && (
                <li
                  key={key}
                  aria-setsize={calm.rows.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0"
                  style={{ height: HEIGHT, transform: `translateY(${start}px)` }}
                >
                  <Row row={row} view={view} current={row.id === Number(id)} />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** Arrows go from row to row. */
function step(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("li a")].sort(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const at = links.findIndex((one) => one === document.activeElement);
  const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
