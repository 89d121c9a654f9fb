/** The operator's console. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { businessesAtAGlance, changeLineDefaults, lineDefaults } from "../../app/overviews/console.ts";
import { given } from "../given.ts";
import { type Route, route } from "../route.ts";
import { pageQuery, putLineDefaults } from "../schemas.ts";
import { healthView } from "../views.ts";

const glanceQuery = pageQuery.extend({
  q: z.string().max(100, "must be at most 100 characters long").default(""),
});

export const consoleRoutes = (app: App): Route[] => [
  route({
    method: "get",
    path: "/operator/businesses",
    summary: "Every business at a glance: lines, credits, connection, what is stuck, the last call",
    guard: "operator",
    query: glanceQuery,
    handle: async ({ tx, query: { q, limit, after } }) => {
      const { items, next } = await businessesAtAGlance(app, tx, q, { limit, after: after ?? null });
      return { status: 200, body: { items: items.map(healthView), next } };
    },
  }),
  route({
    method: "get",
    path: "/operator/line-defaults",
    summary: "What a new line starts with",
    guard: "operator",
    handle: async ({ tx }) => ({ status: 200, body: await lineDefaults(tx) }),
  }),
  route({
    method: "put",
    path: "/operator/line-defaults",
    summary:
      "Change what a new line starts with: what is given changes; lines that exist keep what they have",
    guard: "operator",
    body: putLineDefaults,
    handle: async ({ tx, body }) => ({
      status: 200,
      body: await changeLineDefaults(app, tx, given(body)),
    }),
  }),
];
