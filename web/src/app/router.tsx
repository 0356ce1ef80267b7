/** Every address of the console. What is not needed at once is loaded when somebody is about to go there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { me } from "../api/queries";
import { NotFound, Trouble } from "./missing";
import { client } from "./session";
import { Problem } from "../api/client";

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: Trouble });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { to?: string } => (typeof search.to === "string" ? { to: search.to } : {}),
  component: lazyRouteComponent(() => import("../login/page"), "LoginPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./shell"), "Shell"),
  beforeLoad: async ({ location }) => {
    try {
      await client.ensureQueryData(me);
    } catch (error) {
      if (error instanceof Problem && error.status === 401)
        throw redirect({ to: "/login", search: location.pathname === "/" ? {} : { to: location.href } });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view", params: { view: "mine" } });
  },
});

export type InboxSearch = { area?: string; q?: string };

const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox/$view",
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    ...(typeof search.area === "string" ? { area: search.area } : {}),
    ...(typeof search.q === "string" ? { q: search.q } : {}),
  }),
  component: lazyRouteComponent(() => import("../inbox/inbox"), "Inbox"),
});

const opened = createRoute({
  getParentRoute: () => inbox,
  path: "/$id",
  component: lazyRouteComponent(() => import("../inbox/pane"), "Pane"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  id: "settings",
  component: lazyRouteComponent(() => import("../settings/frame"), "SettingsFrame"),
});

const pages = [
  createRoute({
    getParentRoute: () => settings,
    path: "/me",
    component: lazyRouteComponent(() => import("../settings/me"), "MePage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/quick-replies",
    component: lazyRouteComponent(() => import("../settings/quick-replies"), "QuickRepliesPage"),
  }),
];

const routeTree = root.addChildren([
  login,
  shell.addChildren([home, inbox.addChildren([opened]), settings.addChildren(pages)]),
]);

export const router = createRouter({ routeTree, defaultPreload: "intent", defaultPreloadStaleTime: 0, scrollRestoration: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
