/** What stands around every page behind the login: the rail, the banner, and what may come over it. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { MessagesSquare, Settings } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { unread } from "../api/queries";
import icon from "../brand/icon.svg";
import { prefer, useWords } from "../i18n/words";
import { LoginAgain } from "../login/again";
import { classes } from "../ui/classes";
import { Tip, Tips } from "../ui/tip";
import { Toasts } from "../ui/toast";
import { Banner } from "./banner";
import { Shortcuts } from "./keys";
import { Live } from "./live";
import { MyMenu } from "./my-menu";
import { useMe } from "./session";

export function Shell() {
  const words = useWords();
  const me = useMe();
  const place = useLocation({ select: ({ pathname }) => pathname.split("/")[1] });
  const reading = useLocation({ select: ({ pathname }) => place === "inbox" && pathname.split("/").length > 3 });
  useEffect(() => prefer(me.locale), [me.locale]);
  return (
    <Tips>
      <Live>
        <div className="flex h-full flex-col">
          <Banner />
          <div className="flex min-h-0 flex-1 flex-col-reverse wide:flex-row">
            <nav
              aria-label={words.sections}
              className={classes(
                "flex shrink-0 items-center gap-1 bg-rail text-on-rail max-wide:justify-around max-wide:px-2 wide:w-14 wide:flex-col wide:py-3",
                reading && "max-wide:hidden",
              )}
            >
              <img src={icon} alt="" width={32} height={32} className="mb-3 max-wide:hidden" />
              <Place to="/inbox/$view" params={{ view: "mine" }} here={place === "inbox"} name={words.conversations} badge={<Waiting />}>
                <MessagesSquare size={22} aria-hidden />
              </Place>
              <Place to="/me" here={place !== "inbox"} name={words.settings}>
                <Settings size={22} aria-hidden />
              </Place>
              <div className="wide:mt-auto">
                <MyMenu />
              </div>
            </nav>
            <div className="min-h-0 min-w-0 flex-1">
              <Outlet />
            </div>
          </div>
        </div>
        <Shortcuts />
        <LoginAgain />
        <Toasts />
      </Live>
    </Tips>
  );
}

type PlaceProps = { to: string; params?: { view: string }; here: boolean; name: string; badge?: ReactNode; children: ReactNode };

function Place({ to, params, here, name, badge, children }: PlaceProps) {
  return (
    <Tip words={name}>
      <Link
        to={to}
        {...(params ? { params } : {})}
        aria-current={here ? "page" : undefined}
        className={classes(
          "relative my-1 flex size-11 items-center justify-center rounded-md focus-visible:outline-current",
          here ? "bg-accent text-on-accent" : "hover:bg-white/10",
        )}
      >
        {children}
        <span className="sr-only">{name}</span>
        {badge}
      </Link>
    </Tip>
  );
}

/** In how many of one's own conversations something is unread; the title of the page tells it too. */
function Waiting() {
  const words = useWords();
  const { data } = useQuery(unread);
  const count = data?.mine ?? 0;
  useEffect(() => {
    document.title = count ? `(${count}) ${words.product}` : words.product;
  }, [count, words.product]);
  if (!count) return null;
  return (
    <span className="absolute -top-0.5 -right-0.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-danger px-1 text-xs font-semibold text-on-danger">
      <span aria-hidden>{count}</span>
      <span className="sr-only">{words.unreadCount(count)}</span>
    </span>
  );
}
