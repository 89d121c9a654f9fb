/** What the use cases about the CRM's records need from the database. */
import type { RecordName } from "../../crm/contract.ts";
import type { E164 } from "../../domain/phone.ts";
import type { Page, PageRequest } from "./index.ts";

/** What `matchedBy` says of a record that a person chose. */
export const CHOSEN_BY_HAND = "chosen by hand";

export interface KnownRecord {
  readonly recordId: string;
  readonly name: string | null;
  /** The field that has the number, or how else we came to it. */
  readonly matchedBy: string;
  readonly others?: readonly RecordName[] | undefined;
}

/** Which record one phone number belongs to, per CRM. */
export interface RecordTable {
  find(businessId: string, connector: string, phone: E164): Promise<KnownRecord | null>;
  /**
   * Keeps which record this phone belongs to, and its name as the caller's. What waited for a record goes on, and
   * consent that was told to another record is to be told to this one.
   * @param lookAgainAt when the CRM is to be asked whether somebody else has the number; `null`: never
   * @returns how many rows of the outbox go on
   */
  remember(
    businessId: string,
    connector: string,
    phone: E164,
    record: KnownRecord,
    lookAgainAt: Date | null,
  ): Promise<number>;
  forget(businessId: string, connector: string, phone: E164): Promise<void>;
  /** `null`: never again. */
  lookAgain(businessId: string, connector: string, phone: E164, at: Date | null): Promise<void>;
  /** Nameless records that we made, of any business, at most so many of each: they count as looked at until `until`. */
  takeToLookAt(
    now: Date,
    until: Date,
    limit: { readonly perBusiness: number; readonly all: number },
  ): Promise<readonly { businessId: string; phone: E164 }[]>;
  /** Since when the record is the caller's. */
  since(businessId: string, connector: string, phone: E164): Promise<Date | null>;
  /** What a search found out while the phone rang: nobody has the number. */
  keepNobody(businessId: string, connector: string, phone: E164, at: Date): Promise<void>;
  /** Once: what is tried after it may have changed it. */
  takeNobody(businessId: string, connector: string, phone: E164, since: Date): Promise<Date | null>;
  forgetNobodies(before: Date): Promise<void>;
}

/** A caller's history went from one record to another. */
export interface RecordMove {
  readonly id: string;
  readonly businessId: string;
  readonly phone: E164;
  readonly connector: string;
  /** A person chose the record, or the real one turned up beside a nameless one of ours. */
  readonly why: "chosen" | "healed";
  /** What was remembered before; `null`: no record was known. */
  readonly from: KnownRecord | null;
  readonly toRecordId: string;
  readonly occurredAt: Date;
  readonly undoneAt: Date | null;
  readonly retirement: "retired" | "kept" | null;
  readonly keptBecause: string | null;
}

/** A move, and how far it is. `parked`: the CRM refused some of it. */
export interface RecordMoveSeen extends RecordMove {
  readonly state: "moving" | "parked" | "done" | "undone";
  readonly activities: number;
}

export interface RecordMoveTable {
  /** Writes the move down, and where each of the caller's activities stood before it; wants them moved. */
  begin(
    move: Omit<RecordMove, "undoneAt" | "retirement" | "keptBecause"> & { readonly retireAt: Date | null },
  ): Promise<void>;
  /** The record to move to became another one; `null`: it is gone, and what stands nowhere yet goes elsewhere. */
  redirect(businessId: string, phone: E164, from: string, to: string | null): Promise<void>;
  /** Wants back what this move took away, and what was logged on its record since. */
  undo(move: RecordMove, at: Date): Promise<void>;
  find(businessId: string, id: string): Promise<RecordMove | null>;
  latestOf(businessId: string, connector: string, phone: E164): Promise<RecordMove | null>;
  /** Whether something of this caller's is on its way from one record to another. */
  isUnderWay(businessId: string, phone: E164): Promise<boolean>;
  /** Whether anything of the caller's still stands on this record, as far as we know. */
  standsOn(businessId: string, phone: E164, recordId: string): Promise<boolean>;
  list(businessId: string, page: PageRequest): Promise<Page<RecordMoveSeen>>;
  dueToRetire(now: Date, limit: number): Promise<readonly { businessId: string; moveId: string }[]>;
  /** `null`: not to be looked at again. */
  retireAt(businessId: string, id: string, at: Date | null): Promise<void>;
  endRetirement(
    businessId: string,
    id: string,
    end: { readonly retirement: "retired" | "kept"; readonly keptBecause: string | null },
  ): Promise<void>;
}

export interface RecordTx {
  readonly records: RecordTable;
  readonly recordMoves: RecordMoveTable;
}
