/**
 * Salesforce's REST API: one function per resource, and the one place that knows jsforce, addresses and the version.
 *
 * Of jsforce 3.10.26 only `Connection.request` is used, and with a transport of our own. Its refresh delegate
 * keeps the old refresh token after a rotation, which revokes the whole grant at the next refresh, and loops
 * without end on a second 401; its upsert drops a part of an external id; its typed methods take no timeout.
 */
import type { Connection } from "jsforce";
import type { z } from "zod";
import { type ConnectorContext, ConnectorError, type Credentials } from "../../src/crm/contract.ts";
import { connectionTrouble, jsonOf, refusalOf, troubleOf } from "./errors.ts";
import { trustedOrigin } from "./hosts.ts";
import { limitsOf, newTally } from "./limits.ts";
import * as schemas from "./schemas.ts";
import { recordingTransport } from "./transport.ts";

/** Summer '26. Versions live for three years at least (api_rest/api_rest_eol.htm). */
export const API_VERSION = "67.0";
const DATA = `/services/data/v${API_VERSION}`;

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
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const asQuery = (text: string): string => `?q=${encodeURIComponent(text)}`;
const recordPath = (type: string, id: string): string => `/sobjects/${type}/${encodeURIComponent(id)}`;
export const queryPath = (soql: string): string => `/query/${asQuery(soql)}`;

/** For the whole process: how each org is doing. */
export function salesforceApi(ownUrl: string | undefined) {
  const tally = newTally();

  /** A client for one org, for as long as one job takes. */
  return (context: ConnectorContext) => {
    let credentials: Credentials = context.credentials ?? {};
    const org = URL.parse(credentials.instanceUrl ?? "")?.host ?? context.businessId;
    const limits = limitsOf(context, org, tally);

    async function ask<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
      try {
        const parsed = schema.safeParse(await answered(request));
        if (!parsed.success)
          throw new ConnectorError("unavailable", "Salesforce's answer could not be read.", {
            unclear: request.write,
            cause: parsed.error,
          });
        limits.allIsWell();
        return parsed.data;
      } catch (error) {
        throw error instanceof ConnectorError ? await limits.takenCareOf(error) : error;
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
      await limits.spend();
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
      await limits.watch(connection.limitInfo.apiUsage);
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

    const many = async (method: "POST" | "PATCH", type: string, records: readonly Fields[]) => {
      const body = { allOrNone: false, records: records.map((each) => ({ attributes: { type }, ...each })) };
      const results = await ask(
        { write: true, method, path: "/composite/sobjects", body },
        schemas.collectionAnswer,
      );
      if (results.length === records.length) return results;
      throw new ConnectorError("unavailable", `Salesforce did not say what became of each ${type}.`, {
        unclear: true,
      });
    };

    return {
      /** What is known of an org holds for what this business's user may see of it. */
      whose: `${context.businessId}@${org}`,
      usedShare: limits.usedShare,
      mayBackfill: limits.mayBackfill,

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
      createMany: (type: string, records: readonly Fields[]) => many("POST", type, records),

      /** At most 200, each with its `id` (…/resources_composite_sobjects_collections_update.htm). */
      updateMany: (type: string, records: readonly Fields[]) => many("PATCH", type, records),

      create: (type: string, fields: Fields, headers: Readonly<Record<string, string>> = {}) =>
        ask(
          { write: true, method: "POST", path: `/sobjects/${type}`, headers, body: fields },
          schemas.savedAnswer,
        ),

      update: (type: string, id: string, fields: Fields) =>
        ask({ write: true, method: "PATCH", path: recordPath(type, id), body: fields }, schemas.nothing),

      /** Into the recycle bin, from where people may fetch it for 15 days. */
      remove: (type: string, id: string) =>
        ask({ write: true, method: "DELETE", path: recordPath(type, id) }, schemas.nothing),
    };
  };
}

export type SalesforceClient = ReturnType<ReturnType<typeof salesforceApi>>;
