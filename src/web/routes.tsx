/** The addresses of the page. Each page is a bundle of its own, fetched when it is first opened. */
import { createBrowserRouter, createMemoryRouter, type RouteObject } from "react-router";
import { Broken } from "./shell/broken.tsx";
import { Home } from "./shell/home.tsx";
import { Shell } from "./shell/shell.tsx";
import { SignedIn, WithBusiness } from "./shell/workspace.tsx";
import { Loading } from "./ui/states.tsx";

const page = (load: () => Promise<{ default: React.ComponentType }>): Pick<RouteObject, "lazy"> => ({
  lazy: async () => ({ Component: (await load()).default }),
});

const routes: RouteObject[] = [
  {
    errorElement: <Broken />,
    hydrateFallbackElement: <Loading whole />,
    children: [
      { path: "/sign-in", ...page(() => import("./pages/sign-in/sign-in.tsx")) },
      { path: "/invitation", ...page(() => import("./pages/sign-in/invitation.tsx")) },
      {
        element: (
          <SignedIn>
            <Shell />
          </SignedIn>
        ),
        children: [
          { index: true, element: <Home /> },
          { path: "businesses", ...page(() => import("./pages/operator/businesses.tsx")) },
          { path: "businesses/defaults", ...page(() => import("./pages/operator/defaults.tsx")) },
          { path: "more", ...page(() => import("./pages/more/more.tsx")) },
          {
            element: <WithBusiness />,
            children: [
              { path: "welcome", ...page(() => import("./pages/welcome/welcome.tsx")) },
              {
                path: "inbox",
                ...page(() => import("./pages/inbox/inbox.tsx")),
                children: [
                  { index: true, ...page(() => import("./pages/inbox/nobody-chosen.tsx")) },
                  { path: ":phone", ...page(() => import("./pages/inbox/conversation.tsx")) },
                ],
              },
              { path: "leads/import", ...page(() => import("./pages/leads/import.tsx")) },
              {
                path: "leads",
                ...page(() => import("./pages/leads/leads.tsx")),
                children: [{ path: ":leadId", ...page(() => import("./pages/leads/lead-details.tsx")) }],
              },
              { path: "text-back", ...page(() => import("./pages/editor/editor-page.tsx")) },
              { path: "credits", ...page(() => import("./pages/credits/credits.tsx")) },
              { path: "connection", ...page(() => import("./pages/connection/connection.tsx")) },
              { path: "notices", ...page(() => import("./pages/settings/notices.tsx")) },
              { path: "alerts", ...page(() => import("./pages/settings/alerts.tsx")) },
              { path: "people", ...page(() => import("./pages/settings/people.tsx")) },
              { path: "kept-data", ...page(() => import("./pages/settings/privacy.tsx")) },
              { path: "blocked", ...page(() => import("./pages/settings/blocked.tsx")) },
              { path: "test", ...page(() => import("./pages/live-test/test-page.tsx")) },
              { path: "reports", ...page(() => import("./pages/reports/reports.tsx")) },
            ],
          },
          { path: "*", ...page(() => import("./pages/not-found.tsx")) },
        ],
      },
    ],
  },
];

export const createRouter = (basename: string) => createBrowserRouter(routes, { basename });

/** In a frame the address is the CRM's, and moving about must not fill the browser's history. */
export const createFrameRouter = (page: string) => createMemoryRouter(routes, { initialEntries: [page] });
