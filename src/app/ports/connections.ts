/** The CRM of a business. */
import type { E164 } from "../../domain/phone.ts";
import type { KnownRecord } from "./records.ts";

export type ConnectionHealth = "ok" | "degraded" | "needs_reconnect";

export interface Connection {
  readonly connector: string;
  readonly sealedCredentials: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly health: ConnectionHealth;
  readonly healthDetail: string | null;
  /** The CRM's id and name of the account; not known of a token that a person typed in. */
  readonly accountId?: string | null;
  readonly accountName?: string | null;
}

export interface ConnectionTable {
  find(businessId: string): Promise<Connection | null>;
  /** All that a drain needs to know of the business, its connection, and this caller's record there. */
  findFor(
    businessId: string,
    phone: E164,
  ): Promise<{
    readonly connection: Connection | null;
    readonly known: KnownRecord | null;
  }>;
  put(businessId: string, connection: Connection): Promise<void>;
  /** Businesses whose CRM said that something is not as it should be. */
  degraded(limit: number): Promise<readonly string[]>;
  /** Leaves alone what gives access, which may be renewed at this very moment. */
  setSettings(
    businessId: string,
    connector: string,
    settings: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** As long as the credentials are those it was found out with. */
  setHealth(
    businessId: string,
    found: Pick<Connection, "sealedCredentials" | "health" | "healthDetail" | "accountName">,
  ): Promise<void>;
}
