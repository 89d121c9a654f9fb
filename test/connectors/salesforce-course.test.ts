/** Whatever happens in whatever order: one record for the caller, and each call and text on it once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as answers from "../fakes/salesforce/answers.ts";
import type { Mishap } from "../fakes/salesforce/index.ts";
import { CALLER, salesforceBench } from "../support/salesforce-bench.ts";

const MISHAPS: readonly Mishap[] = [
  { on: "write", answer: "lost" },
  { on: "write", answer: "lost_halfway" },
  { on: "write", answer: "lost_behind_page" },
  { on: "any", answer: "reset" },
  { on: "any", answer: answers.rowLocked },
  { on: "any", answer: answers.limitExceeded },
  { on: "any", answer: answers.badGateway },
  { on: "write", answer: answers.serverUnavailable },
];

type Step =
  | { readonly kind: "deliver"; readonly sizes: readonly number[]; readonly dies: boolean }
  | { readonly kind: "mishap"; readonly which: number }
  | { readonly kind: "convert" }
  | { readonly kind: "type_in" }
  | { readonly kind: "pass"; readonly minutes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("deliver" as const),
      sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      dies: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("mishap" as const),
      which: fc.nat({ max: MISHAPS.length - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "convert" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "type_in" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  },
);

async function play(steps: readonly Step[], packaged: boolean): Promise<void> {
  const bench = await salesforceBench(packaged);
  const { org, salesforce, clock } = bench;
  const world = bench.world();
  let sent = 0;
  try {
    for (const each of [...steps, { kind: "deliver", sizes: [1], dies: false } as const]) {
      switch (each.kind) {
        case "deliver": {
          let deaths = each.dies ? 1 : 0;
          const onRecord = async () => {
            if (deaths-- > 0) throw new Error("the process died here");
          };
          const deliveries = await Promise.all(
            each.sizes.map((size) => {
              const activities = Array.from({ length: size }, () =>
                sent++ % 2 === 0 ? bench.call(sent) : bench.text(sent),
              );
              return world.deliver(CALLER, activities, { onRecord });
            }),
          );
          for (const [i, { results, trouble }] of deliveries.entries()) {
            expect(trouble).toBeNull();
            expect(results.filter(({ kind }) => kind === "logged")).toHaveLength(each.sizes[i] ?? 0);
          }
          break;
        }
        case "mishap":
          salesforce.mishaps.push(MISHAPS[each.which] as Mishap);
          break;
        case "convert":
          for (const { id, fields } of org.living("Lead")) if (fields.IsConverted !== true) org.convert(id);
          break;
        case "type_in":
          // Only a caller whom nobody has met yet is typed in: somebody who looks finds the others.
          if (org.living("Lead").length + org.living("Contact").length === 0)
            org.add("Contact", { LastName: "Miller", Phone: "(512) 555-0142" }, { fresh: true });
          break;
        case "pass":
          clock.pass(each.minutes * 60_000);
          break;
      }
    }
    const open = [...org.living("Lead"), ...org.living("Contact")].filter(
      ({ fields }) => fields.IsConverted !== true,
    );
    expect(open).toHaveLength(1);
    const tasks = org.living("Task").map(({ fields }) => [fields.WhoId, fields.Description]);
    expect(new Set(tasks.map(([, description]) => description)).size).toBe(sent);
    expect(tasks).toHaveLength(sent);
    expect(new Set(tasks.map(([who]) => who))).toEqual(new Set([open[0]?.id]));
  } finally {
    await bench.stop();
  }
}

describe("a caller's course", () => {
  it.each([true, false])(
    "(package: %s)",
    async (packaged) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => play(steps, packaged)),
        { numRuns: 60 },
      );
    },
    120_000,
  );
});
