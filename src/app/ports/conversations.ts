/** Calls and texts of one caller, in their order. */
import type { E164 } from "../../domain/phone.ts";
import type { Call } from "./calls.ts";
import type { Page, PageRequest } from "./paging.ts";
import type { Text } from "./texts.ts";

export type ConversationItem =
  | { readonly type: "call"; readonly call: Call }
  | { readonly type: "text"; readonly text: Text };

export interface ConversationTables {
  load(
    businessId: string,
    found: readonly { readonly type: "call" | "text"; readonly id: string }[],
  ): Promise<readonly ConversationItem[]>;
  items(businessId: string, phone: E164, page: PageRequest): Promise<Page<ConversationItem>>;
  /** Newest first. */
  latest(businessId: string, phone: E164, limit: number): Promise<readonly ConversationItem[]>;
}
