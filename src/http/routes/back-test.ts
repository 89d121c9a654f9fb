/** Trying settings out on the past, before they are saved. */
import { BACK_TEST_DAYS, backTestLine } from "../../app/calls/back-test.ts";
import type { App } from "../../app/context.ts";
import type { ReplayedCall } from "../../domain/back-test.ts";
import { Refusal } from "../../domain/errors.ts";
import { lineChangeOf } from "../line-change.ts";
import { phoneIn } from "../phone-in.ts";
import { type Route, route } from "../route.ts";
import { pageQuery, putLine } from "../schemas.ts";
import { backTestChangeView } from "../views.ts";

/** Newest first; `after` names the last call of the page before. */
function pageOf(changed: readonly ReplayedCall[], limit: number, after: string | undefined) {
  const newestFirst = changed.toSorted((a, b) => b.call.occurredAt.getTime() - a.call.occurredAt.getTime());
  const last = newestFirst.findIndex(({ call }) => call.id === after);
  if (after !== undefined && last === -1)
    throw new Refusal("invalid_input", "The cursor is not one of this back-test.", [
      { field: "after", message: "must be the `next` of an earlier answer to the same settings" },
    ]);
  const items = newestFirst.slice(last + 1, last + 1 + limit);
  const more = last + 1 + limit < newestFirst.length;
  return { items: items.map(backTestChangeView), next: more ? (items.at(-1)?.call.id ?? null) : null };
}

export const backTestRoutes = (app: App): Route[] => [
  route({
    method: "post",
    path: "/businesses/:businessId/lines/:number/back-test",
    summary: `What these settings would have done with the line's calls of the last ${BACK_TEST_DAYS} days; saves nothing`,
    guard: "business",
    query: pageQuery,
    body: putLine,
    handle: async ({ tx, businessId, params, query, body }) => {
      const tested = await backTestLine(app, tx, businessId, phoneIn(params, "number"), lineChangeOf(body));
      const { since, until, cut, calls, was, would, changed, unknown } = tested;
      return {
        status: 200,
        body: {
          since: since.toISOString(),
          until: until.toISOString(),
          cut,
          calls,
          was,
          would,
          changed: changed.length,
          unknown,
          ...pageOf(changed, query.limit, query.after),
        },
      };
    },
  }),
];
