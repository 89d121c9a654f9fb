/** Runs the promises of the testkit under vitest. A departure is run too: one that is kept after all is stale. */
import { describe, expect, it } from "vitest";
import { type Departure, promisesFor, type World } from "../../src/crm/testkit.ts";

export function keepsItsPromises(
  name: string,
  manifest: { readonly abilities: readonly string[] },
  inWorld: (use: (world: World) => Promise<void>) => Promise<void>,
  departures: readonly Departure[] = [],
): void {
  describe(`the ${name} connector`, () => {
    for (const { name: promise, run, skip } of promisesFor(manifest)) {
      const departure = departures.find((each) => each.promise === promise);
      if (skip !== false) it.skip(`${promise} (${skip})`, () => {});
      else if (departure === undefined) it(promise, () => inWorld(run));
      else
        it(`departs: ${promise} (${departure.because})`, () =>
          inWorld((world) =>
            expect(run(world), "this promise is kept: drop the departure").rejects.toThrow(),
          ));
    }
  });
}
