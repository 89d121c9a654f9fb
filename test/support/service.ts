/** A whole textback on a database of its own, with the simulated carrier beside it: real HTTP both ways. */
import { createServer } from "node:http";
import express from "express";
import type pg from "pg";
import type { Clock } from "../../src/app/ports/index.ts";
import { openPool } from "../../src/db/connect.ts";
import { page, securityHeaders } from "../../src/http/page.ts";
import { createTextback, type TextbackEvent, type TextbackOptions } from "../../src/index.ts";
import { type DemoCarriers, demoCarriers } from "../../src/sandbox/demo-carriers.ts";
import { type Carrier, startCarrier } from "../../src/sandbox/twilio/index.ts";
import { emptyDatabase } from "./database.ts";
import { type DatabaseProxy, databaseProxy } from "./proxy.ts";

export const OPERATOR = { sid: `AC${"a".repeat(32)}`, authToken: "operator-token" };
/** Of a business that brings its own. */
export const OWN = { sid: `AC${"b".repeat(32)}`, authToken: "own-token" };
export const ADMIN_KEY = "operator-key-for-tests";
export const LINE = "+15550100001";
export const FORWARD = "+15550100002";
export const CALLER = "+15125550142";

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not computed with
type Json = any;

/** What comes by the clock, or for a person to look at; pg-boss's own begin with two underscores. */
const NOT_AWAITED = "'sweep', 'hourly', 'dead-letters', 'fetch-legs'";

export interface Service {
  readonly url: string;
  readonly carrier: Carrier;
  readonly textback: ReturnType<typeof createTextback>;
  readonly businessId: string;
  readonly apiKey: string;
  readonly events: TextbackEvent[];
  /** Of demo businesses; not waited for by `settled`. */
  readonly demos: DemoCarriers;
  readonly pool: pg.Pool;
  /** Only when asked for: lets a test take the database away. */
  readonly proxy: DatabaseProxy | null;
  /** A request to the API as the operator, or with another key. */
  api(
    method: string,
    path: string,
    body?: unknown,
    more?: { key?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Json }>;
  /** The same below the business. */
  own(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** Until no job is waiting and no delivery is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function startService(
  options: Partial<
    Pick<
      TextbackOptions,
      | "clock"
      | "mail"
      | "notifier"
      | "hubspot"
      | "salesforce"
      | "connectors"
      | "oauthApps"
      | "isMarketplace"
      | "operator"
      | "stripe"
      | "logger"
    >
  > & {
    credits?: number;
    line?: object;
    proxied?: boolean;
    /** Beside the API, the page as it is built in this folder. */
    pageFolder?: string;
    /** As if behind a proxy that speaks https; requests still go to `url`. */
    publicUrl?: string;
    /** The carrier's calls and messages happen at these times too. */
    carrierClock?: Clock;
  } = {},
): Promise<Service> {
  const database = await emptyDatabase();
  const proxy = options.proxied === true ? await databaseProxy(database.url) : null;
  const pool = openPool(proxy?.url ?? database.url, 20);
  const { carrierClock } = options;
  const carrier = await startCarrier({
    accounts: [OPERATOR, OWN],
    ...(carrierClock === undefined ? {} : { now: () => carrierClock.now() }),
  });
  const events: TextbackEvent[] = [];
  const app = express().set("trust proxy", "loopback");
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const loud =
    process.env.TEST_LOG === undefined
      ? quiet
      : {
          ...quiet,
          error: (...x: unknown[]) =>
            process.stderr.write(
              `${x.map((each) => (each instanceof Object && "err" in each ? String((each.err as Error).stack) : String(each))).join(" ")}\n`,
            ),
        };
  const demos = demoCarriers({ publicUrl: options.publicUrl ?? url, serviceUrl: url, paceMs: () => 0 });
  const textback = createTextback({
    demoCarrier: demos,
    pool,
    publicUrl: options.publicUrl ?? url,
    secret: "a secret of more than thirty-two characters",
    adminKey: ADMIN_KEY,
    twilio: { accountSid: OPERATOR.sid, authToken: OPERATOR.authToken, apiUrl: carrier.baseUrl },
    logger: options.logger ?? loud,
    onEvent: (event) => events.push(event),
    localWebhooks: true,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.mail === undefined ? {} : { mail: options.mail }),
    ...(options.notifier === undefined ? {} : { notifier: options.notifier }),
    ...(options.hubspot === undefined ? {} : { hubspot: options.hubspot }),
    ...(options.salesforce === undefined ? {} : { salesforce: options.salesforce }),
    ...(options.oauthApps === undefined ? {} : { oauthApps: options.oauthApps }),
    ...(options.isMarketplace === undefined ? {} : { isMarketplace: options.isMarketplace }),
    ...(options.operator === undefined ? {} : { operator: options.operator }),
    ...(options.stripe === undefined ? {} : { stripe: options.stripe }),
    ...(options.connectors === undefined ? {} : { connectors: options.connectors }),
  });
  const { pageFolder } = options;
  if (pageFolder !== undefined) app.use(securityHeaders(url));
  app.use(textback.router);
  if (pageFolder !== undefined)
    app.use(
      page({
        folder: pageFolder,
        publicUrl: url,
        framesOf: (connector) => textback.app.connectors.get(connector)?.manifest.frames ?? [],
      }),
    );
  await textback.start();

  const api: Service["api"] = async (method, path, body, more = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${more.key ?? ADMIN_KEY}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  const created = await api("POST", "/businesses", { name: "Acme HVAC", timeZone: "America/Chicago" });
  const businessId: string = created.body.id;
  await api("PUT", `/businesses/${businessId}/lines/${encodeURIComponent(LINE)}`, {
    enabled: true,
    forwardTo: FORWARD,
    ...options.line,
  });
  const credits = options.credits ?? 100;
  if (credits > 0) await api("POST", `/businesses/${businessId}/credits/grants`, { credits, reason: "test" });
  carrier.addNumber({
    phoneNumber: LINE,
    accountSid: OPERATOR.sid,
    voiceUrl: `${url}/webhooks/twilio/voice`,
    smsUrl: `${url}/webhooks/twilio/sms`,
    statusCallback: `${url}/webhooks/twilio/voice/status`,
  });

  return {
    url,
    carrier,
    textback,
    businessId,
    apiKey: created.body.apiKey,
    events,
    demos,
    pool,
    proxy,
    api,
    own: (method, path, body) => api(method, `/businesses/${businessId}${path}`, body),
    async settled() {
      for (;;) {
        await carrier.idle();
        const { rows } = await pool.query(
          `select count(*)::int as n from textback_jobs.job
           where name not in (${NOT_AWAITED}) and name not like '\\_\\_%'
             and state < 'completed' and start_after <= now()`,
        );
        if (rows[0].n === 0) {
          await carrier.idle();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      await textback.stop();
      await carrier.stop();
      await demos.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await pool.end();
      await proxy?.cut();
      await database.drop();
    },
  };
}
