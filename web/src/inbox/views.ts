/** The views of the inbox: which conversations each one asks for. */
import type { Filter } from "../api/queries";

export const VIEWS = ["mine", "unassigned", "all", "area", "bot", "closed"] as const;
export type View = (typeof VIEWS)[number];

export function viewOf(name: string): View {
  return VIEWS.find((one) => one === name) ?? "all";
}

/** Returns what a view asks the server for. area: the one that `area` shows. */
export function filterOf(view: View, area: string | undefined): Filter {
  switch (view) {
    case "mine":
      return { assignee: "me" };
    case "unassigned":
      return { owner: "queue" };
    case "area":
      return area ? { area } : {};
    case "bot":
      return { owner: "bot" };
    case "closed":
      return { opened: false };
    case "all":
      return {};
  }
}
