/**
 * The ledger in the owner's words. It sets a credit aside and later spends it or gives it back: two
 * transfers for one text. The owner sees one line for each text, at the time of the newer transfer.
 */
import type { TransferKind } from "../../domain/credits.ts";
import { assertNever } from "../../domain/errors.ts";

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
    const { kind, credits, textId } = transfer;
    if (kind === "hold" && textId !== null && settled.has(textId)) continue;
    if ((kind === "post" || kind === "void") && textId !== null) settled.add(textId);
    lines.push({ transfer, ...wordsOf(kind, credits) });
  }
  return lines;
}

function wordsOf(kind: TransferKind, credits: number): { title: string; change: number } {
  switch (kind) {
    case "grant":
      return { title: "Credits added", change: credits };
    case "hold":
      return { title: "Set aside for a text", change: -credits };
    case "post":
      return { title: "Text sent", change: -credits };
    case "void":
      return { title: "Text not sent, its credit came back", change: 0 };
    case "refund":
      return { title: "Given back, the text never left the carrier", change: credits };
    case "revoke":
      return { title: "Taken back", change: -credits };
    case "owe":
      return { title: "Spent already, so owed", change: credits };
    case "repay":
      return { title: "Paid what was owed", change: -credits };
    default:
      return assertNever(kind);
  }
}
