import type { CreditOffer } from "../api/shapes.ts";

/** 900 → "$9.00" */
export const dollars = (cents: number): string =>
  (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });

/** Whom to ask where nothing is sold by card. */
export function sellerWords({ packs, seller: { name, email } }: CreditOffer): string {
  const [pack] = packs;
  const price = pack === undefined ? "" : ` ${dollars(pack.priceCents)} buys ${pack.credits}.`;
  const whom = name ?? "whoever runs this service for you";
  return `Ask ${whom}${email === null ? "" : ` (${email})`} for more.${price}`;
}
