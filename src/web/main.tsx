import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./tokens.css";
import "./global.css";
import { createQueryClient } from "./api/queries.ts";
import { createRouter } from "./routes.tsx";
import { cssVariables, theme } from "./theme.ts";

/** The server's nonce of this request: without it the policy forbids the style tags that Mantine adds. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

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
        <Notifications position="top-center" autoClose={5_000} limit={3} />
        <RouterProvider router={createRouter(new URL(document.baseURI).pathname)} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
