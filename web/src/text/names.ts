/** Names as they are shown. */

/** Returns at most two letters for a name; a number or an address gives its last two signs. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const [first = "", second = ""] = [parts[0], parts.length > 1 ? parts.at(-1) : ""];
  if (/^\+?\d/.test(first)) return name.replace(/\D/g, "").slice(-2);
  return ([...first][0] ?? "?").toUpperCase() + ([...second][0] ?? "").toUpperCase();
}
