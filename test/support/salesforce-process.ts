/** One more process of the service, as far as Salesforce's tokens are concerned: `fork` it, then say "go". */
import { setTimeout as delay } from "node:timers/promises";
import { salesforceConnector } from "../../connectors/salesforce/connector.ts";
import { ConnectorError, type Credentials } from "../../src/crm/contract.ts";
import { checkSettings } from "../../src/crm/manifest.ts";
import { memoryClaims } from "../../src/crm/memory-claims.ts";
import { openPool } from "../../src/db/connect.ts";
import { credentialRefresh } from "../../src/db/credential-refresh.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { sealer } from "../../src/secrets/sealer.ts";
import { salesforceTrade } from "./salesforce-trade.ts";

export interface Work {
  readonly databaseUrl: string;
  readonly salesforceUrl: string;
  readonly businessId: string;
  readonly callers: number;
  /** Stops for good when Salesforce has given new tokens, before they are stored. */
  readonly hangsAfterAnswer: boolean;
}
export const SECRET = "a secret of more than thirty-two characters";

async function run(work: Work): Promise<void> {
  const pool = openPool(work.databaseUrl, 5);
  const seal = sealer(SECRET);
  const refresh = credentialRefresh(pool, "textback", seal);
  const connector = salesforceConnector({ ownUrl: work.salesforceUrl });
  const trade = salesforceTrade(work.salesforceUrl);
  const { rows } = await pool.query(
    "select sealed_credentials from textback.connections where business_id = $1",
    [work.businessId],
  );
  const credentials = JSON.parse(
    await seal.open(rows[0].sealed_credentials, `connection:${work.businessId}`),
  ) as Credentials;
  const open = () =>
    connector.open({
      businessId: work.businessId,
      country: "US",
      settings: checkSettings(connector.manifest, {}).values,
      credentials,
      refreshCredentials: refresh.hook(work.businessId, async (stored) => {
        const fresh = await trade(stored);
        if (!work.hangsAfterAnswer) return fresh;
        process.send?.({ answered: true });
        return new Promise<never>(() => {});
      }),
      records: { find: async () => null },
      claims: memoryClaims({ now: () => new Date(), wait: (ms) => delay(ms) }),
      http: { timeoutMs: 5_000, userAgent: "textback-test" },
      log: { debug: () => {}, info: () => {}, warn: () => {} },
      now: () => new Date(),
      newId: (prefix) => `${prefix}_1`,
      signal: new AbortController().signal,
    });
  const opened = Array.from({ length: work.callers }, open);
  process.send?.({ ready: true });
  await new Promise((resolve) => process.once("message", resolve));
  const outcomes = await Promise.all(
    opened.map((each, i) =>
      each.findByPhone(`+1512555${String(1_000 + i)}` as E164).then(
        () => "found",
        (error: unknown) => (error instanceof ConnectorError ? error.kind : String(error)),
      ),
    ),
  );
  process.send?.({ outcomes });
  await pool.end();
  process.disconnect();
}

if (process.argv[2] !== undefined && process.send !== undefined)
  await run(JSON.parse(process.argv[2] ?? "{}") as Work);
