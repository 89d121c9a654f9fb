/**
 * HubSpot's API: one function per endpoint, and the one place that knows its addresses and its version.
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
import { connectionTrouble, isNotFound, jsonOf, troubleOf } from "./errors.ts";
import {
  accountAnswer,
  associationsAnswer,
  type BatchAnswer,
  batchAnswer,
  type HubspotObject,
  objectAnswer,
  searchAnswer,
} from "./schemas.ts";

/** Dated versions come each March and September, and are supported for 18 months. */
const API_VERSION = "2026-09";

/** Per installing account (HubSpot's API usage guidelines). */
const REQUESTS = { requests: 110, perMs: 10_000 } as const;
/** Per account, shared with all its other apps (docs/api-reference/latest/crm/search-the-crm, "Limits"). */
const SEARCHES = { requests: 5, perMs: 1_000 } as const;

/** A portal in trouble is left alone for a second, then for longer and longer. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export type ActivityType = "calls" | "communications";

export interface NewObject {
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly object[];
  /** Comes back with the result, so that the results of a batch can be told apart. */
  readonly objectWriteTraceId?: string;
}

export interface SearchBody {
  readonly filterGroups: readonly object[];
  readonly sorts: readonly string[];
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after: string;
}

type Kind = "read" | "search" | "write";
interface Request {
  readonly kind: Kind;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
}

/** For the whole process: one connection to HubSpot, and how each portal is doing. */
export function hubspotApi(apiUrl: string | undefined) {
  const sdk = new Client(apiUrl === undefined ? {} : { basePath: apiUrl });
  const failuresInARow = new Map<string, number>();

  /** A client for one portal, for as long as one job takes. */
  return (context: ConnectorContext) => {
    let credentials: Credentials = context.credentials ?? {};
    const portal = credentials.portalId ?? context.businessId;
    const requests: Budget = { key: `hubspot:${portal}`, ...REQUESTS };
    const searches: Budget = { key: `hubspot:${portal}:search`, ...SEARCHES };

    async function send<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
      try {
        const text = await answered(request);
        const parsed = schema.safeParse(jsonOf(text));
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

    const objects = (type: string) => `/crm/objects/${API_VERSION}/${type}`;

    return {
      /** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
      searchContacts: (body: SearchBody) =>
        send({ kind: "search", method: "POST", path: `${objects("contacts")}/search`, body }, searchAnswer),

      /**
       * `null`: there is none. A merged contact answers as the one it became.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
       */
      readContact: (id: string, properties: readonly string[]): Promise<HubspotObject | null> =>
        send(
          {
            kind: "read",
            method: "GET",
            path: `${objects("contacts")}/${encodeURIComponent(id)}?properties=${properties.join(",")}`,
          },
          objectAnswer,
        ).catch((error: unknown) => {
          if (isNotFound(error)) return null;
          throw error;
        }),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/create-contact */
      createContact: (body: NewObject) =>
        send({ kind: "write", method: "POST", path: objects("contacts"), body }, objectAnswer),

      /**
       * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide
       * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/communications/guide
       */
      createActivity: (type: ActivityType, body: NewObject) =>
        send({ kind: "write", method: "POST", path: objects(type), body }, objectAnswer),

      /**
       * At most 100. With trace ids the good ones are made although others are refused (207).
       * https://developers.hubspot.com/docs/api-reference/latest/error-handling (multi-status errors)
       */
      createActivities: (type: ActivityType, inputs: readonly NewObject[]): Promise<BatchAnswer> =>
        send(
          { kind: "write", method: "POST", path: `${objects(type)}/batch/create`, body: { inputs } },
          batchAnswer,
        ),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
      updateActivity: (type: ActivityType, id: string, properties: Readonly<Record<string, string>>) =>
        send(
          {
            kind: "write",
            method: "PATCH",
            path: `${objects(type)}/${encodeURIComponent(id)}`,
            body: { properties },
          },
          objectAnswer,
        ),

      /** At most 100. https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
      readActivities: (type: ActivityType, ids: readonly string[], properties: readonly string[]) =>
        send(
          {
            kind: "read",
            method: "POST",
            path: `${objects(type)}/batch/read`,
            body: { properties, inputs: ids.map((id) => ({ id })) },
          },
          batchAnswer,
        ),

      /**
       * The ids of a contact's activities, a page at a time.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/batch/get-associations
       */
      associatedActivities: (type: ActivityType, contactId: string, after: string | null) =>
        send(
          {
            kind: "read",
            method: "POST",
            path: `/crm/associations/${API_VERSION}/contacts/${type}/batch/read`,
            body: { inputs: [after === null ? { id: contactId } : { id: contactId, after }] },
          },
          associationsAnswer,
        ),

      /** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/get-account-details */
      account: () =>
        send({ kind: "read", method: "GET", path: `/account-info/${API_VERSION}/details` }, accountAnswer),
    };
  };
}

export type HubspotClient = ReturnType<ReturnType<typeof hubspotApi>>;

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
