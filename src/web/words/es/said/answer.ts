import type { AnswerEvidence, AnswerVerdict } from "../../../../domain/answered-by.ts";
import type { CallOutcome } from "../../../../domain/call.ts";

const BY: Readonly<Record<Exclude<AnswerVerdict, "unsure">, string>> = {
  human: "Contestó una persona.",
  voicemail: "Contestó el buzón de voz del teléfono, no una persona.",
  screener: "El teléfono contestó solo para filtrar la llamada, no una persona.",
};

/** What picked up, where it was no person for sure. */
export function answeredBy(
  { verdict, evidence }: { readonly verdict: AnswerVerdict; readonly evidence: readonly AnswerEvidence[] },
  outcome: CallOutcome | null,
): string {
  if (verdict !== "unsure") return BY[verdict];
  if (outcome !== "missed")
    return "Algo o alguien contestó; como pudo ser una persona, cuenta como contestada.";
  return evidence.some(({ sign }) => sign === "key")
    ? "Se contestó el teléfono, pero nadie marcó la tecla para tomar la llamada."
    : "Se contestó por tan poco tiempo que en esta línea cuenta como perdida.";
}

/** How long to ring, from when the phone's voicemail starts. */
export const ringAdvice = {
  tooEarly: (start: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Es demasiado pronto para adelantarse: que quien conteste marque una tecla, o desactive ese buzón.`,
  safe: (start: number, now: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Sus ${now} s de timbre quedan por debajo.`,
  better: (start: number, advised: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Déjelo sonar ${advised} s, para que veamos la llamada perdida antes de que la tome el buzón.`,
} as const;
