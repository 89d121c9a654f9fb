import type { E164 } from "../domain/phone.ts";

/**
 * What a page that shows this business has to ask for again. It never says what is new there: whoever hears
 * it asks the API, which knows what they may see.
 */
export type Change =
  /** `phone` is null for a caller who withheld it. */
  | { readonly kind: "conversation"; readonly businessId: string; readonly phone: E164 | null }
  /** Of the built-in store; `phone` is null when many changed at once. */
  | { readonly kind: "lead"; readonly businessId: string; readonly phone: E164 | null }
  | { readonly kind: "line" | "credits" | "connection"; readonly businessId: string };
