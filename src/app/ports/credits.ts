/** The ledger. */
import type { Balances, TransferKind } from "../../domain/credits.ts";
import type { E164 } from "../../domain/phone.ts";
import type { TextPurpose } from "../../domain/text.ts";
import type { Page, PageRequest } from "./paging.ts";

export interface Transfer {
  readonly id: string;
  readonly kind: TransferKind;
  readonly credits: number;
  readonly textId: string | null;
  readonly reason: string;
  readonly occurredAt: Date;
}

export interface StatementLine extends Transfer {
  /** Of the text that it moved for; `null` without one, or when that was erased. */
  readonly phone: E164 | null;
  readonly purpose: TextPurpose | null;
  /** What it changed in what is available. */
  readonly change: number;
}

export type TransferResult = "done" | "replayed" | "conflict" | "insufficient" | "nothing" | "settled";

export interface TransferRequest {
  readonly businessId: string;
  /** The same key is the same transfer; with another body it is a conflict. */
  readonly key: string;
  readonly kind: TransferKind;
  /** `null` for what settles an earlier transfer: post, void, refund. */
  readonly credits: number | null;
  readonly textId: string | null;
  readonly reason: string;
}

/** One line of `reconcile`: a balance that is not the sum of its transfers. Healthy is an empty list. */
export interface LedgerMismatch {
  readonly account: string;
  readonly balance: number;
  readonly computed: number;
}

export interface LedgerTables {
  open(businessId: string): Promise<void>;
  transfer(request: TransferRequest, id: string, at: Date): Promise<TransferResult>;
  balances(businessId: string): Promise<Balances>;
  available(businessId: string): Promise<number>;
  transfers(businessId: string, page: PageRequest): Promise<Page<Transfer>>;
  /** The newest so many, with the text that each moved for. */
  statement(businessId: string, limit: number): Promise<readonly StatementLine[]>;
  reconcile(): Promise<readonly LedgerMismatch[]>;
  low(below: number): Promise<readonly { businessId: string; name: string; available: number }[]>;
}
