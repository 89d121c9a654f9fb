/** Reports, for the page and for a spreadsheet. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { type CallReport, reportCalls } from "../../app/overviews/reports.ts";
import { isIsoDate } from "../../domain/zoned-time.ts";
import { businessNotFound } from "../auth.ts";
import { csvOf } from "../csv.ts";
import { type Route, route } from "../route.ts";
import { phone } from "../schemas.ts";

const date = z
  .string()
  .refine(isIsoDate, "must be a date, such as 2026-03-08")
  .meta({ example: "2026-03-08" });

const reportQuery = z.object({
  from: date.optional(),
  to: date.optional(),
  by: z.enum(["day", "week"], "must be day or week").default("day"),
  line: phone.optional(),
});

const MISSED = ["no_answer", "busy", "failed", "caller_hung_up"] as const;

/** Reasons that occur get a column each. */
function reportCsv({ by, periods, total }: CallReport): string {
  const skips = (Object.keys(total.skippedByReason) as (keyof typeof total.skippedByReason)[]).sort();
  const header = [
    by === "day" ? "day" : "week_from",
    "calls",
    "answered",
    "missed",
    ...MISSED.map((reason) => `missed_${reason}`),
    "texted",
    "delivered",
    "recovered",
    "skipped",
    ...skips.map((reason) => `skipped_${reason}`),
    "median_seconds_to_text",
    "credits_spent",
  ];
  return csvOf(
    header,
    periods.map((each) => [
      each.begins,
      each.calls,
      each.answered,
      each.missed,
      ...MISSED.map((reason) => each.missedByReason[reason] ?? 0),
      each.texted,
      each.delivered,
      each.recovered,
      each.skipped,
      ...skips.map((reason) => each.skippedByReason[reason] ?? 0),
      each.medianSecondsToText,
      each.creditsSpent,
    ]),
  );
}

export const reportRoutes = (app: App): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/reports/calls",
    summary: "What became of the calls, by day or week of the business's calendar; also as text/csv",
    guard: "business",
    query: reportQuery,
    handle: async ({ tx, businessId, query }) => {
      const business = await tx.businesses.find(businessId);
      if (business === null) throw businessNotFound();
      const { from = null, to = null, by, line = null } = query;
      const report = await reportCalls(app, tx, business, { from, to, by, line });
      return { status: 200, body: report, csv: () => reportCsv(report) };
    },
  }),
];
