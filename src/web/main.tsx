import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./tokens.css";
import "./global.css";
import { createQueryClient } from "./api/queries.ts";
import { createRouter } from "./routes.tsx";
import { cssVariables, theme } from "./theme.ts";

/** The server's nonce of this request: without it the policy forbids the style tags that Mantine adds. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** Nothing is told before something was done, so that this may come after the first page. */
const Toasts = lazy(() => import("./ui/toasts.tsx"));

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root.");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={createQueryClient()}>
        <Suspense>
          <Toasts />
        </Suspense>
        <RouterProvider router={createRouter(new URL(document.baseURI).pathname)} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
