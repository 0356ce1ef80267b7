/** A field of a form with its label, a hint below it and what is wrong with it. */
import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "./classes";

export const BOX =
  "w-full rounded-md border border-control bg-surface px-3 text-fg placeholder:text-muted disabled:opacity-60 aria-invalid:border-danger";

type Told = { label: string; hint?: ReactNode; problem?: string | undefined };
type Wired = { id: string; "aria-describedby": string; "aria-invalid": boolean };

function Field({ label, hint, problem, children }: Told & { children: (wired: Wired) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-more`, "aria-invalid": Boolean(problem) })}
      <div id={`${id}-more`} className={classes("text-sm", problem ? "text-danger" : "text-muted")}>
        {problem || hint}
      </div>
    </div>
  );
}

export function TextField({ label, hint, problem, className, ...rest }: Told & ComponentProps<"input">) {
  return (
    <Field {...{ label, hint, problem }}>
      {(wired) => <input {...wired} {...rest} className={classes(BOX, "h-10", className)} />}
    </Field>
  );
}

export function TextArea({ label, hint, problem, className, ...rest }: Told & ComponentProps<"textarea">) {
  return (
    <Field {...{ label, hint, problem }}>
      {(wired) => <textarea rows={4} {...wired} {...rest} className={classes(BOX, "py-2", className)} />}
    </Field>
  );
}

export function Select({ label, hint, problem, className, children, ...rest }: Told & ComponentProps<"select">) {
  return (
    <Field {...{ label, hint, problem }}>
      {(wired) => (
        <select {...wired} {...rest} className={classes(BOX, "h-10", className)}>
          {children}
        </select>
      )}
    </Field>
  );
}

export function Checkbox({ label, className, ...rest }: { label: ReactNode } & Omit<ComponentProps<"input">, "type">) {
  return (
    <label className={classes("flex min-h-8 items-center gap-2", className)}>
      <input type="checkbox" {...rest} className="size-4 accent-accent" />
      <span>{label}</span>
    </label>
  );
}
