/**
 * The phone beside the page, over HTTP: mounted by the sandbox alone. Whoever is signed in to the page may play; who
 * that is the public API says, as it would to anybody.
 */
import { type IRouter, json, type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import type { Stage } from "./play.ts";
import { ANSWERS } from "./scene.ts";

/** Changes come in bursts; an eye does not notice this. */
const GATHER_MS = 40;
const BEAT_MS = 15_000;

const number = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a phone number, such as +15125550142");
const placing = z.strictObject({ from: z.union([number, z.literal("anonymous")]), line: number });
const answering = z.strictObject({ answer: z.enum(ANSWERS, `must be one of ${ANSWERS.join(", ")}`) });
const texting = z.strictObject({
  from: number,
  line: number,
  body: z.string().min(1, "must not be empty").max(1_600, "must be at most 1600 characters long"),
});

export interface PanelOptions {
  readonly stage: Stage;
  /** Where the public API is. */
  readonly serviceUrl: string;
}

export interface Panel {
  readonly router: IRouter;
  /** Ends what would never end by itself: before a server is closed that waits for its requests. */
  endStreams(): void;
}

export function sandboxPanel({ stage, serviceUrl }: PanelOptions): Panel {
  const router = Router();
  const streams = new Set<Response>();
  router.use((_req, res, next) => {
    res.setHeader("Cache-Control", "no-store");
    next();
  });
  router.use(onlyOurPage, onlySignedIn(serviceUrl), json({ limit: "16kb" }));
  router.get("/scene", (_req, res) => {
    streams.add(res);
    res.once("close", () => streams.delete(res));
    follow(stage, res);
  });
  router.post("/call", (req, res) => {
    const asked = read(placing, req, res);
    if (asked === null) return;
    finish(res, stage.call(asked.from, asked.line), "Another call is going on, or there is no such line.");
  });
  router.post("/call/answer", (req, res) => {
    const asked = read(answering, req, res);
    if (asked !== null) finish(res, stage.answer(asked.answer), "No phone is ringing.");
  });
  router.post("/call/hang-up", (_req, res) => finish(res, stage.hangUp(), "Nobody is calling."));
  router.post("/text", async (req, res) => {
    const asked = read(texting, req, res);
    if (asked === null) return;
    finish(res, await stage.text(asked.from, asked.line, asked.body), "There is no such line.");
  });
  return {
    router,
    endStreams: () => {
      for (const each of streams) each.end();
    },
  };
}

const refuse = (res: Response, status: number, code: string, detail: string): void => {
  res
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: code.replaceAll("_", " "), status, code, detail }));
};

function finish(res: Response, done: boolean, otherwise: string): void {
  if (done) res.status(204).end();
  else refuse(res, 409, "sandbox_busy", otherwise);
}

function read<T>(schema: z.ZodType<T>, req: Request, res: Response): T | null {
  const parsed = schema.safeParse(req.body);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ");
  refuse(res, 422, "invalid_input", `The input is not valid: ${words}.`);
  return null;
}

/** Another site cannot forge Origin, nor reach us under our own name. */
const onlyOurPage: RequestHandler = (req, res, next) => {
  const origin = req.get("origin");
  const isOurs = origin === undefined ? req.method === "GET" : origin.endsWith(`//${req.get("host") ?? ""}`);
  if (isOurs) next();
  else refuse(res, 403, "cross_site", "Only the sandbox's own page may do this.");
};

const onlySignedIn =
  (serviceUrl: string): RequestHandler =>
  async (req, res, next) => {
    const session = await fetch(`${serviceUrl}/api/v1/session`, {
      headers: { cookie: req.get("cookie") ?? "" },
    });
    if (session.ok) next();
    else refuse(res, 401, "unauthenticated", "Sign in first.");
  };

/** The whole scene at each change: it is small, and nothing can be missed. */
function follow(stage: Stage, res: Response): void {
  res.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" });
  let soon: NodeJS.Timeout | null = null;
  const show = (): void => {
    soon = null;
    res.write(`data: ${JSON.stringify(stage.scene())}\n\n`);
  };
  const forget = stage.subscribe(() => {
    soon ??= setTimeout(show, GATHER_MS);
  });
  const beat = setInterval(() => res.write(": beat\n\n"), BEAT_MS);
  show();
  res.once("close", () => {
    forget();
    clearInterval(beat);
    if (soon !== null) clearTimeout(soon);
  });
}
