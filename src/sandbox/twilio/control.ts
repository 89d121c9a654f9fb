/** For `textback simulate`, which runs in another process: places calls and texts, and streams what happens. */
import { timingSafeEqual } from "node:crypto";
import { json, type RequestHandler, type Response, Router } from "express";
import type { CarrierState } from "./state.ts";
import { receiveFromPerson } from "./texts/receive.ts";
import type { CarrierEvent } from "./types.ts";
import { type CallRequest, playCall } from "./voice/inbound.ts";

/** A text-back normally arrives within milliseconds of the end of the call; whoever watches may know that none will. */
const SETTLE_MS = 2_000;
/** Within this time of being asked for something the service has turned to the carrier. */
const TURNS_TO_US_MS = 5_000;

export function controlRouter(state: CarrierState, token: string): Router {
  const router = Router();
  const guard: RequestHandler = (req, res, next) => {
    const given = Buffer.from(req.get("authorization") ?? "");
    const wanted = Buffer.from(`Bearer ${token}`);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) next();
    else res.status(401).end();
  };
  router.use("/sandbox", guard, json());
  router.post("/sandbox/calls", (req, res) => {
    const request = req.body as CallRequest;
    const isAnswered = request.callee?.some(({ kind }) => kind === "human") ?? false;
    return stream(state, res, !isAnswered, () => playCall(state, request));
  });
  router.post("/sandbox/deliveries", (req, res) => {
    state.deliveries.set(req.body.number, [req.body.script]);
    res.status(204).end();
  });
  router.post("/sandbox/lookups", (req, res) => {
    state.lookups.set(req.body.number, req.body.facts);
    res.status(204).end();
  });
  router.post("/sandbox/texts", (req, res) =>
    stream(state, res, false, () => receiveFromPerson(state, req.body)),
  );
  // What the service does by itself: from the first thing that happens until nothing is under way any more.
  router.post("/sandbox/watch", (_req, res) => stream(state, res, false, () => firstEvent(state)));
  router.put("/sandbox/phones/:number", (req, res) => {
    const number = String(req.params.number);
    const before = state.phones.get(number) ?? null;
    if (req.body.script === null) state.phones.delete(number);
    else state.phones.set(number, req.body.script);
    res.json({ before });
  });
  router.put("/sandbox/webhooks", (req, res) => {
    state.faults.faults.webhookRules.splice(0, Number.POSITIVE_INFINITY, ...req.body.rules);
    res.status(204).end();
  });
  // A number is in the messaging service whose campaign is registered.
  router.put("/sandbox/registrations/:number", (req, res) => {
    Object.assign(state.registrations, req.body);
    const [campaign] = state.registrations.campaigns;
    const number = state.number(String(req.params.number));
    if (number !== undefined) number.messagingServiceSid = campaign?.messagingServiceSid ?? null;
    res.status(204).end();
  });
  router.get("/sandbox/phones/:number", (req, res) => {
    res.json(state.messages.filter((m) => m.to === req.params.number && m.sentAt !== null));
  });
  router.get("/sandbox/numbers", (_req, res) => {
    res.json(state.numbers);
  });
  return router;
}

const firstEvent = (state: CarrierState): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(late);
      resolve();
    };
    const late = setTimeout(end, TURNS_TO_US_MS);
    const stop = state.subscribe(end);
  });

async function stream(
  state: CarrierState,
  res: Response,
  textMayFollow: boolean,
  play: () => Promise<unknown>,
): Promise<void> {
  res.type("application/x-ndjson").flushHeaders();
  let reported: () => void = () => {};
  const textReported = new Promise<void>((resolve) => {
    reported = resolve;
  });
  const stop = state.subscribe((event: CarrierEvent) => {
    res.write(`${JSON.stringify(event)}\n`);
    if (event.kind === "text_reported") reported();
  });
  try {
    await play();
    if (textMayFollow) {
      await Promise.race([textReported, new Promise((resolve) => setTimeout(resolve, SETTLE_MS))]);
    }
    await state.idle();
  } finally {
    stop();
    res.end();
  }
}
