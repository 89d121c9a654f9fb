/**
 * Trades a connection's credentials for new ones: one at a time across all processes. With rotation a refresh
 * token works once, and using it again revokes the whole grant (help.salesforce.com, 005316711), so whoever comes
 * takes the row's lock, reads what is stored by then, and what was traded is stored before anybody uses it.
 *
 * Between the far side's answer and our commit lies one statement. A process that dies there has lost the grant:
 * the next attempt uses the spent token once, hears so, and the connection waits for a person.
 */
import { sql } from "kysely";
import type pg from "pg";
import type { Sealer } from "../app/context.ts";
import { ConnectorError, type Credentials } from "../crm/contract.ts";
import { kyselyOver } from "./connect.ts";

/** One trade takes a few seconds at most; whoever waits for longer is put off rather than kept. */
const LOCK_WAIT_MS = 12_000;
const PUT_OFF_MS = 5_000;
/** What was traded is worth more than the connection that was to store it. */
const STORE_ATTEMPTS = 3;
const HEARTBEATS_AT_ONCE = 500;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Asks the far side for new credentials.
 *
 * @throws ConnectorError `auth_expired` when it gives none any more
 */
export type Trade = (stored: Credentials) => Promise<Credentials>;

export interface CredentialRefresh {
  /** For one business: what `refreshCredentials` of a connector's context is. */
  hook(businessId: string, trade: Trade): (refused: Credentials) => Promise<Credentials>;
  /** New credentials although the old ones work: grants that nobody uses die of it. */
  renew(businessId: string, trade: Trade): Promise<void>;
  /** Connections of a connector whose credentials were last written before. */
  quietSince(connector: string, before: Date): Promise<readonly string[]>;
}

interface Row {
  readonly sealed: string | null;
  readonly health: string;
  readonly detail: string | null;
}

type Outcome =
  | { readonly kind: "traded" | "found"; readonly credentials: Credentials }
  | { readonly kind: "refused"; readonly error: ConnectorError };

export function credentialRefresh(pool: pg.Pool, schema: string, sealer: Sealer): CredentialRefresh {
  const db = kyselyOver(pool);
  const connections = sql.id(schema, "connections");
  /** One per business, so that waiting callers do not each hold a connection of the pool. */
  const flights = new Map<string, Promise<Credentials>>();

  const aboutOf = (businessId: string) => `connection:${businessId}`;

  /** @param refused what the far side did not take; `null` for a trade without need */
  async function run(businessId: string, trade: Trade, refused: Credentials | null): Promise<Credentials> {
    let traded: { credentials: Credentials; sealed: string; instead: string } | null = null;
    let outcome: Outcome;
    try {
      outcome = await db.transaction().execute(async (trx): Promise<Outcome> => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT_MS)}`.execute(trx);
        const { rows } = await sql<Row>`select sealed_credentials as sealed, health, health_detail as detail
          from ${connections} where business_id = ${businessId} for update`.execute(trx);
        const [row] = rows;
        if (row === undefined || row.sealed === null)
          return refusal("The business is no longer connected to this CRM.");
        const stored = JSON.parse(await sealer.open(row.sealed, aboutOf(businessId))) as Credentials;
        if (refused !== null && !isSame(stored, refused)) return { kind: "found", credentials: stored };
        // The one who was before us heard that the grant is gone: its token is not to be used again.
        if (row.health === "needs_reconnect") return refusal(row.detail ?? "It has to be connected again.");
        const attempt = await trade(stored).catch((error: unknown): Outcome => {
          if (error instanceof ConnectorError && error.kind === "auth_expired")
            return { kind: "refused", error };
          throw error;
        });
        if (isOutcome(attempt)) {
          if (attempt.kind === "refused")
            await sql`update ${connections} set health = 'needs_reconnect', health_detail = ${attempt.error.message}
              where business_id = ${businessId}`.execute(trx);
          return attempt;
        }
        const sealed = await sealer.seal(JSON.stringify(attempt), aboutOf(businessId));
        traded = { credentials: attempt, sealed, instead: row.sealed };
        await sql`update ${connections} set sealed_credentials = ${sealed}, updated_at = now()
          where business_id = ${businessId}`.execute(trx);
        return { kind: "traded", credentials: attempt };
      });
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE)
        throw new ConnectorError("throttled", "The access is being renewed.", { retryAfterMs: PUT_OFF_MS });
      if (traded === null) throw error;
      return storeAfterAll(businessId, traded, error);
    }
    if (outcome.kind === "refused") throw outcome.error;
    return outcome.credentials;
  }

  /** The transaction broke after the trade: by another connection, unless somebody connected anew meanwhile. */
  async function storeAfterAll(
    businessId: string,
    traded: { credentials: Credentials; sealed: string; instead: string },
    first: unknown,
  ): Promise<Credentials> {
    let last = first;
    for (let attempt = 0; attempt < STORE_ATTEMPTS; attempt++) {
      try {
        const { rows } = await sql<{ sealed: string | null }>`with stored as (
            update ${connections} set sealed_credentials = ${traded.sealed}, updated_at = now()
            where business_id = ${businessId} and sealed_credentials in (${traded.instead}, ${traded.sealed})
            returning sealed_credentials as sealed)
          select sealed from stored
          union all select sealed_credentials from ${connections}
            where business_id = ${businessId} and not exists (select 1 from stored)`.execute(db);
        const sealed = rows[0]?.sealed ?? null;
        if (sealed === null)
          throw new ConnectorError("auth_expired", "The business is no longer connected to this CRM.");
        if (sealed === traded.sealed) return traded.credentials;
        return JSON.parse(await sealer.open(sealed, aboutOf(businessId))) as Credentials;
      } catch (error) {
        if (error instanceof ConnectorError) throw error;
        last = error;
      }
    }
    throw last;
  }

  function alone(businessId: string, trade: Trade, refused: Credentials | null): Promise<Credentials> {
    const flight = run(businessId, trade, refused).finally(() => flights.delete(businessId));
    flights.set(businessId, flight);
    return flight;
  }

  return {
    hook: (businessId, trade) => async (refused) => {
      for (let flight = flights.get(businessId); flight !== undefined; flight = flights.get(businessId)) {
        const fresh = await flight;
        if (!isSame(fresh, refused)) return fresh;
      }
      return alone(businessId, trade, refused);
    },

    async renew(businessId, trade) {
      await (flights.get(businessId) ?? alone(businessId, trade, null));
    },

    async quietSince(connector, before) {
      const { rows } = await sql<{ id: string }>`select business_id as id from ${connections}
        where connector = ${connector} and sealed_credentials is not null and health <> 'needs_reconnect'
          and updated_at < ${before}
        order by updated_at limit ${HEARTBEATS_AT_ONCE}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

const refusal = (message: string): Outcome => ({
  kind: "refused",
  error: new ConnectorError("auth_expired", message),
});

const isOutcome = (value: Credentials | Outcome): value is Outcome =>
  "error" in value && value.error instanceof Error;

const isSame = (a: Credentials, b: Credentials): boolean => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
};
