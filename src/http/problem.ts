/** Errors as RFC 9457 problem documents with a stable `code`. What we did not expect gets an id, and no more. */
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { ZodError, type z } from "zod";
import type { Logger } from "../app/ports/index.ts";
import { type FieldProblem, REFUSALS, Refusal, type RefusalCode } from "../domain/errors.ts";
import { LIMIT_WINDOW_MS } from "../domain/sign-in.ts";

export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly code: RefusalCode | "internal_error";
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId?: string;
}

/** Where waiting helps. */
const RETRY_AFTER_SECONDS: Partial<Record<RefusalCode, number>> = {
  unavailable: 2,
  too_many_attempts: LIMIT_WINDOW_MS / 1_000,
};

export function sendProblem(res: Response, refusal: Refusal): void {
  const status = REFUSALS[refusal.code];
  const retryAfterSeconds = RETRY_AFTER_SECONDS[refusal.code];
  if (retryAfterSeconds !== undefined) res.setHeader("Retry-After", String(retryAfterSeconds));
  const problem: Problem = {
    type: "about:blank",
    title: refusal.code.replaceAll("_", " "),
    status,
    code: refusal.code,
    detail: refusal.message,
    ...(refusal.fields.length > 0 ? { errors: refusal.fields } : {}),
  };
  res.status(status).type("application/problem+json").send(JSON.stringify(problem));
}

const fieldsOf = (error: ZodError): FieldProblem[] =>
  error.issues.map((issue) => ({ field: issue.path.join(".") || "(body)", message: issue.message }));

/** Parses or refuses, naming each field and what it must be. */
export function parseOrRefuse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = fieldsOf(parsed.error);
  const words = fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
  throw new Refusal("invalid_input", `The input is not valid. ${words}`, fields);
}

/** Postgres is away, starting, stopping or full: waiting helps. */
const DATABASE_AWAY = /^(08|53|57P0|55P03|57014)/;
const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE"]);

export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && (DATABASE_AWAY.test(code) || NETWORK.has(code))) return true;
  return (
    typeof message === "string" &&
    /timeout exceeded when trying to connect|Connection terminated|Query read timeout/.test(message)
  );
}

/** body-parser's own errors, by their `type`. */
const bodyErrors: Readonly<Record<string, RefusalCode>> = {
  "entity.too.large": "payload_too_large",
  "parameters.too.many": "payload_too_large",
  "entity.parse.failed": "malformed_json",
  "encoding.unsupported": "unsupported_media_type",
  "charset.unsupported": "unsupported_media_type",
};

export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof ZodError)
    return new Refusal("invalid_input", "The input is not valid.", fieldsOf(error));
  if (isDatabaseAway(error))
    return new Refusal("unavailable", "The service is busy for a moment. Try again.");
  const { type, status, statusCode } = error as { type?: unknown; status?: unknown; statusCode?: unknown };
  const code = typeof type === "string" ? bodyErrors[type] : undefined;
  if (code !== undefined) return new Refusal(code, "The body could not be read.");
  const http = typeof status === "number" ? status : statusCode;
  // Anything else that Express blames on the request: a bad escape in the path, a cut body.
  if (typeof http === "number" && http >= 400 && http < 500)
    return new Refusal("malformed_body", "The request could not be read.");
  return null;
}

export const notFound: RequestHandler = (req) => {
  throw new Refusal("route_not_found", `There is no ${req.method} ${req.path} here.`);
};

export const problemHandler =
  (log: Logger): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const refusal = refusalOf(error);
    if (refusal !== null) {
      sendProblem(res, refusal);
      return;
    }
    const requestId = String((req as { id?: unknown }).id ?? "");
    log.error({ err: error, requestId }, "request failed");
    const problem: Problem = {
      type: "about:blank",
      title: "internal error",
      status: 500,
      code: "internal_error",
      detail: "Something went wrong on our side. It has been noted.",
      requestId,
    };
    res.status(500).type("application/problem+json").send(JSON.stringify(problem));
  };
