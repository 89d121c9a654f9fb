import type { Config } from "../config.ts";
import type { PostgresStore } from "../db/store.ts";
import { LOW_CREDITS } from "../domain/credits.ts";
import { out } from "./output.ts";
import { withDatabase } from "./with-database.ts";

const PAGE = 200;

export const businessesCommand = (config: Config): Promise<void> =>
  withDatabase(config, (_url, store) => listBusinesses(store));

export const creditsCommand = (config: Config): Promise<void> =>
  withDatabase(config, (_url, store) => checkCredits(store));

async function listBusinesses(store: PostgresStore): Promise<void> {
  let after: string | null = null;
  do {
    const page = await store.read.businesses.list({ limit: PAGE, after });
    for (const { id, name } of page.items) {
      const { available } = await store.read.ledger.balances(id);
      const lines = await store.read.lines.list(id);
      out(`${id}  ${name}  ${available} credits`);
      for (const line of lines) out(`    ${line.number}${line.enabled ? "" : " (texting off)"}`);
    }
    after = page.next;
  } while (after !== null);
}

async function checkCredits(store: PostgresStore): Promise<void> {
  const low = await store.read.ledger.low(LOW_CREDITS);
  for (const { name, businessId, available } of low)
    out(
      `LOW  ${name} (${businessId}) has ${available} credits left; below ${LOW_CREDITS} texts may soon stop.`,
    );
  if (low.length === 0) out(`Every business has at least ${LOW_CREDITS} credits.`);
  const mismatches = await store.read.ledger.reconcile();
  for (const { account, balance, computed } of mismatches)
    out(`WRONG  ${account} says ${balance}, its transfers say ${computed}.`);
  if (mismatches.length > 0) process.exitCode = 1;
  else out("The ledger adds up: every balance is the sum of its transfers.");
}
