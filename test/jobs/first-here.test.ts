import { describe, expect, it } from "vitest";
import type { Job } from "../../src/app/ports/index.ts";
import { firstHere } from "../../src/jobs/first-here.ts";

const job = (n: number): Job => ({ kind: "send_text", businessId: "biz_1", textId: `text_${n}` });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Jobs that end when the test says so. */
function stage(fails: (job: Job) => boolean = () => false) {
  const started: string[] = [];
  const settled: string[][] = [];
  const ends = new Map<string, () => void>();
  const here = firstHere({
    run: (each) =>
      new Promise((resolve, reject) => {
        const { textId } = each as Extract<Job, { kind: "send_text" }>;
        started.push(textId);
        ends.set(textId, () => (fails(each) ? reject(new Error("no luck")) : resolve()));
      }),
    done: async (ids) => {
      settled.push([...ids]);
    },
    log: quiet,
  });
  return { here, started, settled, end: (n: number) => ends.get(`text_${n}`)?.() };
}

describe("a job that is started where it was committed", () => {
  it("begins at once, and its row is settled when it is done, together with others", async () => {
    const { here, started, settled, end } = stage();
    here.take("a", job(1));
    here.take("b", job(2));
    expect(started).toEqual(["text_1", "text_2"]);
    end(1);
    end(2);
    await here.stop();
    expect(settled).toEqual([["a", "b"]]);
  });

  it("is left to the queue when it fails", async () => {
    const { here, settled, end } = stage(() => true);
    here.take("a", job(1));
    end(1);
    await here.stop();
    expect(settled).toEqual([]);
  });

  it("is joined, not run again, by a worker that fetched it meanwhile", async () => {
    const { here, started, end } = stage();
    here.take("a", job(1));
    const joined = here.handOver("a");
    end(1);
    await joined;
    expect(started).toEqual(["text_1"]);
    expect(here.handOver("a")).toBeNull();
    await here.stop();
  });

  it("waits its turn behind twenty; a worker may take it from there", async () => {
    const { here, started, end } = stage();
    for (let n = 1; n <= 22; n++) here.take(`id ${n}`, job(n));
    expect(started).toHaveLength(20);
    expect(here.handOver("id 21")).toBeNull();
    end(1);
    await here.handOver("id 1");
    expect(started.slice(20)).toEqual(["text_22"]);
    for (let n = 2; n <= 22; n++) end(n);
    await here.stop();
  });

  it("is not begun any more when the service stops", async () => {
    const { here, started, end } = stage();
    for (let n = 1; n <= 21; n++) here.take(`id ${n}`, job(n));
    const stopping = here.stop();
    for (let n = 1; n <= 20; n++) end(n);
    await stopping;
    here.take("late", job(99));
    expect(started).toHaveLength(20);
  });
});
