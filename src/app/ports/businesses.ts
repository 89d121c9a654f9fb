/** Businesses, and what lets programs and carriers speak for them. */
import type { Business, RetentionDays } from "../../domain/business.ts";
import type { Page, PageRequest } from "./paging.ts";

export interface ApiKey {
  readonly id: string;
  readonly businessId: string;
  readonly label: string;
  readonly hint: string;
  readonly createdAt: Date;
}

export interface BusinessTable {
  insert(business: Business): Promise<void>;
  find(id: string): Promise<Business | null>;
  list(page: PageRequest): Promise<Page<Business>>;
  update(
    id: string,
    change: Partial<Omit<Business, "id" | "createdAt" | "retentionDays">> & {
      readonly retentionDays?: Partial<RetentionDays>;
    },
  ): Promise<Business | null>;
  /** Links of another version than this are called back. */
  mediaLinkVersion(id: string): Promise<number>;
  revokeMediaLinks(id: string): Promise<void>;
}

export interface ApiKeyTable {
  insert(key: ApiKey & { hash: Buffer }): Promise<void>;
  findByHash(hash: Buffer): Promise<ApiKey | null>;
  list(businessId: string): Promise<readonly ApiKey[]>;
  /** @returns false when the business has no such living key. */
  revoke(businessId: string, keyId: string, at: Date): Promise<boolean>;
}

export interface CarrierTable {
  put(businessId: string, accountSid: string, sealedAuthToken: string): Promise<void>;
  find(businessId: string): Promise<{ accountSid: string; sealedAuthToken: string } | null>;
  /** Every business that registered this account, since two may share one. */
  listByAccount(accountSid: string): Promise<readonly { businessId: string; sealedAuthToken: string }[]>;
}

export interface IdempotencyTable {
  find(scope: string, key: string): Promise<{ requestHash: string; status: number; body: unknown } | null>;
  /** Waits for another transaction that is writing the same key; false when the key is taken. */
  insert(entry: {
    scope: string;
    key: string;
    requestHash: string;
    status: number;
    body: unknown;
    at: Date;
  }): Promise<boolean>;
  lock(scope: string, key: string): Promise<void>;
  forgetBefore(at: Date): Promise<void>;
}

export interface AuditTable {
  write(entry: {
    businessId: string | null;
    actor: string;
    action: string;
    detail: Readonly<Record<string, unknown>>;
    at: Date;
  }): Promise<void>;
}
