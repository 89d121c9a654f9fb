/** Demo businesses: the operator makes and ends them, and whoever is in one plays the customer's phone. */
import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { createDemo, demoPhone, endDemo, fictionalCaller } from "../../app/demos/demo.ts";
import type { LinkKit } from "../../app/people/sign-in.ts";
import { DEMO_ANSWERS, type DemoPhone } from "../../app/ports/demos.ts";
import { Refusal } from "../../domain/errors.ts";
import { parseE164 } from "../../domain/phone.ts";
import { type Answer, type Route, route } from "../route.ts";

/** Changes come in bursts; an eye does not notice this. */
const GATHER_MS = 40;
const BEAT_MS = 15_000;

const number = z
  .string()
  .refine((text) => parseE164(text) !== null, "must be a phone number, such as +15125550142");
const newDemo = z.strictObject({
  name: z.string().trim().min(1, "must not be empty").max(120).default("Demo Plumbing"),
  email: z.email("must be an e-mail address").max(200).optional(),
});
const placing = z.strictObject({ from: z.union([number, z.literal("anonymous")]), line: number });
const answering = z.strictObject({
  answer: z.enum(DEMO_ANSWERS, `must be one of ${DEMO_ANSWERS.join(", ")}`),
});
const texting = z.strictObject({
  from: number,
  line: number,
  body: z.string().min(1, "must not be empty").max(1_600, "must be at most 1600 characters long"),
});

/** @param linesChanged lets the cached lines know */
export function demoRoutes(app: App, kit: LinkKit, linesChanged: () => Promise<void>): Route[] {
  const done = (was: boolean, otherwise: string): Answer => {
    if (!was) throw new Refusal("demo_busy", otherwise);
    return { status: 204, body: undefined };
  };
  return [
    route({
      method: "post",
      path: "/operator/demos",
      summary:
        "Make a demo business with a simulated line, and a one-time link for whoever it is shown to; it ends after 90 days",
      guard: "operator",
      body: newDemo,
      handle: async ({ tx, body }) => {
        const { signIn, endsAt, ...demo } = await createDemo(app, kit, tx, {
          name: body.name,
          email: body.email ?? null,
        });
        const shown = { ...demo, endsAt: endsAt.toISOString() };
        const link = { url: signIn.url, expiresAt: signIn.expiresAt.toISOString() };
        return {
          status: 201,
          body: { ...shown, signIn: link },
          replay: { ...shown, signIn: null },
          afterCommit: linesChanged,
        };
      },
    }),
    route({
      method: "delete",
      path: "/operator/demos/:businessId",
      summary: "End a demo business: nobody gets in any more, its line is gone, and its CRM is given back",
      guard: "operator",
      handle: async ({ tx, businessId }) => {
        await endDemo(app, tx, businessId, "operator");
        return { status: 204, body: undefined, afterCommit: linesChanged };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/demo/scene",
      summary: "What goes on at a demo business's simulated phones, as server-sent events",
      guard: "business",
      handle: async ({ tx, businessId }) => {
        const phone = await demoPhone(app, tx, businessId);
        return {
          status: 200,
          body: undefined,
          stream: (res, stillMay) => follow(phone, res, stillMay),
        };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/demo/call",
      summary: "Call a demo business's line, as a customer",
      guard: "business",
      body: placing,
      handle: async ({ tx, businessId, body }) => {
        const phone = await demoPhone(app, tx, businessId);
        const otherwise = "Another call is going on, or there is no such line.";
        return done(phone.call(fictionalCaller(body.from), body.line), otherwise);
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/demo/call/answer",
      summary: "What the owner's simulated phone does while it rings",
      guard: "business",
      body: answering,
      handle: async ({ tx, businessId, body }) =>
        done((await demoPhone(app, tx, businessId)).answer(body.answer), "No phone is ringing."),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/demo/call/hang-up",
      summary: "End the simulated call",
      guard: "business",
      handle: async ({ tx, businessId }) =>
        done((await demoPhone(app, tx, businessId)).hangUp(), "Nobody is calling."),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/demo/text",
      summary: "Text a demo business's line, as a customer",
      guard: "business",
      body: texting,
      handle: async ({ tx, businessId, body }) => {
        const phone = await demoPhone(app, tx, businessId);
        const from = fictionalCaller(body.from);
        return {
          status: 204,
          body: undefined,
          // The carrier asks us what to do with it: this transaction has to be over.
          afterCommit: async () => {
            done(await phone.text(from, body.line, body.body), "There is no such line.");
          },
        };
      },
    }),
  ];
}

/** The whole scene at each change: it is small, and nothing can be missed. */
function follow(phone: DemoPhone, res: ServerResponse, stillMay: () => Promise<boolean>): void {
  res.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  let soon: NodeJS.Timeout | null = null;
  const show = (): void => {
    soon = null;
    res.write(`data: ${JSON.stringify(phone.scene())}\n\n`);
  };
  const forget = phone.subscribe(() => {
    soon ??= setTimeout(show, GATHER_MS);
  });
  const beat = setInterval(async () => {
    res.write(": beat\n\n");
    if (!(await stillMay())) res.end();
  }, BEAT_MS);
  beat.unref();
  show();
  res.once("close", () => {
    forget();
    clearInterval(beat);
    if (soon !== null) clearTimeout(soon);
  });
}
