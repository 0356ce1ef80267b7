/** The switcher between views, with how much is unread. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { areas, unread } from "../api/queries";
import { useMay } from "../app/session";
import { useWords } from "../i18n/words";
import { Count } from "../ui/badge";
import { classes } from "../ui/classes";
import { Menu, MenuLine, MenuRow, MenuTitle } from "../ui/menu";
import type { View } from "./views";

const TAB = "flex h-8 items-center gap-1.5 rounded-full px-3 text-sm font-medium whitespace-nowrap";
const look = (on: boolean) => classes(TAB, on ? "bg-selected text-accent" : "text-muted hover:bg-hover");

export function Tabs({ view, area }: { view: View; area: string | undefined }) {
  const words = useWords();
  const navigate = useNavigate();
  const may = useMay();
  const { data: told } = useQuery(unread);
  const { data: known = [] } = useQuery({ ...areas, enabled: may("areas.read") });
  const names: Record<View, string> = {
    mine: words.viewMine, unassigned: words.viewUnassigned, all: words.viewAll, area: area ?? words.viewArea,
    bot: words.viewBot, closed: words.viewClosed,
  };
  const others = view === "area" || view === "bot" || view === "closed";
  const go = (to: View, name?: string) =>
    void navigate({ to: "/inbox/$view", params: { view: to }, search: name ? { area: name } : {} });
  return (
    <nav aria-label={words.views} className="-mx-1 flex items-center gap-0.5 overflow-x-auto px-1">
      {(["mine", "unassigned", "all"] as const).map((one) => (
        <Link key={one} to="/inbox/$view" params={{ view: one }} search={{}} aria-current={one === view ? "page" : undefined} className={look(one === view)}>
          {names[one]}
          {one === "mine" && <Count number={told?.mine ?? 0} label={words.unreadCount(told?.mine ?? 0)} />}
        </Link>
      ))}
      <Menu
        label={words.moreViews}
        trigger={
          <button type="button" className={look(others)} aria-current={others ? "page" : undefined}>
            <span className="max-w-28 truncate">{others ? names[view] : words.moreViews}</span>
            <ChevronDown size={14} aria-hidden />
          </button>
        }
      >
        <MenuRow onPick={() => go("bot")}>{names.bot}</MenuRow>
        <MenuRow onPick={() => go("closed")}>{names.closed}</MenuRow>
        {known.length > 0 && <MenuLine />}
        {known.length > 0 && <MenuTitle>{words.areas}</MenuTitle>}
        {known.filter((one) => one.active).map((one) => (
          <MenuRow key={one.id} onPick={() => go("area", one.name)}>
            <span className="flex items-center justify-between gap-3">
              {one.name}
              <AreaCount number={told?.areas.find((found) => found.area === one.name)?.unread ?? 0} />
            </span>
          </MenuRow>
        ))}
      </Menu>
    </nav>
  );
}

function AreaCount({ number }: { number: number }) {
  const words = useWords();
  return <Count number={number} label={words.unreadCount(number)} />;
}
