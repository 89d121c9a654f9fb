/**
 * Requests that HubSpot makes for somebody who looks at a card or a page of ours there (`hubspot.fetch`). Who asks
 * stands in the signed address alone. HubSpot repeats a request once when it is not answered, and shows the card
 * nothing of an answer that is not 2xx: so a no is an answer like others, with its words.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/fetching-data
 */
import { type Request, type RequestHandler, type Response, Router, raw } from "express";
import { z } from "zod";
import { type CardViewer, cardViewer } from "../../app/connections/crm-card.ts";
import type { App } from "../../app/context.ts";
import { inTime } from "../../app/in-time.ts";
import type { Tx } from "../../app/ports/index.ts";
import { Refusal } from "../../domain/errors.ts";
import { once } from "../idempotency.ts";
import { parseOrRefuse, refusalOf } from "../problem.ts";
import { rawBodyOf } from "../raw-body.ts";
import { signedByHubspot } from "./signature.ts";

const MAX_BODY = "64kb";
/** People wait for it with a spinner. */
export const CARD_DEADLINE_MS = 900;
/** Of that, what the CRM may take. */
const CRM_SHARE = 2 / 3;

/** Each once: what HubSpot adds stands beside whatever the address had before, and is signed with it. */
const asker = z.object({
  portalId: z.string().regex(/^\d{1,20}$/),
  userId: z.string().regex(/^\d{1,20}$/),
});
const recordId = z.string().regex(/^\d{1,20}$/, "must be a contact's id");
const clientKey = z.string().min(8, "must be at least 8 characters long").max(100);

export interface CardAsk {
  readonly viewer: CardViewer;
  /** Who asks, as HubSpot has signed it. */
  readonly asker: z.infer<typeof asker>;
  /** "" where the address names no contact. */
  readonly recordId: string;
  readonly body: unknown;
  /** For what has to be asked of the CRM. */
  readonly crmWithinMs: number;
  /** Effects that are had once for each key that the card made, however often it asks. */
  readonly oncePerKey: <V extends object>(work: (tx: Tx) => Promise<V>) => Promise<V>;
}

type Answer = (ask: CardAsk) => Promise<object>;

export interface CardRouter {
  readonly router: Router;
  on(method: "get" | "post" | "put", path: string, answer: Answer): void;
}

export interface CardOptions {
  /** Our app's at HubSpot. */
  readonly clientSecret: string;
  /** Every request is answered by then. Default 900. */
  readonly deadlineMs?: number | undefined;
}

export function cardRouter(app: App, options: CardOptions): CardRouter {
  const { clientSecret, deadlineMs = CARD_DEADLINE_MS } = options;
  const router = Router();
  const { publicUrl, clock } = app;
  const guards: readonly RequestHandler[] = [
    raw({ type: () => true, limit: MAX_BODY }),
    signedByHubspot({ publicUrl, clientSecret, clock }),
  ];

  const answered = async (req: Request, answer: Answer): Promise<object> => {
    try {
      const who = parseOrRefuse(asker, req.query);
      const viewer = await cardViewer(app.store.read, "hubspot", who.portalId, who.userId);
      if (viewer === null) return problem(notConnected(), { connectUrl: `${publicUrl}/install/hubspot` });
      return await answer(askOf(app, req, { viewer, asker: who }, Math.floor(deadlineMs * CRM_SHARE)));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      return problem(refusal);
    }
  };

  return {
    router,
    on(method, path, answer) {
      router[method](path, ...guards, async (req: Request, res: Response) => {
        const work = answered(req, answer);
        const body = await inTime(deadlineMs, work, null);
        if (body === null)
          work.catch((error: unknown) => app.log.error({ err: error }, "after a card was answered"));
        res.setHeader("Cache-Control", "no-store");
        res.status(200).json(body ?? problem(tooSlow()));
      });
    },
  };
}

function askOf(app: App, req: Request, who: Pick<CardAsk, "viewer" | "asker">, crmWithinMs: number): CardAsk {
  const body = jsonIn(req);
  const { viewer } = who;
  return {
    ...who,
    recordId: req.params.recordId === undefined ? "" : parseOrRefuse(recordId, req.params.recordId),
    body,
    crmWithinMs,
    async oncePerKey<V extends object>(work: (tx: Tx) => Promise<V>): Promise<V> {
      const { key } = parseOrRefuse(z.object({ key: clientKey }), body);
      const remembered = {
        scope: viewer.businessId,
        key: `${viewer.connector}:${key}`,
        request: [req.method, req.originalUrl.split("?")[0], body],
      };
      const { body: answer } = await app.store.transaction((tx) =>
        once(app, tx, remembered, async () => ({ status: 200, body: await work(tx) })),
      );
      return answer as V;
    },
  };
}

function jsonIn(req: Request): unknown {
  const bytes = rawBodyOf(req);
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refusal("malformed_json", "The body could not be read.");
  }
}

const problem = ({ code, message, fields }: Refusal, more: object = {}) => ({
  problem: { code, message, fields, ...more },
});
const notConnected = () =>
  new Refusal("not_connected", "This account is not connected to textback, or no more. Connect it first.");
const tooSlow = () => new Refusal("unavailable", "textback is slow at the moment. Try again.");
