/**
 * The ledger in the owner's words. It sets a credit aside and later spends it or gives it back: two
 * transfers for one text. The owner sees one line for each text, at the time of the newer transfer.
 */
import type { TransferKind } from "../../domain/credits.ts";
import { credits } from "./en/credits.ts";
import { saidInSpanish } from "./said.ts";

interface Moved {
  readonly id: string;
  readonly kind: TransferKind;
  readonly credits: number;
  readonly textId: string | null;
}
export interface Movement<T extends Moved> {
  readonly transfer: T;
  readonly title: string;
  /** What it changed in the owner's balance. */
  readonly change: number;
}

/** @param transfers newest first, from the newest on */
export function movements<T extends Moved>(transfers: readonly T[]): Movement<T>[] {
  const settled = new Set<string>();
  const lines: Movement<T>[] = [];
  for (const transfer of transfers) {
    const { kind, credits: amount, textId } = transfer;
    if (kind === "hold" && textId !== null && settled.has(textId)) continue;
    if ((kind === "post" || kind === "void") && textId !== null) settled.add(textId);
    lines.push({ transfer, ...wordsOf(kind, amount) });
  }
  return lines;
}

const SIGNS: Readonly<Record<TransferKind, -1 | 0 | 1>> = {
  grant: 1,
  hold: -1,
  post: -1,
  void: 0,
  refund: 1,
  revoke: -1,
  owe: 1,
  repay: -1,
};

const wordsOf = (kind: TransferKind, amount: number): { title: string; change: number } => ({
  title: credits(`movements.${kind}`),
  change: SIGNS[kind] === 0 ? 0 : SIGNS[kind] * amount,
});

/** Why, where somebody or the service wrote it down. */
export const reasonWords = (reason: string): string => saidInSpanish()?.transferReason(reason) ?? reason;
