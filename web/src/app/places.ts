/** The first words of the console's addresses. The server answers these with the page: `runtime/cauce/console/routes.py`. */
export const PLACES = ["login", "inbox", "users", "roles", "areas", "quick-replies", "tags", "channels", "audit", "me"] as const;
