import type { CreditOffer } from "../api/shapes.ts";
import { credits } from "./en/credits.ts";
import { dollars } from "./number.ts";

/** "$9.00 buys 100." Nothing, where nothing is sold. */
export const priceWords = ({ packs: [pack] }: CreditOffer): string =>
  pack === undefined
    ? ""
    : credits("seller.price", { price: dollars(pack.priceCents), credits: pack.credits });

/** Whom to ask where nothing is sold by card. */
export function sellerWords(offer: CreditOffer): string {
  const { name, email } = offer.seller;
  const whom = name ?? credits("seller.somebody");
  const ask = email === null ? credits("seller.ask", { whom }) : credits("seller.askWith", { whom, email });
  return `${ask} ${priceWords(offer)}`.trim();
}
