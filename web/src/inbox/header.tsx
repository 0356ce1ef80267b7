/** Who one talks with, whose the conversation is, and what can be done with it. */
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Bot, CheckCheck, EllipsisVertical, Hand, PanelRight, RotateCcw, Share2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Conversation } from "../api/queries";
import { KEYS, useCommands } from "../app/commands";
import { useMe } from "../app/session";
import { useWords } from "../i18n/words";
import { useStatus } from "../live/status";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { Menu, MenuRow } from "../ui/menu";
import { useUserName } from "./known";
import { useCan, useMove } from "./moves";
import { useContextPane } from "./pane";

const CloseDialog = lazy(async () => ({ default: (await import("./close")).CloseDialog }));
const TransferDialog = lazy(async () => ({ default: (await import("./transfer")).TransferDialog }));

export function Header({ id, found }: { id: number; found: Conversation | undefined }) {
  const words = useWords();
  const { view } = useParams({ from: "/shell/inbox/$view/$id" });
  const [dialog, setDialog] = useState<"close" | "transfer" | null>(null);
  const can = useCan(found);
  const move = useMove(id);
  const context = useContextPane((pane) => pane.open);
  const shut = () => setDialog(null);
  useCommands({
    take: can.take ? () => move.mutate({ do: "take" }) : undefined,
    transfer: can.handOn ? () => setDialog("transfer") : undefined,
    close: can.handOn ? () => setDialog("close") : undefined,
  } as Parameters<typeof useCommands>[0]);
  const name = found ? found.name || words.nameless(found.contact) : "";

  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-surface px-2 wide:px-4">
      <Link to="/inbox/$view" params={{ view }} search aria-label={words.back} className="flex size-10 items-center justify-center rounded-md hover:bg-hover wide:hidden">
        <ArrowLeft size={20} aria-hidden />
      </Link>
      {found && <Avatar name={name} seed={found.contact} />}
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-lg font-semibold">{name}</h2>
        {found && <Standing found={found} />}
      </div>
      {can.take && (
        <Button look="primary" icon={Hand} disabled={move.isPending} onClick={() => move.mutate({ do: "take" })}>
          {words.take}
        </Button>
      )}
      {can.handOn && (
        <span className="flex gap-1 max-wide:hidden">
          <IconButton icon={Share2} name={words.transfer} keys={KEYS.transfer} onClick={() => setDialog("transfer")} />
          <IconButton icon={CheckCheck} name={words.closeConversation} keys={KEYS.close} onClick={() => setDialog("close")} />
        </span>
      )}
      <IconButton
        icon={PanelRight}
        name={words.contextPane}
        keys={KEYS.context}
        aria-pressed={context}
        onClick={() => useContextPane.setState({ open: !context })}
        className="max-[420px]:hidden"
      />
      {(can.handOn || can.takeOver || can.reopen) && (
        <Menu
          label={words.moreActions}
          trigger={
            <button type="button" aria-label={words.moreActions} className="flex size-9 items-center justify-center rounded-md hover:bg-hover">
              <EllipsisVertical size={18} aria-hidden />
            </button>
          }
        >
          {can.takeOver && (
            <MenuRow icon={Hand} onPick={() => move.mutate({ do: "take", takeover: true })}>
              {words.takeOver}
            </MenuRow>
          )}
          {can.handOn && (
            <>
              <MenuRow icon={Share2} keys={KEYS.transfer} onPick={() => setDialog("transfer")}>
                {words.transfer}
              </MenuRow>
              <MenuRow icon={Bot} onPick={() => move.mutate({ do: "return" })}>
                {words.giveBack}
              </MenuRow>
              <MenuRow icon={CheckCheck} keys={KEYS.close} onPick={() => setDialog("close")}>
                {words.closeConversation}
              </MenuRow>
            </>
          )}
          {can.reopen && (
            <MenuRow icon={RotateCcw} onPick={() => move.mutate({ do: "reopen" })}>
              {words.reopen}
            </MenuRow>
          )}
          <MenuRow icon={PanelRight} onPick={() => useContextPane.setState({ open: !context })}>
            {words.contextPane}
          </MenuRow>
        </Menu>
      )}
      <Suspense>
      {dialog === "transfer" && <TransferDialog onClose={shut} onPick={(to) => move.mutate(to, { onSuccess: shut })} busy={move.isPending} />}
      {dialog === "close" && <CloseDialog onClose={shut} onPick={(reason) => move.mutate({ do: "close", reason }, { onSuccess: shut })} busy={move.isPending} />}
      </Suspense>
    </header>
  );
}

const NOBODY: never[] = [];

/** Whose it is, or who else is there at this moment. */
function Standing({ found }: { found: Conversation }) {
  const words = useWords();
  const me = useMe();
  const nameOf = useUserName();
  const present = useStatus((status) => status.present[found.id] ?? NOBODY).filter(({ user }) => user !== me.id);
  const typing = present.find((one) => one.typing);
  if (typing) return <p className="truncate text-sm text-accent">{words.typing(typing.name)}</p>;
  if (present[0]) return <p className="truncate text-sm text-warn">{words.viewing(present.map(({ name }) => name).join(", "))}</p>;
  const whose = {
    bot: words.hasBot,
    queue: words.hasQueue(found.area ?? ""),
    paused: words.hasPaused,
    human: found.assignee === me.id ? words.hasMe : found.assignee ? words.hasSomebody(nameOf(found.assignee)) : words.hasPhone,
  }[found.owner];
  return (
    <p className="truncate text-sm text-muted">
      {found.opened ? whose : words.isClosed} · {found.channel}
    </p>
  );
}
