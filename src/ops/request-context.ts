/** Which request a log line belongs to, without every function having to be told. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";

const current = new AsyncLocalStorage<{ readonly requestId: string }>();

/** Fields for each log line: the id of the request during which it is written, if there is one. */
export const requestFields = (): { readonly requestId?: string } => current.getStore() ?? {};

export const newRequestId = (): string => randomUUID();

/** Everything from here on, to the last awaited step, belongs to this request; its id stands in the answer too. */
export const withRequestId: RequestHandler = (req, res, next) => {
  const requestId = String((req as { id?: unknown }).id ?? newRequestId());
  res.setHeader("X-Request-Id", requestId);
  current.run({ requestId }, next);
};
