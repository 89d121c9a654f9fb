/** What the sweep over the carrier's own lists needs to know. */
import type { E164 } from "../../domain/phone.ts";
import type { Text } from "./texts.ts";

export type SweptList = "messages" | "calls";

/** What our books say of a call that the carrier lists. */
export interface KnownCall {
  readonly callSid: string;
  /** `null`: only its legs have been heard of. */
  readonly ended: boolean | null;
  /** The keys of what we have been told about it. */
  readonly keys: readonly string[];
}

export interface KnownText extends Pick<Text, "id" | "businessId" | "state"> {
  readonly messageSid: string;
}

/** What the sweep over the carrier's own lists needs to know. */
export interface RecoveryTables {
  point(account: string, list: SweptList): Promise<Date | null>;
  /** Only ever forward. */
  movePoint(point: {
    account: string;
    /** `null`: the operator's account. */
    businessId: string | null;
    list: SweptList;
    to: Date;
  }): Promise<void>;
  /** Since when each line is ours. */
  linesSince(): Promise<readonly { number: E164; since: Date }[]>;
  knownCalls(businessIds: readonly string[], callSids: readonly string[]): Promise<readonly KnownCall[]>;
  knownTexts(businessIds: readonly string[], messageSids: readonly string[]): Promise<readonly KnownText[]>;
  /** A call that is heard of after the caller's reply: the reply counts all the same. */
  markRecovered(businessId: string, callSid: string, withinMs: number): Promise<void>;
}
