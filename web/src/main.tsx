/** Where the console begins. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client } from "./app/session";
import { router } from "./app/router";
import { ready } from "./i18n/words";
import "./theme/theme";
import "./theme/theme.css";

const place = document.getElementById("root");
if (!place) throw new Error("the page has no place for the console");
await ready();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
