/** Somebody as a disc with initials, always in the same hue. */
import { initials } from "../text/names";
import { hueOf } from "../theme/hues";
import { classes } from "./classes";

export function Avatar({ name, seed, small = false }: { name: string; seed: number | string; small?: boolean }) {
  return (
    <span
      aria-hidden
      style={hueOf(String(seed))}
      className={classes(
        "flex shrink-0 items-center justify-center rounded-full font-semibold select-none",
        small ? "size-7 text-xs" : "size-11 text-base",
      )}
    >
      {initials(name)}
    </span>
  );
}
