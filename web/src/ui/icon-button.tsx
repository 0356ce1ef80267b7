/** A button that is an icon, with a name that is read out and shown on hover. */
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import { Tip } from "./tip";

type IconProps = Omit<ComponentProps<"button">, "children"> & { icon: LucideIcon; name: string; keys?: string; size?: number };

export function IconButton({ icon: Icon, name, keys, size = 18, className, ...rest }: IconProps) {
  return (
    <Tip words={name} {...(keys ? { keys } : {})}>
      <button
        type="button"
        aria-label={name}
        {...rest}
        className={classes(
          "inline-flex size-9 shrink-0 items-center justify-center rounded-md transition-colors hover:bg-hover disabled:opacity-55",
          className,
        )}
      >
        <Icon size={size} aria-hidden />
      </button>
    </Tip>
  );
}
