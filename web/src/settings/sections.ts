/** The pages about the desk itself: where each is, what it is called, and the permission that one sees it by. */
import { UserRound, type LucideIcon } from "lucide-react";
import type { Permission } from "../gen/api";

export type Section = { to: "/me"; icon: LucideIcon; name: "profile"; needs: Permission };

export const SECTIONS: readonly Section[] = [{ to: "/me", icon: UserRound, name: "profile", needs: "account.self" }];
