/** What promises look for on the far side and in what became of a delivery. */
import assert from "node:assert/strict";
import { ConnectorError } from "./contract.ts";
import type { Delivery, FarRecord, World } from "./testkit-world.ts";

export async function onlyRecord(world: World): Promise<FarRecord> {
  const records = await world.far.records();
  assert.equal(records.length, 1, `one record, not ${records.length}`);
  return records[0] as FarRecord;
}

export async function textsOn(world: World, recordId: string): Promise<readonly string[]> {
  return (await world.far.timeline(recordId)).map(({ text }) => text);
}

export function assertDelivered({ results, trouble }: Delivery, ids: readonly string[]): void {
  assert.equal(trouble, null, trouble?.message);
  const logged = results.flatMap((each) => (each.kind === "logged" ? [each.activityId] : []));
  assert.deepEqual([...logged].sort(), [...ids].sort());
}

export const kindOf = (kind: ConnectorError["kind"]) => (error: unknown) => {
  assert.ok(error instanceof ConnectorError, `a ConnectorError, not ${String(error)}`);
  assert.equal(error.kind, kind);
  return true;
};

/** A connector that declares an ability has it, and its far side has the window that goes with it. */
export function has<T>(ability: T | undefined, name: string): T {
  assert.ok(ability !== undefined, `${name} is there`);
  return ability;
}
