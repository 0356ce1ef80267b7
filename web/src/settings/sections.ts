/** The pages about the desk itself: where each is, what it is called, and the permission that one sees it by. */
import { UserRound, Zap, type LucideIcon } from "lucide-react";
import type { Permission } from "../gen/api";

export type Section = { to: "/me" | "/quick-replies"; icon: LucideIcon; name: "profile" | "quickReplies"; needs: Permission };

export const SECTIONS: readonly Section[] = [
  { to: "/me", icon: UserRound, name: "profile", needs: "account.self" },
  { to: "/quick-replies", icon: Zap, name: "quickReplies", needs: "conversations.read" },
];
