/** Numbers and amounts as people write them. */
import { localeNow } from "./language.ts";

export const numberWords = (count: number): string => count.toLocaleString(localeNow());

/** 900 → "$9.00"; dollars stay dollars in every language. */
export const dollars = (cents: number): string =>
  (cents / 100).toLocaleString(localeNow(), { style: "currency", currency: "USD" });

/** 1200 → "$1,200" */
export const wholeDollars = (amount: number): string =>
  amount.toLocaleString(localeNow(), { style: "currency", currency: "USD", maximumFractionDigits: 0 });
