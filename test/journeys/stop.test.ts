import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../src/app/recovery/sweep.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

const TEXTS = 50;

describe("a STOP that arrives while 50 texts are queued", () => {
  let service: Service;
  const clock = new TestClock();
  beforeEach(async () => {
    service = await startService({ clock });
  });
  afterEach(() => service.stop());

  const count = async (sql: string): Promise<number> => (await service.pool.query(sql)).rows[0].n;
  const attempts = () => count("select count(*)::int as n from textback.text_attempts");
  const inState = (...states: string[]) =>
    count(`select count(*)::int as n from textback.texts
      where direction = 'out' and state in (${states.map((state) => `'${state}'`)})`);
  const credits = async () => (await service.own("GET", "/credits")).body;
  const missFiftyCalls = () =>
    Promise.all(
      Array.from({ length: TEXTS }, () =>
        service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } }),
      ),
    );
  const accepted = () => service.carrier.messages.filter(({ direction }) => direction === "outbound-api");
  const expectSilenceAfter = async (marked: number) => {
    clock.pass(10 * 60_000);
    await sweep(service.textback.app);
    await service.settled();
    expect(await attempts()).toBe(marked);
    const { available, held, spent } = await credits();
    expect({ held, spent, total: available + spent }).toEqual({
      held: 0,
      spent: accepted().length,
      total: 100,
    });
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  };

  it("lets none of them leave when they wait for the carrier, and gives every credit back", async () => {
    service.carrier.faults.rest = ({ method }) =>
      method === "POST" ? { kind: "error", status: 429, code: 20429 } : undefined;
    await missFiftyCalls();
    await service.settled();
    expect(await inState("queued")).toBe(TEXTS);
    expect(await credits()).toEqual({ available: 100 - TEXTS, held: TEXTS, spent: 0 });

    await service.carrier.text({ from: CALLER, to: LINE, body: "stop please" });
    const marked = await attempts();
    service.carrier.faults.rest = () => undefined;
    expect(await inState("cancelled")).toBe(TEXTS);
    await expectSilenceAfter(marked);
    expect(accepted()).toEqual([]);
  });

  it.each([1, 7, 20, 33])(
    "marks no attempt after it, when it comes with the request of text %i",
    async (nth) => {
      let requests = 0;
      let markedAtStop: Promise<number> | null = null;
      service.carrier.faults.rest = ({ method }) => {
        if (method !== "POST") return undefined;
        if (++requests === nth)
          markedAtStop = service.carrier
            .text({ from: CALLER, to: LINE, body: "please stop texting me" })
            .then(attempts);
        return { kind: "slow", ms: 100 };
      };
      await missFiftyCalls();
      await service.settled();
      const marked = (await markedAtStop) ?? -1;
      expect(marked).toBeGreaterThanOrEqual(nth);
      await expectSilenceAfter(marked);
      expect(accepted()).toHaveLength(marked);
      expect(await inState("sent", "delivered")).toBe(marked);
    },
  );
});
