/** The one place where the page talks to the server. Everything goes to /api/v1, with the session's cookie, or in a frame with its token. */
import type { FieldProblem } from "../../domain/errors.ts";
import { common } from "../words/en/common.ts";
import { credentials } from "./frame.ts";
import type { ProblemDocument } from "./shapes.ts";

/** The server said no, or could not be reached. Its message is written for the person in front of the screen. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The server's stable code, or `offline` when no answer came at all. */
  readonly code: string;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, code: string, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Ask {
  readonly query?: Query;
  readonly body?: unknown;
  /** Sent as text/csv instead of a body. */
  readonly csv?: string;
  /** Makes a repeated write safe: the same key is the same effect. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** Below the page's <base>, wherever the service is mounted. */
export const addressOf = (path: string, query: Query = {}): URL => {
  const url = new URL(`api/v1${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, String(value));
  return url;
};

export async function ask<T>(method: Method, path: string, asked: Ask = {}): Promise<T> {
  const response = await answerTo(method, path, asked);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The same as a file for a spreadsheet. */
export const askForCsv = async (path: string, query: Query = {}): Promise<Blob> =>
  await (await answerTo("GET", path, { query }, "text/csv")).blob();

async function answerTo(
  method: Method,
  path: string,
  asked: Ask,
  accept = "application/json",
): Promise<Response> {
  const own = credentials();
  const response = await fetch(addressOf(path, asked.query), {
    method,
    credentials: own.credentials,
    headers: {
      ...own.headers,
      accept,
      ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
      ...(asked.csv === undefined ? {} : { "content-type": "text/csv; charset=utf-8" }),
      ...(asked.idempotencyKey === undefined ? {} : { "idempotency-key": asked.idempotencyKey }),
    },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    ...(asked.csv === undefined ? {} : { body: asked.csv }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  }).catch((error: unknown) => {
    if (asked.signal?.aborted) throw error;
    throw new ApiProblem(0, "offline", common("unreachable"));
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const said = (await response.json().catch(() => null)) as Partial<ProblemDocument> | null;
  return new ApiProblem(
    response.status,
    said?.code ?? "unreadable",
    said?.detail ?? common("unreadable"),
    said?.errors ?? [],
  );
}

/** `crypto.randomUUID` exists on https pages only; the sandbox may be opened over plain http from a phone. */
export const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
