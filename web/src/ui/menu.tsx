/** A menu that hangs from a button. */
import type { LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "./classes";
import { Keys } from "./keys";

const ROW =
  "flex h-9 cursor-default items-center gap-3 rounded-sm px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50";

export function Menu({ trigger, label, children }: { trigger: ReactNode; label: string; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          sideOffset={4}
          collisionPadding={8}
          className="z-20 min-w-52 rounded-md border border-line bg-raised p-1 shadow-xl"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type RowProps = { icon?: LucideIcon; keys?: string; danger?: boolean; disabled?: boolean; onPick: () => void; children: ReactNode };

export function MenuRow({ icon: Icon, keys, danger = false, disabled = false, onPick, children }: RowProps) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onPick} className={classes(ROW, danger && "text-danger")}>
      {Icon && <Icon size={16} aria-hidden />}
      <span className="flex-1">{children}</span>
      {keys && <Keys keys={keys} />}
    </DropdownMenu.Item>
  );
}

type ChoiceProps<T extends string> = { value: T; onChoose: (value: T) => void; options: readonly (readonly [T, string])[] };

export function MenuChoice<T extends string>({ value, onChoose, options }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(found) => onChoose(found as T)}>
      {options.map(([one, words]) => (
        <DropdownMenu.RadioItem key={one} value={one} className={ROW}>
          <span className="flex size-4 items-center justify-center">
            <DropdownMenu.ItemIndicator className="size-2 rounded-full bg-accent" />
          </span>
          {words}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export const MenuTitle = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs font-semibold text-muted">{children}</DropdownMenu.Label>
);
export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
