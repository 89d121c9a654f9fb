/** Movements of credits in the owner's words. */
import type { TransferKind } from "../../domain/credits.ts";
import { assertNever } from "../../domain/errors.ts";

export interface TransferWords {
  readonly title: string;
  /** As the owner's balance sees it; a credit that was set aside is spent without another minus. */
  readonly sign: "+" | "−" | "";
  readonly tone: "in" | "out" | "quiet";
}

export function transferWords(kind: TransferKind): TransferWords {
  switch (kind) {
    case "grant":
      return { title: "Credits added", sign: "+", tone: "in" };
    case "hold":
      return { title: "Set aside for a text", sign: "−", tone: "out" };
    case "post":
      return { title: "Text sent", sign: "", tone: "quiet" };
    case "void":
      return { title: "Given back, the text was not sent", sign: "+", tone: "in" };
    case "refund":
      return { title: "Given back, the text never left the carrier", sign: "+", tone: "in" };
    case "revoke":
      return { title: "Taken back", sign: "−", tone: "out" };
    default:
      return assertNever(kind);
  }
}
