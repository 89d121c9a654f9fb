/** What the service says in words of its own: in English as it came, in Spanish by the codes that came with it. */
import type { FieldProblem } from "../../domain/errors.ts";
import type { Line, Notice } from "../api/shapes.ts";
import { languageNow, spokenWords } from "./language.ts";
import { phoneWords } from "./phone.ts";

/** `null` while English is spoken. */
export const saidInSpanish = () => (languageNow() === "es" ? (spokenWords()?.said ?? null) : null);

export function problemWords({ code, message }: { readonly code: string; readonly message: string }): string {
  const said = saidInSpanish();
  if (said === null || HERE.has(code)) return message;
  return (said.problems as Readonly<Record<string, string>>)[code] ?? said.otherProblem;
}

/** The page's own, in its own language already. */
const HERE: ReadonlySet<string> = new Set(["offline", "unreadable"]);

/** Beside a field: what it must hold. */
export function fieldWords({ field, message }: FieldProblem): string {
  const said = saidInSpanish();
  if (said === null) return `This ${message}.`;
  const names = field.split(".").filter((name) => !/^\d+$/.test(name));
  return said.fields[names.at(-1) ?? ""] ?? said.fields[names[0] ?? ""] ?? said.otherField;
}

interface Matter {
  readonly headline: string;
  readonly whatToDo: string;
}

export const textingWords = ({ texting }: Pick<Line, "texting">): Matter =>
  saidInSpanish()?.texting(texting) ?? texting;

export function noticeWords({ subject, headline, whatToDo }: Notice, country?: string): Matter {
  const said = saidInSpanish();
  if (said === null) return { headline, whatToDo };
  return said.notice(subject, (phone) => phoneWords(phone, country)) ?? said.otherNotice;
}
