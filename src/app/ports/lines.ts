/** The numbers that are answered for a business. */
import type { Business } from "../../domain/business.ts";
import type { E164 } from "../../domain/phone.ts";
import type { LineSettings } from "../../domain/settings.ts";
import type { TextingState } from "../../domain/texting-state.ts";

export interface Line extends LineSettings {
  readonly id: string;
  readonly businessId: string;
  readonly number: E164;
  /** Whether the carriers let it text; `null`: nobody has refused it yet. */
  readonly texting: TextingState | null;
}

/** A line as a webhook needs it: with its business and the carrier account that may speak for it. */
export interface LineInUse {
  readonly line: Line;
  readonly business: Business;
  /** The business's own account, or `null` for the operator's. */
  readonly carrierAccountSid: string | null;
  /** Where it keeps its leads; not said: in the built-in store. */
  readonly connector?: string | null;
}

export interface LineTable {
  find(businessId: string, number: E164): Promise<Line | null>;
  /** Across businesses: for webhooks, and to keep lines from calling each other. */
  findInUse(number: E164): Promise<LineInUse | null>;
  ownerOf(number: E164): Promise<string | null>;
  list(businessId: string): Promise<readonly Line[]>;
  listInUse(): Promise<readonly LineInUse[]>;
  /** Throws a Refusal `line_taken` when the number is another business's. */
  upsert(line: Omit<Line, "texting">): Promise<Line>;
  /** Locks the line until the end of the transaction. */
  lockTexting(businessId: string, number: E164): Promise<TextingState | null>;
  setTexting(businessId: string, number: E164, texting: TextingState): Promise<void>;
  /**
   * Lines of any business whose registration was asked for before `anyBefore`, or, where texts are held up,
   * before `waitingBefore`. They count as asked from `at` on.
   */
  takeToAsk(
    at: Date,
    waitingBefore: Date,
    anyBefore: Date,
    limit: number,
  ): Promise<readonly { businessId: string; number: E164 }[]>;
  delete(businessId: string, number: E164): Promise<boolean>;
}
