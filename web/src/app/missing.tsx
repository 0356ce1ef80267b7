/** What stands where there is no page, and where one could not be shown. */
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useWords } from "../i18n/words";
import { Empty, Failed } from "../ui/states";

export function NotFound() {
  const words = useWords();
  return (
    <Empty icon={Compass} title={words.noPage}>
      <Link to="/" className="underline">
        {words.toStart}
      </Link>
    </Empty>
  );
}

const RELOADED = "cauce.reloaded";

export function Trouble({ error }: ErrorComponentProps) {
  const told = error instanceof Error ? error.message : String(error);
  // A page that was open over an update asks for files that are gone: it is loaded once more, by itself, and only once.
  if (/dynamically imported module|Importing a module/i.test(told) && sessionStorage.getItem(RELOADED) !== told) {
    sessionStorage.setItem(RELOADED, told);
    location.reload();
    return null;
  }
  return <Failed error={error} retry={() => location.reload()} />;
}
