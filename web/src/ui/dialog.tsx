/** A dialog: the browser's own, which keeps the focus inside, gives it back, and closes on Escape. */
import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useWords } from "../i18n/words";
import { IconButton } from "./icon-button";
import { classes } from "./classes";

type Props = { title: string; onClose?: () => void; wide?: boolean; children: ReactNode };

/** Shown as long as it is rendered. Without `onClose` it stays until its owner takes it away. */
export function Dialog({ title, onClose, wide = false, children }: Props) {
  const words = useWords();
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    place.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={place}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      className={classes("w-full rounded-lg border border-line bg-raised p-0 shadow-2xl", wide ? "max-w-3xl" : "max-w-md")}
    >
      <div className="flex items-center justify-between gap-4 px-5 pt-4">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {onClose && <IconButton icon={X} name={words.close} onClick={onClose} className="-mr-2" />}
      </div>
      <div className="px-5 pt-2 pb-5">{children}</div>
    </dialog>
  );
}

/** The buttons at the foot of a form. */
export const Actions = ({ children }: { children: ReactNode }) => (
  <div className="mt-4 flex flex-wrap justify-end gap-2">{children}</div>
);
