/** Lines that the owner sets up: the numbers of their carrier account, and the live test. */
import { z } from "zod";
import { type LiveTestSteps, liveTestSteps, startLiveTest } from "../../app/calls/live-test.ts";
import type { App } from "../../app/context.ts";
import {
  buyNumber,
  connectNumber,
  type NumberWebhooks,
  type OwnNumber,
  pointsHere,
  requireOwnCarrier,
} from "../../app/lines/carrier-numbers.ts";
import type { E164 } from "../../domain/phone.ts";
import { phoneIn } from "../phone-in.ts";
import { type Route, route } from "../route.ts";
import { country, phone } from "../schemas.ts";
import { lineView } from "../views.ts";

const availableQuery = z.object({
  country: country.default("US"),
  areaCode: z
    .string()
    .regex(/^[2-9]\d{2}$/, "must be an area code of three digits, such as 512")
    .transform(Number)
    .optional(),
});

const postNumber = z.strictObject({ phoneNumber: phone });

const numberView = (number: OwnNumber, wanted: NumberWebhooks, lines: ReadonlySet<E164>) => ({
  phoneNumber: number.phoneNumber,
  friendlyName: number.friendlyName,
  takesCalls: number.takesCalls,
  takesTexts: number.takesTexts,
  webhooks: number.webhooks,
  pointsHere: pointsHere(number.webhooks, wanted),
  overriddenBy: number.overriddenBy,
  isLine: lines.has(number.phoneNumber),
});

const liveTestView = ({ line, startedAt, endsAt, state, steps, problem }: LiveTestSteps) => ({
  line,
  startedAt: startedAt.toISOString(),
  endsAt: endsAt.toISOString(),
  state,
  steps: {
    called: steps.called?.toISOString() ?? null,
    missed: steps.missed?.toISOString() ?? null,
    texted: steps.texted?.toISOString() ?? null,
    delivered: steps.delivered?.toISOString() ?? null,
  },
  problem,
});

export const lineRoutes = (app: App, linesChanged: () => Promise<void>): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/carrier/numbers",
    summary: "The numbers of the business's Twilio account, and where their calls and texts go",
    guard: "owner",
    handle: async ({ tx, businessId, principal }) => {
      await requireOwnCarrier(tx, businessId, principal.kind === "operator");
      const [numbers, lines] = await Promise.all([
        app.carrier.ownNumbers(businessId),
        tx.lines.list(businessId),
      ]);
      const known = new Set(lines.map(({ number }) => number));
      const wanted = app.carrier.wantedWebhooks();
      return {
        status: 200,
        body: { items: numbers.map((each) => numberView(each, wanted, known)), next: null },
      };
    },
  }),
  route({
    method: "get",
    path: "/businesses/:businessId/carrier/available-numbers",
    summary: "Numbers that could be bought",
    guard: "owner",
    query: availableQuery,
    handle: async ({ tx, businessId, principal, query }) => {
      await requireOwnCarrier(tx, businessId, principal.kind === "operator");
      const { country, areaCode = null } = query;
      const items = await app.carrier.availableNumbers(businessId, { country, areaCode });
      return { status: 200, body: { items, next: null } };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/carrier/numbers",
    summary: "Buy a number and make it a line; a number that is in the account already is not bought again",
    guard: "owner",
    body: postNumber,
    handle: async ({ tx, businessId, principal, body }) => {
      await requireOwnCarrier(tx, businessId, principal.kind === "operator");
      const { line, bought } = await buyNumber(app, tx, businessId, body.phoneNumber);
      return {
        status: bought ? 201 : 200,
        body: lineView(line, app.clock.now()),
        afterCommit: linesChanged,
      };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/lines/:number/connect",
    summary: "Make a number of the business's Twilio account a line: its webhooks are set and verified",
    guard: "owner",
    handle: async ({ tx, businessId, principal, params }) => {
      await requireOwnCarrier(tx, businessId, principal.kind === "operator");
      const { line, created } = await connectNumber(app, tx, businessId, phoneIn(params, "number"));
      return {
        status: created ? 201 : 200,
        body: lineView(line, app.clock.now()),
        afterCommit: linesChanged,
      };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/lines/:number/live-test",
    summary:
      "For ten minutes a call from the forward phone itself is missed at once and texted, free of charge",
    guard: "business",
    handle: async ({ tx, businessId, params }) => ({
      status: 201,
      body: liveTestView(await startLiveTest(app, tx, businessId, phoneIn(params, "number"))),
    }),
  }),
  route({
    method: "get",
    path: "/businesses/:businessId/lines/:number/live-test",
    summary: "How far the latest live test of this line has come",
    guard: "business",
    handle: async ({ tx, businessId, params }) => ({
      status: 200,
      body: liveTestView(await liveTestSteps(app, tx, businessId, phoneIn(params, "number"))),
    }),
  }),
];
