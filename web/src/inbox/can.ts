/** What can be done with a conversation now, by whose it is and what one may. */
import type { Conversation } from "../api/queries";

const DAY = 86_400_000;

export type Can = { take: boolean; takeOver: boolean; handOn: boolean; speak: boolean; reopen: boolean };
export type Standing = Pick<Conversation, "opened" | "owner" | "assignee" | "closed_at">;

/** Returns what somebody can do. The server decides; this keeps from offering what it would refuse. */
export function canDo(one: Standing, me: number, may: { write: boolean; assign: boolean }, now: number): Can {
  const mine = one.owner === "human" && one.assignee === me;
  const anothers = one.owner === "human" && one.assignee !== null && !mine;
  return {
    take: one.opened && may.write && !mine && !anothers,
    takeOver: one.opened && may.assign && anothers,
    handOn: one.opened && ((mine && may.write) || may.assign),
    speak: one.opened && mine && may.write,
    reopen: !one.opened && may.write && one.closed_at !== null && now - one.closed_at < DAY,
  };
}
