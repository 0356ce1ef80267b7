/** A button with words. */
import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:opacity-90",
  plain: "bg-surface text-fg border border-control hover:bg-hover",
  quiet: "text-fg hover:bg-hover",
  danger: "bg-danger text-on-danger hover:opacity-90",
} as const;

export type Look = keyof typeof LOOKS;
type Props = Omit<ComponentProps<"button">, "children"> & { look?: Look; icon?: LucideIcon; children: ReactNode };

export function Button({ look = "plain", icon: Icon, children, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(
        "inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md px-3 font-medium transition-colors disabled:opacity-55",
        LOOKS[look],
        className,
      )}
    >
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}
