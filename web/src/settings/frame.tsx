/** The frame of the pages about the desk itself, and of one's own: their list beside the page. */
import { Link, Outlet } from "@tanstack/react-router";
import { Boundary } from "../app/boundary";
import { useMay } from "../app/session";
import { useWords } from "../i18n/words";
import { SECTIONS } from "./sections";

export function SettingsFrame() {
  const words = useWords();
  const may = useMay();
  return (
    <div className="flex h-full flex-col wide:flex-row">
      <nav aria-label={words.settings} className="flex shrink-0 gap-1 overflow-x-auto border-line bg-surface p-2 max-wide:border-b wide:w-56 wide:flex-col wide:border-r wide:p-3">
        <h1 className="px-2 pt-1 pb-2 text-lg font-semibold max-wide:sr-only">{words.settings}</h1>
        {SECTIONS.filter((one) => may(one.needs)).map(({ to, icon: Icon, name }) => (
          <Link
            key={to}
            to={to}
            className="flex h-9 items-center gap-3 rounded-md px-2 whitespace-nowrap text-muted hover:bg-hover [&.active]:bg-selected [&.active]:font-medium [&.active]:text-accent"
          >
            <Icon size={17} aria-hidden />
            {words[name]}
          </Link>
        ))}
      </nav>
      <main className="min-h-0 min-w-0 flex-1 overflow-y-auto p-4 wide:p-8">
        <div className="mx-auto max-w-4xl">
          <Boundary name={location.pathname}>
            <Outlet />
          </Boundary>
        </div>
      </main>
    </div>
  );
}
