import { describe, expect, it } from "vitest";
import { signal, timeline } from "../../src/sandbox/twilio/timeline.ts";

const start = new Date("2026-03-02T15:00:00Z");
const instant = () => timeline(start, () => 0);

describe("simulated time", () => {
  it("passes in the order of what is due, however it was begun, and takes none of the real", async () => {
    const time = instant();
    const seen: string[] = [];
    const at = async (seconds: number) => {
      await time.wait(seconds);
      seen.push(`${seconds} s, ${time.now().toISOString()}`);
    };
    await Promise.all([at(3_600), at(5), at(60)]);
    expect(seen).toEqual([
      "5 s, 2026-03-02T15:00:05.000Z",
      "60 s, 2026-03-02T15:01:00.000Z",
      "3600 s, 2026-03-02T16:00:00.000Z",
    ]);
  });

  it("stands still while something outside is under way", async () => {
    const time = instant();
    let passed = false;
    const waiting = time.wait(10).then(() => {
      passed = true;
    });
    await time.outside(async () => {
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
      expect(passed).toBe(false);
    });
    await waiting;
    expect(time.seconds).toBe(10);
  });

  it("says of a wait whether it passed or a signal came first, and forgets a wait that was cut short", async () => {
    const time = instant();
    const hungUp = signal();
    const talking = time.wait(60, hungUp);
    await time.wait(5);
    hungUp.fire();
    expect(await talking).toBe(false);
    expect(time.seconds).toBe(5);
    expect(await time.wait(1, hungUp)).toBe(false);
    expect(await time.wait(1)).toBe(true);
    expect(time.seconds).toBe(6);
  });

  it("waits for good until told, without time passing", async () => {
    const time = instant();
    const told = signal();
    const waiting = time.wait(Number.POSITIVE_INFINITY, told);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    told.fire();
    expect(await waiting).toBe(false);
    expect(time.seconds).toBe(0);
  });

  it("at a pace passes in between too: a signal in the middle of a second finds it half over", async () => {
    const time = timeline(start, (seconds) => seconds * 20);
    const told = signal();
    const waiting = time.wait(10, told);
    setTimeout(() => told.fire(), 60);
    expect(await waiting).toBe(false);
    expect(time.seconds).toBeGreaterThan(1);
    expect(time.seconds).toBeLessThan(10);
  });

  it("a signal happens once, and tells who comes late at once", () => {
    const done = signal();
    let told = 0;
    done.once(() => told++);
    const forget = done.once(() => {
      told += 100;
    });
    forget();
    done.fire();
    done.fire();
    done.once(() => told++);
    expect([done.fired, told]).toEqual([true, 2]);
  });
});
