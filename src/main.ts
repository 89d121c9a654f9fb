/** The composition root of the service: the one file that knows every part. */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import { makeSignInLink } from "./app/people/sign-in.ts";
import type { Clock } from "./app/ports/index.ts";
import type { Config } from "./config.ts";
import { loadConnectors } from "./crm/registry.ts";
import { openPool } from "./db/connect.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./db/embedded/index.ts";
import { page, securityHeaders } from "./http/page.ts";
import { notFound, problemHandler } from "./http/problem.ts";
import { createTextback } from "./index.ts";
import { marketplaceAdvice } from "./marketplace-advice.ts";
import { createMetrics } from "./ops/metrics.ts";
import { ownAddresses } from "./ops/own-addresses.ts";
import { newRequestId, withRequestId } from "./ops/request-context.ts";
import { demoCarriers } from "./sandbox/demo-carriers.ts";
import { type Sandbox, startSandbox } from "./sandbox/index.ts";
import { newApiKey } from "./secrets/sealer.ts";

export interface Service {
  readonly url: string;
  readonly sandbox: Sandbox | null;
  readonly adminKey: string | null;
  /** A one-time link for the operator. */
  signInLink(): Promise<string>;
  /** Does at once what the timers would do by and by. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

/** For a sandbox that is made for one story. */
export interface StoryOptions {
  readonly clock: Clock;
  readonly credits: number;
  readonly speedUp?: number;
}

/** pg-boss takes six more for itself. */
const POOL_SIZE = 20;
const CLOSE_WITHIN_MS = 9_000;

export async function startService(config: Config, log: Logger, story?: StoryOptions): Promise<Service> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await build(config, log, story, undo);
  } catch (error) {
    for (const step of undo.reverse())
      await step().catch((err: unknown) => log.error({ err }, "while giving up"));
    throw error;
  }
}

async function build(
  config: Config,
  log: Logger,
  story: StoryOptions | undefined,
  undo: (() => Promise<void>)[],
): Promise<Service> {
  for (const { what, fix } of marketplaceAdvice(config, ownAddresses())) log.warn({ fix }, what);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const secret = config.secret ?? (await keptSecret(config.dataDir, "secret"));
  const adminKey = config.adminKey ?? (config.sandbox ? await keptSecret(config.dataDir, "admin-key") : null);

  const embedded: EmbeddedPostgres | null =
    config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : null;
  if (embedded !== null) undo.push(() => embedded.stop());
  const pool = openPool(config.databaseUrl ?? embedded?.url ?? "", POOL_SIZE);
  pool.on("error", (err) => log.warn({ err }, "an idle database connection was lost"));
  undo.push(() => pool.end());

  const app = express().disable("x-powered-by").set("trust proxy", config.trustedProxies);
  const server = createServer(app);
  const url = await listen(server, config.port, config.host);
  undo.push(() => close(server));
  const publicUrl = config.publicUrl ?? url;

  const ofStory = story && { ...story, now: () => story.clock.now() };
  const sandbox = config.sandbox
    ? await startSandbox({ dataDir: config.dataDir, publicUrl, serviceUrl: url, ...ofStory })
    : null;
  if (sandbox !== null) undo.push(() => sandbox.stop());
  const twilio = sandbox?.twilio ?? config.twilio;

  const demoCarrier = demoCarriers({ publicUrl, serviceUrl: url });
  undo.push(() => demoCarrier.stop());

  const metrics = createMetrics(() => textback.jobs.backlog());
  const textback = createTextback({
    pool,
    publicUrl,
    secret,
    earlierSecrets: config.earlierSecrets,
    logger: log,
    connectors: await loadConnectors(config.connectors, (name) => import(name)),
    ...(config.hubspotApiUrl === null ? {} : { hubspot: { apiUrl: config.hubspotApiUrl } }),
    ...(config.salesforceUrl === null ? {} : { salesforce: { url: config.salesforceUrl } }),
    oauthApps: oauthAppsOf(config),
    isMarketplace: config.isMarketplace,
    operator: config.operator,
    directoryFile: fileOf(join(config.dataDir, "lines.sealed")),
    onEvent: (event) => {
      metrics.count(event);
      if (event.kind === "owner_notice" || event.kind === "credits_low") log.warn(event, "for the owner");
    },
    ...(config.mail === null ? {} : { mail: config.mail }),
    ...(config.stripe === null ? {} : { stripe: config.stripe }),
    localWebhooks: config.sandbox,
    ...(story === undefined ? {} : { clock: story.clock }),
    ...(adminKey === null ? {} : { adminKey }),
    demoCarrier,
    ...(twilio === null
      ? {}
      : {
          twilio: {
            ...twilio,
            ...(config.twilioApiUrl === null || sandbox !== null ? {} : { apiUrl: config.twilioApiUrl }),
          },
        }),
  });

  let started = false;
  app.use(
    pinoHttp({
      logger: log,
      genReqId: newRequestId,
      serializers: {
        // Addresses carry phone numbers; the path without its query and without digits is enough to follow.
        req: ({ id, method, url: path }: { id: unknown; method: string; url: string }) => ({
          id,
          method,
          path: path
            .split("?")[0]
            // Whoever holds a link may listen.
            ?.replace(/\/media\/.*/, "/media/(link)")
            .replaceAll(/(%2B|\+)?\d{7,15}(?=\/|$)/g, "(phone)"),
        }),
        res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
      },
      customLogLevel: (req, res) => (res.statusCode >= 500 && req.url !== "/readyz" ? "error" : "debug"),
    }),
  );
  app.use(withRequestId);
  app.use(securityHeaders(publicUrl));
  app.get("/healthz", (_req, res) => {
    res.json({ status: "ok" });
  });
  app.get("/readyz", async (_req, res) => {
    const ready =
      started &&
      (await textback.ready().then(
        () => true,
        () => false,
      ));
    res.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not ready" });
  });
  app.get("/metrics", metrics.handler);
  app.use(textback.router);
  if (sandbox !== null) app.use("/sandbox", sandbox.panel.router);
  app.use(
    page({
      folder: builtPage(),
      publicUrl,
      framesOf: (connector) => textback.app.connectors.get(connector)?.manifest.frames ?? [],
      sandbox: sandbox !== null,
    }),
  );
  app.use(notFound);
  app.use(problemHandler(log));

  await textback.start();
  undo.push(() => textback.stop());
  if (sandbox !== null && adminKey !== null) await sandbox.prepare(url, adminKey);
  started = true;

  return {
    url,
    sandbox,
    adminKey,
    signInLink: async () =>
      (await textback.store.transaction((tx) => makeSignInLink(textback.signIn, tx, null))).url,
    catchUp: () => textback.catchUp(),
    async stop() {
      started = false;
      // First no new requests, then no new jobs, then the database: nothing is cut in its middle.
      textback.endStreams();
      sandbox?.panel.endStreams();
      await close(server);
      await textback.stop();
      await sandbox?.stop();
      await demoCarrier.stop();
      await pool.end();
      await embedded?.stop();
    },
  };
}

/** A proxy that stands in for a vendor does so for its authorization server too. */
const oauthAppsOf = ({ oauthApps, hubspotApiUrl, salesforceUrl }: Config) =>
  Object.fromEntries(
    Object.entries(oauthApps).map(([id, app]) => {
      const baseUrl = id === "hubspot" ? hubspotApiUrl : id === "salesforce" ? salesforceUrl : null;
      return [id, baseUrl === null ? app : { ...app, baseUrl }];
    }),
  );

/** Beside these sources, or beside what was compiled from them. */
const builtPage = (): string => {
  const here = fileURLToPath(new URL(".", import.meta.url));
  return here.includes(join("dist", "src")) ? join(here, "../web") : join(here, "../dist/web");
};

/** In the sandbox secrets are made once and kept; production gets none by default. */
async function keptSecret(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, name);
  const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (kept !== null) return kept.trim();
  const made = name === "secret" ? randomBytes(32).toString("base64url") : newApiKey();
  await writeFile(path, made, { mode: 0o600, flag: "wx" });
  return made;
}

const fileOf = (path: string) => ({
  read: () =>
    readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    }),
  write: async (sealed: string) => {
    const draft = `${path}.new`;
    await writeFile(draft, sealed, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, path);
  },
});

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === "object" && address !== null ? address.port : port;
      const name =
        host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
      resolve(`http://${name}:${actual}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
    late.unref();
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}
