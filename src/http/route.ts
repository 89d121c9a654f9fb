/** A route is data: method, path, who may, what comes in. From it come the router and the OpenAPI document. */
import { json, type Request, type RequestHandler, type Response, Router, text } from "express";
import { z } from "zod";
import type { App } from "../app/context.ts";
import type { Visitor } from "../app/people/sign-in.ts";
import type { Tx } from "../app/ports/index.ts";
import { Refusal } from "../domain/errors.ts";
import {
  type Authenticate,
  type AuthOptions,
  businessNotFound,
  mayTouch,
  operatorOnly,
  ownerOnly,
  type Principal,
  refuseCrossSite,
} from "./auth.ts";
import type { SetCookie } from "./cookies.ts";
import { once } from "./idempotency.ts";
import { isDatabaseAway, parseOrRefuse } from "./problem.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The same for a spreadsheet: given to whoever asks for text/csv. */
  readonly csv?: () => string | Promise<string>;
  /** A file to keep, instead of a body. */
  readonly file?: { readonly name: string; readonly type: string; readonly content: string };
  /** What a replayed Idempotency-Key shows instead: no secret is kept. */
  readonly replay?: unknown;
  /** Run once the effect is committed, before the answer. What it comes to, if anything, is shown instead of the body. */
  readonly afterCommit?: () => Promise<unknown>;
  /** A no that leaves what was written: a wrong guess counts. */
  readonly refusal?: Refusal;
  readonly cookies?: readonly SetCookie[];
  /** Takes the response over instead of a body, and may ask at any time whether the asker still may. */
  readonly stream?: (res: Response, stillMay: () => Promise<boolean>) => void;
  /** Run once the answer is out, so that the time it takes tells nobody anything. */
  readonly afterAnswer?: () => Promise<void>;
}

/** `public`: anybody, signed in or not. `business`: its key or any of its people. `owner`: its key or an owner. */
export type Guard = "public" | "business" | "owner" | "operator";

export interface Ask<B, Q, G extends Guard = "business"> {
  readonly principal: G extends "public" ? null : Principal;
  readonly visitor: Visitor;
  /** From the path; "" on routes without a business. */
  readonly businessId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** The text/csv that was sent, where the route takes some; else "". */
  readonly csv: string;
  /** For a write: the transaction that also keeps the Idempotency-Key. For a read: single statements. */
  readonly tx: Tx;
}

export interface Route<
  B extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  G extends Guard = Guard,
> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below /api/v1, in Express's form. */
  readonly path: string;
  readonly summary: string;
  readonly guard: G;
  readonly body: B | null;
  readonly query: Q | null;
  /** It takes text/csv instead of JSON, at most so much. */
  readonly csvLimit?: string;
  readonly handle: (ask: Ask<z.output<B>, z.output<Q>, G>) => Promise<Answer>;
}

const nothing = z.unknown();

/** Keeps the types of body and query together with the handler that reads them. */
export function route<
  G extends Guard,
  B extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
>(spec: Omit<Route<B, Q, G>, "body" | "query"> & { body?: B; query?: Q }): Route {
  return { ...spec, body: spec.body ?? null, query: spec.query ?? null } as unknown as Route;
}

const MAX_JSON = "64kb";
const MAX_KEY = 200;

export interface ApiOptions {
  readonly authenticate: Authenticate;
  readonly auth: AuthOptions;
  readonly routes: readonly Route[];
}

export function apiRouter(app: App, options: ApiOptions): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.setHeader("Cache-Control", "no-store");
    next();
  });
  const parser = json({ limit: MAX_JSON, strict: true });
  router.use((req, res, next) => (req.body === undefined ? parser(req, res, next) : next()));
  for (const each of options.routes) router[each.method](each.path, handlerOf(app, options, each));
  return router;
}

/** @returns who asks, if they may; `null` only on public routes. */
async function admitted(
  { authenticate, auth }: ApiOptions,
  each: Route,
  req: Request,
  res: Response,
): Promise<Principal | null> {
  if (each.guard === "public") {
    refuseCrossSite(req, auth);
    return null;
  }
  const principal = await authenticate(req);
  if (principal === null) {
    res.setHeader("WWW-Authenticate", 'Bearer realm="textback"');
    throw new Refusal("unauthenticated", "Sign in, or send a valid key: Authorization: Bearer <key>.");
  }
  checkGuard(each, principal, req);
  return principal;
}

function checkGuard(each: Route, principal: Principal, req: Request): void {
  const { businessId } = req.params;
  if (typeof businessId === "string") mayTouch(principal, businessId);
  if (each.guard === "operator") operatorOnly(principal);
  if (each.guard === "owner") ownerOnly(principal);
}

/** For answers that stay open. While the database is away nobody is turned out for that. */
async function stillAdmitted({ authenticate }: ApiOptions, each: Route, req: Request): Promise<boolean> {
  try {
    const principal = await authenticate(req);
    if (principal === null) return false;
    checkGuard(each, principal, req);
    return true;
  } catch (error) {
    return isDatabaseAway(error);
  }
}

/**
 * Read after it is known who asks: it is larger than what anybody may send.
 *
 * @throws Refusal `unsupported_media_type`
 */
function csvReader(limit: string): (req: Request, res: Response) => Promise<string> {
  const parser = text({ type: "text/csv", limit, defaultCharset: "utf-8" });
  return async (req, res) => {
    if (req.body === undefined)
      await new Promise<void>((resolve, reject) =>
        parser(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(error))),
      );
    if (typeof req.body === "string") return req.body;
    throw new Refusal("unsupported_media_type", "Send the file as text/csv.");
  };
}

function handlerOf(app: App, options: ApiOptions, each: Route): RequestHandler {
  const { cookies } = options.auth;
  const readCsv = each.csvLimit === undefined ? null : csvReader(each.csvLimit);
  return async (req, res) => {
    const principal = await admitted(options, each, req, res);
    const params = req.params as Record<string, string>;
    const businessId = params.businessId ?? "";
    if (businessId !== "" && (await app.store.read.businesses.find(businessId)) === null)
      throw businessNotFound();

    const csv = readCsv === null ? "" : await readCsv(req, res);
    const ask = {
      // Where it is null the route said so by its guard, and its handler was typed by that.
      principal: principal as Principal,
      visitor: {
        address: req.ip ?? "",
        // Whoever names a key means the key, and not the cookie that the browser adds.
        sessionToken: req.get("authorization") === undefined ? cookies.read(req, "session") : null,
        ticket: cookies.read(req, "ticket"),
      },
      businessId,
      params,
      query: each.query === null ? {} : parseOrRefuse(each.query, req.query),
      body: each.body === null ? undefined : parseOrRefuse(each.body, req.body ?? {}),
      csv,
    };
    const answer =
      each.method === "get"
        ? await each.handle({ ...ask, tx: app.store.read })
        : await write(app, req, principal, (tx) => each.handle({ ...ask, tx }));
    const body = (await answer.afterCommit?.()) ?? answer.body;
    if (answer.refusal !== undefined) throw answer.refusal;
    for (const cookie of answer.cookies ?? []) cookies.write(res, cookie);
    if (answer.stream !== undefined) {
      answer.stream(res, () => stillAdmitted(options, each, req));
      return;
    }
    if (answer.file !== undefined) {
      res.status(answer.status).attachment(answer.file.name).type(answer.file.type).send(answer.file.content);
      return;
    }
    if (answer.csv !== undefined) res.vary("Accept");
    if (answer.csv !== undefined && req.accepts("json", "text/csv") === "text/csv")
      res
        .status(answer.status)
        .type("text/csv")
        .send(await answer.csv());
    else if (body === undefined) res.status(answer.status).end();
    else res.status(answer.status).json(body);
    answer
      .afterAnswer?.()
      .catch((error: unknown) => app.log.error({ err: error, path: each.path }, "after the answer"));
  };
}

async function write(
  app: App,
  req: Request,
  principal: Principal | null,
  run: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const key = req.get("idempotency-key");
  if (key === undefined || principal === null) return app.store.transaction(run);
  if (key === "" || key.length > MAX_KEY)
    throw new Refusal("invalid_input", `The Idempotency-Key must be 1 to ${MAX_KEY} characters long.`);
  const scope = principal.kind === "operator" ? "operator" : principal.businessId;
  // The address with its query: that says, too, what is to be done.
  const request = [req.method, req.originalUrl, req.body ?? null];
  return app.store.transaction((tx) => once(app, tx, { scope, key, request }, () => run(tx)));
}
