/**
 * Salesforce's REST API: one function per resource, and the one place that knows jsforce, addresses and the version.
 *
 * Of jsforce 3.10.26 only `Connection.request` is used, and with a transport of our own. Its refresh delegate
 * keeps the old refresh token after a rotation, which revokes the whole grant at the next refresh, and loops
 * without end on a second 401; its upsert drops a part of an external id; its typed methods take no timeout.
 */
import type { Connection } from "jsforce";
import type { z } from "zod";
import {
  type Budget,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
} from "../../src/crm/contract.ts";
import { connectionTrouble, jsonOf, refusalOf, troubleOf, USED_UP } from "./errors.ts";
import { trustedOrigin } from "./hosts.ts";
import * as schemas from "./schemas.ts";
import { recordingTransport } from "./transport.ts";

/** Summer '26. Versions live for three years at least (api_rest/api_rest_eol.htm). */
export const API_VERSION = "67.0";
const DATA = `/services/data/v${API_VERSION}`;

/** Only requests of 20 s or more are limited in number at once; this keeps us a polite neighbour. */
const REQUESTS = { requests: 100, perMs: 1_000 } as const;

/** The org's daily requests are shared with all its other apps: we stop before the last belongs to us. */
const STOP_BACKFILL_AT = 0.8;
const STOP_AT = 0.95;
/** Until a look at the counter, which counts the last 24 hours, may show something else. */
const LOOK_AGAIN_MS = 900_000;
/** The breaker: REQUEST_LIMIT_EXCEEDED comes without Retry-After. */
const FIRST_BREAK_MS = 900_000;
const LONGEST_BREAK_MS = 14_400_000;
/** An org in trouble is left alone for a second, then for longer and longer. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export type Fields = Readonly<Record<string, string | number | boolean | null>>;

export interface Part {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Relative to the version: "/sobjects/Lead". */
  readonly path: string;
  readonly referenceId: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Fields;
}

interface Request {
  readonly write: boolean;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const asQuery = (text: string): string => `?q=${encodeURIComponent(text)}`;
export const queryPath = (soql: string): string => `/query/${asQuery(soql)}`;

/** For the whole process: how each org is doing. */
export function salesforceApi(ownUrl: string | undefined) {
  const limitsInARow = new Map<string, number>();
  const failuresInARow = new Map<string, number>();

  /** A client for one org, for as long as one job takes. */
  return (context: ConnectorContext) => {
    let credentials: Credentials = context.credentials ?? {};
    let usage: { readonly used: number; readonly limit: number } | null = null;
    const org = URL.parse(credentials.instanceUrl ?? "")?.host ?? context.businessId;
    const requests: Budget = { key: `salesforce:${org}`, ...REQUESTS };
    const backfill: Budget = { key: `salesforce:${org}:backfill`, ...REQUESTS };

    async function ask<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
      try {
        const parsed = schema.safeParse(await answered(request));
        if (!parsed.success)
          throw new ConnectorError("unavailable", "Salesforce's answer could not be read.", {
            unclear: request.write,
            cause: parsed.error,
          });
        limitsInARow.delete(org);
        failuresInARow.delete(org);
        return parsed.data;
      } catch (error) {
        throw error instanceof ConnectorError ? await takenCareOf(error) : error;
      }
    }

    /** 401 means that nothing was done, so with a new token the request is sent once more. */
    async function answered(request: Request): Promise<unknown> {
      try {
        return await attempt(request);
      } catch (error) {
        const { refreshCredentials } = context;
        if (refusalOf(error)?.status !== 401 || refreshCredentials === null) throw error;
        credentials = await refreshCredentials(credentials);
        return await attempt(request);
      }
    }

    async function attempt({ write, method, path, headers = {}, body }: Request): Promise<unknown> {
      if (context.signal.aborted) throw new ConnectorError("unavailable", "The service is stopping.");
      const connection = await connect();
      await context.claims.spend(requests);
      const transport = recordingTransport(context.http.timeoutMs);
      const { seen } = transport;
      const sent = connection.request(
        {
          method,
          url: `${DATA}${path}`,
          headers: {
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            "user-agent": context.http.userAgent,
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
        },
        { transport },
      );
      const answer: unknown = await sent.catch((error: unknown) => {
        // With an answer it is the answer that counts: jsforce's error has lost half of it.
        if (seen.answer === null) throw connectionTrouble(error, write);
      });
      await watchUsage(connection);
      const status = seen.answer?.statusCode ?? 0;
      if (status < 200 || status > 299) throw troubleOf(status, jsonOf(seen.answer?.body ?? ""), write);
      return answer;
    }

    /** Loaded when first needed: it costs some 40 MB, and most businesses have another CRM. */
    async function connect(): Promise<Connection> {
      const instanceUrl = trustedOrigin(credentials.instanceUrl ?? "", ownUrl);
      const jsforce = await import("jsforce");
      return new jsforce.Connection({
        instanceUrl,
        accessToken: credentials.accessToken ?? "",
        version: API_VERSION,
      });
    }

    async function watchUsage({ limitInfo }: Connection): Promise<void> {
      usage = limitInfo.apiUsage ?? usage;
      if (usage === null || usage.limit === 0) return;
      const share = usage.used / usage.limit;
      if (share >= STOP_BACKFILL_AT) await context.claims.rest(backfill, LOOK_AGAIN_MS);
      if (share >= STOP_AT) await context.claims.rest(requests, LOOK_AGAIN_MS);
    }

    /** With its limit reached or in trouble, the org rests: for all processes. */
    async function takenCareOf(error: ConnectorError): Promise<ConnectorError> {
      const refusal = refusalOf(error);
      if (refusal !== null && USED_UP.has(refusal.code)) {
        const limits = (limitsInARow.get(org) ?? 0) + 1;
        limitsInARow.set(org, limits);
        const retryAfterMs = Math.min(FIRST_BREAK_MS * 2 ** (limits - 1), LONGEST_BREAK_MS);
        await context.claims.rest(requests, retryAfterMs);
        return new ConnectorError("throttled", error.message, { retryAfterMs, cause: refusal });
      }
      if (error.kind === "unavailable") {
        const failures = (failuresInARow.get(org) ?? 0) + 1;
        failuresInARow.set(org, failures);
        await context.claims.rest(requests, Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS));
      }
      return error;
    }

    return {
      /** What is known of an org holds for what this business's user may see of it. */
      whose: `${context.businessId}@${org}`,
      /** The share of the org's daily requests that is used, as far as an answer has told. */
      usedShare: (): number | null => (usage === null || usage.limit === 0 ? null : usage.used / usage.limit),

      /** @throws ConnectorError `throttled` while the org needs what it has left for calls that ring now */
      mayBackfill: () => context.claims.spend(backfill),

      /** SOSL. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_search.htm */
      search: (sosl: string) =>
        ask({ write: false, method: "GET", path: `/search/${asQuery(sosl)}` }, schemas.searchAnswer),

      query: <T>(soql: string, schema: z.ZodType<T>): Promise<T> =>
        ask({ write: false, method: "GET", path: queryPath(soql) }, schema),

      /** With what was deleted, merged or archived. */
      queryAll: (soql: string) =>
        ask({ write: false, method: "GET", path: `/queryAll/${asQuery(soql)}` }, schemas.queryAnswer),

      /**
       * Up to 25 requests that count as one; all or none of it is done. In their order: otherwise Salesforce may
       * collate them (…/api_rest/resources_composite_composite_post.htm).
       */
      composite: (parts: readonly Part[], more: { write: boolean }) =>
        ask(
          {
            write: more.write,
            method: "POST",
            path: "/composite",
            body: {
              allOrNone: more.write,
              collateSubrequests: false,
              compositeRequest: parts.map(({ method, path, referenceId, headers, body }) => ({
                method,
                url: `${DATA}${path}`,
                referenceId,
                ...(headers === undefined ? {} : { httpHeaders: headers }),
                ...(body === undefined ? {} : { body }),
              })),
            },
          },
          schemas.compositeAnswer,
        ).then(({ compositeResponse }) => compositeResponse),

      /** At most 200, each with a verdict of its own (…/resources_composite_sobjects_collections_create.htm). */
      createMany: (type: string, records: readonly Fields[]) =>
        ask(
          {
            write: true,
            method: "POST",
            path: "/composite/sobjects",
            body: { allOrNone: false, records: records.map((each) => ({ attributes: { type }, ...each })) },
          },
          schemas.collectionAnswer,
        ),

      create: (type: string, fields: Fields, headers: Readonly<Record<string, string>> = {}) =>
        ask(
          { write: true, method: "POST", path: `/sobjects/${type}`, headers, body: fields },
          schemas.savedAnswer,
        ),

      update: (type: string, id: string, fields: Fields) =>
        ask(
          { write: true, method: "PATCH", path: `/sobjects/${type}/${encodeURIComponent(id)}`, body: fields },
          schemas.nothing,
        ),
    };
  };
}

export type SalesforceClient = ReturnType<ReturnType<typeof salesforceApi>>;
