/** A business with HubSpot, its clock in hand. */
import type { WorldClock } from "../../src/crm/testkit.ts";
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { TestClock } from "./clock.ts";
import { CALLER, LINE, type Service, startService } from "./service.ts";

export interface HubspotBench {
  readonly hubspot: Hubspot;
  readonly service: Service;
  readonly clock: WorldClock;
  connect(settings?: object): Promise<void>;
  /** Nobody picks up, and all that follows is done. */
  missCall(from?: string): Promise<void>;
  /** Time passes, and what was put off until then is done by the queue. */
  pass(ms: number): Promise<void>;
  asked(): readonly string[];
  timelineOf(contactId: string): ReturnType<ReturnType<typeof farSideOf>["timeline"]>;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not computed with
  list(path: string): Promise<readonly any[]>;
  stop(): Promise<void>;
}

export async function hubspotBench(): Promise<HubspotBench> {
  const clock = new TestClock();
  const hubspot = await startHubspot({ now: () => clock.now() });
  const service = await startService({ hubspot: { apiUrl: hubspot.url }, clock });
  const connect = async (settings: object = {}) => {
    const credentials = { accessToken: hubspot.token };
    await service.own("PUT", "/connection", { connector: "hubspot", credentials, settings });
    await service.settled();
  };
  await connect();
  hubspot.requests.length = 0;
  return {
    hubspot,
    service,
    clock,
    connect,
    async missCall(from = CALLER) {
      await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
      await service.settled();
    },
    async pass(ms) {
      clock.pass(ms);
      await service.pool.query(
        "update textback_jobs.job set start_after = now() where state < 'active' and start_after <= $1",
        [clock.now()],
      );
      await service.settled();
    },
    asked: () => hubspot.requests.map(({ method, path }) => `${method} ${path.replace(/^.*2026-09/, "")}`),
    timelineOf: (id) => farSideOf(hubspot).timeline(id),
    list: async (path) => (await service.own("GET", path)).body.items,
    async stop() {
      await service.stop();
      await hubspot.stop();
    },
  };
}
