/** The same request again under the same key has the same answer, and its effect once: both commit together. */
import { createHash } from "node:crypto";
import type { App } from "../app/context.ts";
import type { Tx } from "../app/ports/index.ts";
import { Refusal } from "../domain/errors.ts";

export interface Remembered {
  /** Whose keys these are. */
  readonly scope: string;
  readonly key: string;
  /** All that makes the request what it is. */
  readonly request: readonly unknown[];
}

/** What a replayed key shows may be less than the first answer: no secret is kept. */
interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly replay?: unknown;
}

/** @throws Refusal `idempotency_conflict`, and whatever `run` throws: a refusal is not remembered. */
export async function once<A extends Answered>(
  app: App,
  tx: Tx,
  { scope, key, request }: Remembered,
  run: () => Promise<A>,
): Promise<A | { readonly status: number; readonly body: unknown }> {
  const requestHash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  await tx.idempotency.lock(scope, key);
  const earlier = await tx.idempotency.find(scope, key);
  if (earlier !== null) {
    if (earlier.requestHash !== requestHash)
      throw new Refusal("idempotency_conflict", "This Idempotency-Key was used for another request.");
    return { status: earlier.status, body: earlier.body ?? undefined };
  }
  const answer = await run();
  await tx.idempotency.insert({
    scope,
    key,
    requestHash,
    status: answer.status,
    body: answer.replay ?? answer.body ?? null,
    at: app.clock.now(),
  });
  return answer;
}
