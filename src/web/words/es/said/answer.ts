import type { AnswerVerdict } from "../../../../domain/answered-by.ts";

/** What picked up, where it was no person. */
export const answeredBy: Readonly<Record<AnswerVerdict, string>> = {
  human: "Contestó una persona.",
  voicemail: "Contestó el buzón de voz del teléfono, no una persona.",
  screener: "El teléfono contestó solo para filtrar la llamada, no una persona.",
  unsure: "Algo o alguien contestó; como pudo ser una persona, cuenta como contestada.",
};

/** How long to ring, from when the phone's voicemail starts. */
export const ringAdvice = {
  tooEarly: (start: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Es demasiado pronto para adelantarse: que quien conteste marque una tecla, o desactive ese buzón.`,
  safe: (start: number, now: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Sus ${now} s de timbre quedan por debajo.`,
  better: (start: number, advised: number) =>
    `El buzón de este teléfono empieza a los ${start} s, más o menos. Déjelo sonar ${advised} s, para que veamos la llamada perdida antes de que la tome el buzón.`,
} as const;
