import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./tokens.css";
import "./global.css";
import { api } from "./api/endpoints.ts";
import { enter, launchIn } from "./api/frame.ts";
import { createQueryClient } from "./api/queries.ts";
import { createFrameRouter, createRouter } from "./routes.tsx";
import { cssVariables, forgetfulLook, theme } from "./theme.ts";
import { languageToBegin, speakLanguage, useLanguage } from "./words/language.ts";

/** The server's nonce of this request: without it the policy forbids the style tags that Mantine adds. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** Nothing is told before something was done, so that this may come after the first page. */
const Toasts = lazy(() => import("./ui/toasts.tsx"));

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root.");

const base = new URL(document.baseURI);
const launch = launchIn(new URL(location.href), base);
if (launch !== null) {
  // Used up in a moment, and still not for whoever looks at the history.
  history.replaceState(null, "", location.pathname);
  await enter(launch, api.openInFrame);
}
// A page in the other language is better than none; a newer version of its words is fetched at the next visit.
await speakLanguage(languageToBegin(launch === null)).catch(() => {});
const router = launch === null ? createRouter(base.pathname) : createFrameRouter(launch.page);

/** All that is on the screen says its words anew in another language. */
function Pages() {
  const language = useLanguage();
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <RouterProvider router={router} key={language} />;
}

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(launch === null ? {} : { colorSchemeManager: forgetfulLook() })}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={createQueryClient()}>
        <Suspense>
          <Toasts />
        </Suspense>
        <Pages />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
