/**
 * How requests go to HubSpot: with a token that lasts, within the portal's limits, and never twice.
 *
 * Of @hubspot/api-client 14 only `apiRequest` is used, on one client for the whole process. Its typed methods
 * speak v3 and v4, which end in 2027; its retries repeat creates; its limiter and retry settings are shared by
 * every client in the process, and constructing one resets them, so it is constructed once and the token goes
 * with each request. It has no timeout either.
 */
import { Client } from "@hubspot/api-client";
import type { z } from "zod";
import {
  type Budget,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
} from "../../src/crm/contract.ts";
import { connectionTrouble, jsonOf, troubleOf } from "./errors.ts";

/** Per installing account (HubSpot's API usage guidelines). */
const REQUESTS = { requests: 110, perMs: 10_000 } as const;
/** Per account, shared with all its other apps (docs/api-reference/latest/crm/search-the-crm, "Limits"). */
const SEARCHES = { requests: 5, perMs: 1_000 } as const;

/** A portal in trouble is left alone for a second, then for longer and longer. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

type Kind = "read" | "search" | "write";
export interface Request {
  readonly kind: Kind;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

/** For the whole process: one connection to HubSpot, and how each portal is doing. */
export function hubspotTransport(apiUrl: string | undefined) {
  const sdk = new Client(apiUrl === undefined ? {} : { basePath: apiUrl });
  const failuresInARow = new Map<string, number>();

  /** For one portal, for as long as one job takes. */
  return (context: ConnectorContext) => {
    let credentials: Credentials = context.credentials ?? {};
    const portal = credentials.portalId ?? context.businessId;
    const requests: Budget = { key: `hubspot:${portal}`, ...REQUESTS };
    const searches: Budget = { key: `hubspot:${portal}:search`, ...SEARCHES };

    async function send<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
      try {
        const text = await answered(request);
        const parsed = schema.safeParse(text === "" ? null : jsonOf(text));
        if (!parsed.success)
          throw new ConnectorError("unavailable", "HubSpot's answer could not be read.", {
            unclear: request.kind === "write",
            cause: parsed.error,
          });
        failuresInARow.delete(portal);
        return parsed.data;
      } catch (error) {
        if (error instanceof ConnectorError) await takeCare(request.kind, error);
        throw error;
      }
    }

    /** 401 means that nothing was done, so with a new token the request is sent once more. */
    async function answered(request: Request): Promise<string> {
      const first = await attempt(request);
      if (first.ok) return first.text;
      const { refreshCredentials } = context;
      if (first.status !== 401 || refreshCredentials === null)
        throw troubleOf(first, request.kind === "write");
      credentials = await refreshCredentials(credentials);
      const second = await attempt(request);
      if (second.ok) return second.text;
      throw troubleOf(second, request.kind === "write");
    }

    async function attempt({ kind, method, path, body }: Request) {
      if (context.signal.aborted) throw new ConnectorError("unavailable", "The service is stopping.");
      await context.claims.spend(kind === "search" ? searches : requests);
      try {
        const response = await within(
          context.http.timeoutMs,
          sdk.apiRequest({
            method,
            path,
            body,
            authType: "none",
            headers: {
              Authorization: `Bearer ${credentials.accessToken ?? ""}`,
              "User-agent": context.http.userAgent,
            },
          }),
        );
        const text = await within(context.http.timeoutMs, response.text());
        const { ok, status, headers } = response;
        return { ok, status, retryAfter: headers.get("retry-after"), text };
      } catch (error) {
        throw connectionTrouble(error, kind === "write");
      }
    }

    /** Throttled or in trouble, the portal rests: for all processes. */
    async function takeCare(kind: Kind, { kind: trouble, retryAfterMs }: ConnectorError): Promise<void> {
      if (trouble === "throttled" && retryAfterMs !== null)
        await context.claims.rest(kind === "search" ? searches : requests, retryAfterMs);
      if (trouble !== "unavailable") {
        failuresInARow.delete(portal);
        return;
      }
      const failures = (failuresInARow.get(portal) ?? 0) + 1;
      failuresInARow.set(portal, failures);
      const restMs = retryAfterMs ?? Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
      await context.claims.rest(requests, restMs);
      await context.claims.rest(searches, restMs);
    }

    return { send };
  };
}

/** The client cannot cancel a request, so it is left to itself; what it may still have done is unclear. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
