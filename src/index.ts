/**
 * textback as a library: a router for a host application, and what runs beside it. It installs no signal
 * handlers, never exits the process and reads no environment.
 */
import { type IRouter, Router } from "express";
import type pg from "pg";
import { ownConnectors } from "../connectors/index.ts";
import { accessOver } from "./app/connections/access.ts";
import type { LaunchKit } from "./app/connections/launch.ts";
import type { App } from "./app/context.ts";
import { demoAccount, endDueDemos } from "./app/demos/demo.ts";
import { type DirectoryFile, lineDirectory } from "./app/lines/line-directory.ts";
import type { SignInKit } from "./app/people/sign-in.ts";
import { firstOf, textPeople } from "./app/people/text-people.ts";
import type { DemoCarrier } from "./app/ports/demos.ts";
import type { Clock, Logger, TextbackEvent } from "./app/ports/index.ts";
import type { Notifier } from "./app/ports/sign-in.ts";
import { eraseExpired } from "./app/privacy/retention.ts";
import { RECOVER_EVERY_MS, recovery } from "./app/recovery/recover.ts";
import { sweep } from "./app/recovery/sweep.ts";
import { runJob } from "./app/run-job.ts";
import { checkDegraded } from "./app/timeline/check-connection.ts";
import type { Connector } from "./crm/contract.ts";
import { connectorRegistry } from "./crm/registry.ts";
import { changeListener, changeTeller } from "./db/changes.ts";
import { postgresClaims } from "./db/claims.ts";
import { kyselyOver } from "./db/connect.ts";
import { credentialRefresh } from "./db/credential-refresh.ts";
import { DEFAULT_SCHEMA, migrate } from "./db/migrate.ts";
import { type PostgresStore, postgresStore } from "./db/store.ts";
import { isSimulatedAccount } from "./domain/demo.ts";
import { apiRoutes } from "./http/api.ts";
import { type Authenticate, authenticator } from "./http/auth.ts";
import { canvasRouter } from "./http/canvas.ts";
import { cookiesFor } from "./http/cookies.ts";
import { embeddingRoutes } from "./http/embedding.ts";
import { hubspotCard } from "./http/hubspot/card.ts";
import { hubspotWebhook } from "./http/hubspot/webhook.ts";
import { installRouter } from "./http/install.ts";
import { BEAT_MS, liveHub, liveRoutes } from "./http/live.ts";
import { mediaRouter } from "./http/media.ts";
import { openApiDocument } from "./http/openapi.ts";
import { NOBODY, type OperatorFacts } from "./http/operator-facts.ts";
import { paymentWebhook } from "./http/payment-webhook.ts";
import { notFound, problemHandler } from "./http/problem.ts";
import { publicPages } from "./http/public-pages.ts";
import { apiRouter } from "./http/route.ts";
import { connectionRoutes } from "./http/routes/connection.ts";
import { creditRoutes } from "./http/routes/credits.ts";
import { demoRoutes } from "./http/routes/demo.ts";
import { deviceRoutes } from "./http/routes/devices.ts";
import { sessionRoutes } from "./http/session-api.ts";
import { userRoutes } from "./http/users-api.ts";
import { twilioWebhooks } from "./http/webhooks.ts";
import { atStartAndEvery } from "./jobs/at-start-and-every.ts";
import { type JobQueue, jobQueue } from "./jobs/queue.ts";
import { alertMail } from "./mail/alert-mail.ts";
import { codeMail } from "./mail/code-mail.ts";
import { webPushSender } from "./notify/web-push.ts";
import { webhookPoster } from "./notify/webhook.ts";
import { type OAuthApp, oauthVendors } from "./oauth/index.ts";
import { type StripeAccount, stripePayments } from "./payments/stripe.ts";
import { newId } from "./secrets/ids.ts";
import { launchTokens } from "./secrets/launch-tokens.ts";
import { mediaLinks } from "./secrets/media-links.ts";
import { phoneHashes } from "./secrets/phone-hashes.ts";
import { hashApiKey, hintOf, newApiKey, sealer } from "./secrets/sealer.ts";
import { signInSecrets } from "./secrets/sign-in.ts";
import { twilioGateway } from "./telephony/gateway.ts";
import { twilioUrls } from "./telephony/urls.ts";
import { VERSION } from "./version.ts";

export type { TextbackEvent } from "./app/ports/index.ts";
export type { Notifier } from "./app/ports/sign-in.ts";
export type { Authenticate, Principal } from "./http/auth.ts";

export interface TextbackOptions {
  /** The host's pool. We end nothing that is not ours. */
  readonly pool: pg.Pool;
  /** Our schema in that database; the jobs' is beside it. Default `textback`. */
  readonly schema?: string;
  /** Where the router is mounted, as Twilio sees it, path included: https://example.com/apps/textback */
  readonly publicUrl: string;
  /** At least 32 characters; seals credentials. */
  readonly secret: string;
  /** Earlier secrets, which may still open what they sealed. */
  readonly earlierSecrets?: readonly string[];
  /** The operator's bearer key for the API; none: only `authenticate` and businesses' own keys count. */
  readonly adminKey?: string;
  readonly twilio?: {
    readonly accountSid: string;
    readonly authToken: string;
    /** Another base address, for a sandbox or a proxy. */
    readonly apiUrl?: string;
  };
  /** The server that takes codes, invitations and alerts to a business's people; none: no e-mail. */
  readonly mail?: { readonly smtpUrl: string; readonly from: string };
  /** Sells credits by card; none: the operator grants them. */
  readonly stripe?: StripeAccount;
  /** Lets owners' webhooks be on http and on this machine: for a sandbox. */
  readonly localWebhooks?: boolean;
  /** Beside our own. */
  readonly connectors?: readonly Connector[];
  readonly hubspot?: {
    /** Another base address, for a proxy or a test. */
    readonly apiUrl?: string;
    /** Within how many milliseconds our card there is answered, with whatever is known by then. Default 900. */
    readonly deadlineMs?: number;
  };
  readonly salesforce?: {
    /** Another address that is trusted with tokens beside Salesforce's own, for a proxy or a test. */
    readonly url?: string;
  };
  /** The operator's apps at the CRMs, by the connector's id: `/install/<id>` works for these. */
  readonly oauthApps?: Readonly<Record<string, OAuthApp>>;
  /** As installed from a marketplace: CRMs are connected by OAuth alone, tokens are not pasted. Default false. */
  readonly isMarketplace?: boolean;
  /** The simulated carrier of demo businesses; none: the operator can make none. */
  readonly demoCarrier?: DemoCarrier;
  /** Who runs this, for the public pages. */
  readonly operator?: Partial<OperatorFacts>;
  readonly logger: Logger;
  /** Says who asks, before bearer keys are looked at. */
  readonly authenticate?: Authenticate;
  /** Brings codes and invitations to a business's people before our own ways, e-mail and text, are tried. */
  readonly notifier?: Notifier;
  /** Told after the commit. A throw is logged and changes nothing. */
  readonly onEvent?: (event: TextbackEvent) => void;
  /** Keeps the sealed copy of the lines that forwards calls while the database is down. */
  readonly directoryFile?: DirectoryFile;
  readonly clock?: Clock;
}

export interface Textback {
  readonly router: IRouter;
  /** Migrates, then works. Until it resolves the router answers 503. */
  start(): Promise<void>;
  /** Ends the live streams, which never end by themselves: before a server is closed that waits for its requests. */
  endStreams(): void;
  /** Does at once what the timers would do by and by: for a clock that was moved. */
  catchUp(): Promise<void>;
  /** Finishes what runs, within 10 s. */
  stop(): Promise<void>;
  /** Throws when the service cannot do its work now. */
  ready(): Promise<void>;
  readonly jobs: JobQueue;
  readonly store: PostgresStore;
  readonly app: App;
  /** For making sign-in links outside a request. */
  readonly signIn: SignInKit;
}

/** What a log line needs to be followed from the call to the text: ids, never what people wrote. */
function idsOf(event: TextbackEvent): object {
  if ("call" in event) {
    const { businessId, id, callSid, outcome, reason, receipt } = event.call;
    return {
      businessId,
      callId: id,
      callSid,
      outcome,
      reason,
      decision: receipt?.reason ?? receipt?.decision,
    };
  }
  if ("text" in event) {
    const { businessId, id, callId, messageSid, state, errorCode } = event.text;
    return { businessId, textId: id, callId, messageSid, state, errorCode };
  }
  return { businessId: event.businessId };
}

const DIRECTORY_REFRESH_MS = 60_000;

export function createTextback(options: TextbackOptions): Textback {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  const { logger, pool } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, "");
  const urls = twilioUrls(publicUrl);
  const seal = sealer(options.secret, options.earlierSecrets);
  const jobs = jobQueue(pool.options, `${schema}_jobs`, logger, (businessId) =>
    directory.keepsLeadsElsewhere(businessId),
  );
  const teller = changeTeller(pool, schema, logger);
  const store = postgresStore(
    pool,
    schema,
    (db, job, when, afterCommit) => jobs.enqueueIn(db, job, when, afterCommit),
    phoneHashes(options.secret, options.earlierSecrets),
    teller.tell,
  );
  const clock = options.clock ?? { now: () => new Date() };
  const claims = postgresClaims(pool, schema, () => clock.now());

  const connectors = connectorRegistry([
    ...ownConnectors({
      leads: store.leads,
      hubspotApiUrl: options.hubspot?.apiUrl,
      salesforceUrl: options.salesforce?.url,
    }),
    ...(options.connectors ?? []),
  ]);
  const vendors = oauthVendors(connectors, options.oauthApps ?? {}, clock);

  const app: App = {
    store,
    connectors,
    vendors,
    access: accessOver({
      vendors,
      connectors,
      keeper: credentialRefresh(pool, schema, seal),
      clock,
      log: logger,
    }),
    isMarketplace: options.isMarketplace === true,
    claims,
    sealer: seal,
    links: mediaLinks(publicUrl, options.secret, options.earlierSecrets),
    mailer: options.mail === undefined ? null : alertMail(options.mail),
    webhooks: webhookPoster({
      allowLocal: options.localWebhooks === true,
      userAgent: `textback/${VERSION}`,
    }),
    push: webPushSender({ allowLocal: options.localWebhooks === true, subject: publicUrl }),
    payments: options.stripe === undefined ? null : stripePayments(options.stripe),
    demoCarrier: options.demoCarrier ?? null,
    publicUrl,
    clock,
    newId,
    log: logger,
    emit: (event) => {
      logger.info(idsOf(event), event.kind);
      try {
        options.onEvent?.(event);
      } catch (error) {
        logger.error({ err: error, event: event.kind }, "an event listener threw");
      }
    },
    carrier: twilioGateway({
      urls,
      apiUrl: options.twilio?.apiUrl ?? null,
      accountOf: async (businessId) => {
        const own = await store.read.carriers.find(businessId);
        if (own !== null) {
          const authToken = await seal.open(own.sealedAuthToken, `carrier:${businessId}`);
          const account = { accountSid: own.accountSid, authToken };
          if (!isSimulatedAccount(own.accountSid)) return account;
          const demo = await demoAccount(app, store.read, businessId);
          if (demo === null || app.demoCarrier === null)
            throw new Error("There is no simulated carrier here");
          return { ...account, demoUrl: await app.demoCarrier.addressOf(demo) };
        }
        if (options.twilio === undefined)
          throw new Error("No Twilio account is configured for this business");
        return options.twilio;
      },
    }),
  };

  const directory = lineDirectory(app, options.directoryFile ?? null);
  const refresh = () =>
    directory
      .refresh()
      .catch((error: unknown) => logger.warn({ err: error }, "line directory not refreshed"));
  let timer: NodeJS.Timeout | null = null;
  const { run: recover } = recovery(app);
  const recovering = atStartAndEvery(RECOVER_EVERY_MS, logger, (signal, isFirst) =>
    recover(signal, isFirst ? 0 : RECOVER_EVERY_MS / 2),
  );

  const hourly = async (): Promise<void> => {
    await eraseExpired(app);
    await app.access.renewQuiet();
    await checkDegraded(app);
    await endDueDemos(app);
  };

  const hub = liveHub();
  const listener = changeListener({
    connection: pool.options,
    schema,
    log: logger,
    onChange: hub.publish,
    onGap: hub.restart,
  });
  let beats: NodeJS.Timeout | null = null;
  const endStreams = (): void => {
    if (beats !== null) clearInterval(beats);
    hub.close();
  };

  const signIn: SignInKit = {
    clock: app.clock,
    newId,
    tokens: signInSecrets(options.secret),
    notifier: firstOf(
      ...(options.notifier === undefined ? [] : [options.notifier]),
      ...(options.mail === undefined ? [] : [codeMail(options.mail)]),
      textPeople(app),
    ),
    log: logger,
    publicUrl,
  };
  const installKit: LaunchKit = {
    ...signIn,
    launches: launchTokens(publicUrl, options.secret, options.earlierSecrets),
    redirectUri: (connector) => `${publicUrl}/oauth/${connector}/callback`,
  };
  const operator: OperatorFacts = { ...NOBODY, ...options.operator };
  const routes = [
    ...apiRoutes(app, { make: newApiKey, hash: hashApiKey, hint: hintOf }, refresh),
    ...sessionRoutes(signIn),
    ...embeddingRoutes(installKit),
    ...userRoutes(signIn),
    ...deviceRoutes(app, signIn),
    ...connectionRoutes(app, publicUrl),
    ...creditRoutes(app, operator),
    ...demoRoutes(app, signIn, refresh),
    ...liveRoutes(hub),
  ];
  const auth = {
    adminKey: options.adminKey ?? null,
    own: options.authenticate ?? null,
    cookies: cookiesFor(publicUrl),
    tokens: signIn.tokens,
    publicUrl,
  };
  const router = Router();
  router.use(
    twilioWebhooks({
      app,
      directory,
      publicUrl,
      urls,
      operator:
        options.twilio === undefined
          ? null
          : { accountSid: options.twilio.accountSid, authTokens: [options.twilio.authToken] },
    }),
  );
  if (app.payments !== null) router.use(paymentWebhook(app, app.payments));
  const hubspotApp = options.oauthApps?.hubspot;
  if (hubspotApp !== undefined) {
    router.use(hubspotWebhook(app, hubspotApp.clientSecret));
    router.use(hubspotCard(app, installKit, { ...options.hubspot, clientSecret: hubspotApp.clientSecret }));
  }
  router.use(mediaRouter(app));
  router.use(installRouter({ app, kit: installKit, cookies: auth.cookies, operator }));
  router.use(
    canvasRouter({
      app,
      kit: installKit,
      secret: options.oauthApps?.salesforce?.clientSecret ?? null,
    }),
  );
  router.use(publicPages({ app, publicUrl, operator }));
  const api = openApiDocument(routes, VERSION);
  router.get("/api/v1/openapi.json", (_req, res) => {
    res.json(api);
  });
  router.use("/api/v1", apiRouter(app, { authenticate: authenticator(app, auth), auth, routes }));
  router.use("/api", notFound);
  router.use(problemHandler(logger));

  return {
    router,
    jobs,
    store,
    app,
    signIn,
    endStreams,
    ready: () => store.ping(),
    async start() {
      await directory
        .restore()
        .catch((error: unknown) => logger.warn({ err: error }, "line directory not restored"));
      await migrate(kyselyOver(pool), schema);
      await claims.prepare();
      await listener.start();
      beats = setInterval(() => void hub.beat(), BEAT_MS);
      beats.unref();
      await jobs.start();
      await jobs.work({
        run: (job, signal) => runJob(app, job, signal),
        hourly,
        sweep: async () => {
          const found = await sweep(app);
          if (found.texts + found.callers + found.alerts > 0)
            logger.warn(found, "the sweep found work without a job");
        },
      });
      await refresh();
      timer = setInterval(refresh, DIRECTORY_REFRESH_MS);
      timer.unref();
      recovering.start();
    },
    async catchUp() {
      await recover(new AbortController().signal);
      await sweep(app);
      await hourly();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      endStreams();
      await listener.stop();
      await Promise.all([jobs.stop(), recovering.stop()]);
      await teller.told();
    },
  };
}
