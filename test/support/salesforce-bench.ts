/** A connector on a fake org, and calls and texts to put there. */
import { salesforceConnector } from "../../connectors/salesforce/connector.ts";
import type { CallActivity, TextActivity } from "../../src/crm/contract.ts";
import { connectorWorld, type World, type WorldClock, worldClock } from "../../src/crm/testkit.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { farSideOf } from "../fakes/salesforce/far-side.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";

export const CALLER = "+15125550142" as E164;
export const INDEX_LAG_MS = 15 * 60_000;

export interface Bench {
  readonly clock: WorldClock;
  readonly salesforce: Salesforce;
  readonly org: Salesforce["org"];
  /** One more business of the service on this org. */
  world(settings?: Record<string, unknown>, credentials?: Record<string, string>): World;
  call(n: number, change?: Partial<CallActivity>): CallActivity;
  text(n: number, body?: string): TextActivity;
  /** What was asked since the last time, without what is learned of an org once. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

export async function salesforceBench(packaged = true): Promise<Bench> {
  const clock = worldClock();
  const salesforce = await startSalesforce({ now: () => clock.now() });
  const { org } = salesforce;
  org.features.packaged = packaged ? "textback" : null;
  org.rules.searchLagMs = INDEX_LAG_MS;
  const { accessToken } = salesforce.tokens.authorize();
  const connector = salesforceConnector({ ownUrl: salesforce.url });
  const base = (n: number) => ({
    id: `act_0192f1e0c0de7000${n.toString(16).padStart(16, "0")}`,
    line: "+15550100001" as E164,
    phone: CALLER,
    occurredAt: clock.now(),
  });
  return {
    clock,
    salesforce,
    org,
    world: (settings = {}, credentials = {}) =>
      connectorWorld({
        connector,
        far: farSideOf(salesforce),
        clock,
        settings,
        credentials: { instanceUrl: salesforce.url, accessToken, ...credentials },
      }),
    call: (n, change = {}) => ({
      ...base(n),
      kind: "call",
      direction: "in",
      outcome: "missed",
      reason: "no_answer",
      durationSeconds: null,
      title: "Missed call",
      summary: `Missed call ${n}: nobody picked up.`,
      ...change,
    }),
    text: (n, body = `Text ${n}`) => ({
      ...base(n),
      kind: "text",
      direction: "out",
      body,
      state: "sent",
      title: "Text sent",
      summary: body,
    }),
    asked: () =>
      salesforce.requests.splice(0).flatMap(({ method, path, body }) => {
        const parts = (body as { compositeRequest?: { method: string; url: string }[] } | null)
          ?.compositeRequest;
        if (parts?.some(({ url }) => url.endsWith("/describe"))) return [];
        const resource = (url: string) => url.replace(/^.*v67\.0/, "").replace(/\?q=(\w+).*$/s, " $1");
        const inside = parts?.map((part) => `${part.method} ${resource(part.url)}`).join(", ");
        return [`${method} ${resource(path)}${inside === undefined ? "" : ` (${inside})`}`];
      }),
    stop: () => salesforce.stop(),
  };
}
