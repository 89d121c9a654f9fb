/**
 * The text-back's message: literal text and a fixed set of variables, expanded once. A value is never
 * looked at again, so nothing that a caller or a CRM can write into a name becomes a variable.
 */
import { cleanLine, cleanText, clip } from "./plain-text.ts";

export const TEMPLATE_VARIABLES = [
  "caller_name",
  "caller_first_name",
  "business_name",
  "business_number",
  "caller_number",
] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];
export type TemplateValues = Readonly<Partial<Record<TemplateVariable, string | null>>>;

/** The template itself, and the text after expansion, in UTF-16 units (three GSM segments are 459, UCS-2 fills seven). */
export const MAX_TEMPLATE_CHARACTERS = 480;
export const MAX_TEXT_CHARACTERS = 480;

/** A name longer than this is a mistake or an attack, and is cut so that the literal text survives. */
const MAX_VALUE_CHARACTERS = 80;

export const DEFAULT_MESSAGE =
  "Sorry we missed your call! This is {{business_name}}. Reply here and we'll get back to you shortly.";

type Part =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "variable"; readonly name: TemplateVariable; readonly fallback: string | null };

export interface Template {
  readonly parts: readonly Part[];
}

/** What is wrong, for those who say it in other words. */
export type TemplateFault =
  | { readonly kind: "empty" }
  | { readonly kind: "too_long"; readonly most: number; readonly length: number }
  | { readonly kind: "open_brace"; readonly at: string }
  | { readonly kind: "unknown_variable"; readonly name: string; readonly known: string };

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problem: string; readonly fault: TemplateFault };

const isVariable = (name: string): name is TemplateVariable =>
  (TEMPLATE_VARIABLES as readonly string[]).includes(name);

const KNOWN = TEMPLATE_VARIABLES.map((name) => `{{${name}}}`).join(", ");

/** Reads a message; an unknown variable, an open brace or an empty message is refused, with words for the owner. */
export function parseTemplate(source: string): TemplateResult {
  const refuse = (problem: string, fault: TemplateFault): TemplateResult => ({ ok: false, problem, fault });
  const text = cleanText(source);
  if (text.trim() === "") return refuse("must not be empty", { kind: "empty" });
  if (text.length > MAX_TEMPLATE_CHARACTERS)
    return refuse(`must be at most ${MAX_TEMPLATE_CHARACTERS} characters long; this is ${text.length}`, {
      kind: "too_long",
      most: MAX_TEMPLATE_CHARACTERS,
      length: text.length,
    });

  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    const literal = text.slice(at, open === -1 ? undefined : open);
    if (literal !== "") parts.push({ kind: "literal", text: literal });
    if (open === -1) break;
    const close = text.indexOf("}}", open + 2);
    if (close === -1) {
      const from = clip(text.slice(open), 30);
      return refuse(`has an opening {{ without its }}: "${from}"`, { kind: "open_brace", at: from });
    }
    const inside = text.slice(open + 2, close);
    const bar = inside.indexOf("|");
    const name = (bar === -1 ? inside : inside.slice(0, bar)).trim();
    if (!isVariable(name)) {
      const written = clip(name, 40);
      return refuse(`has an unknown variable {{${written}}}; known are ${KNOWN}`, {
        kind: "unknown_variable",
        name: written,
        known: KNOWN,
      });
    }
    parts.push({ kind: "variable", name, fallback: bar === -1 ? null : inside.slice(bar + 1).trim() });
    at = close + 2;
  }
  return { ok: true, template: { parts } };
}

/**
 * Expands a template once. A variable without a value and without a fallback disappears together with
 * the space before it, so that "Hi {{caller_first_name}}, sorry" reads "Hi, sorry". Values lose control
 * characters and line breaks and are cut at 80 characters; the whole at 480.
 */
export function renderTemplate(template: Template, values: TemplateValues): string {
  let text = "";
  for (const part of template.parts) {
    if (part.kind === "literal") {
      text += text === "" ? part.text.replace(/^[ ,]+/, "") : part.text;
      continue;
    }
    const value = clip(cleanLine(values[part.name] ?? ""), MAX_VALUE_CHARACTERS);
    const shown = value === "" ? (part.fallback ?? "") : value;
    if (shown === "") text = text.replace(/ +$/, "");
    else text += shown;
  }
  return clip(text.trim(), MAX_TEXT_CHARACTERS);
}

/** "Maria Lopez Garcia" → "Maria". */
export const firstNameOf = (name: string | null): string | null =>
  name === null ? null : (cleanLine(name).split(" ")[0] ?? null) || null;
