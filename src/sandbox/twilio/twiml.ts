/** Reads what we answer a voice webhook with, as strictly as Twilio does. */
import { XMLParser } from "fast-xml-parser";

export interface Verb {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Verb[];
}

export type Document =
  | { readonly kind: "verbs"; readonly verbs: readonly Verb[] }
  /** Twilio's error, such as 12100, and the caller hears that something went wrong. */
  | { readonly kind: "unreadable"; readonly code: number; readonly why: string };

/** docs/api/errors/11750 */
const MOST_BYTES = 64 * 1024;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  preserveOrder: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

type Node = Readonly<Record<string, unknown>>;

export function parseTwiml(body: string, contentType: string): Document {
  // Twilio reads plain text aloud (docs/voice/twiml).
  if (contentType.startsWith("text/plain"))
    return { kind: "verbs", verbs: [{ name: "Say", attributes: {}, text: body, children: [] }] };
  if (Buffer.byteLength(body) > MOST_BYTES) return unreadable(11750, "the document is larger than 64 kB");
  let nodes: readonly Node[];
  try {
    nodes = parser.parse(body, true);
  } catch (error) {
    return unreadable(12100, error instanceof Error ? error.message : String(error));
  }
  const response = nodes.map(verbOf).find((node) => node?.name === "Response");
  return response === undefined || response === null
    ? unreadable(12100, "there is no <Response>")
    : { kind: "verbs", verbs: response.children };
}

const unreadable = (code: number, why: string): Document => ({ kind: "unreadable", code, why });

function verbOf(node: Node): Verb | null {
  const name = Object.keys(node).find((key) => key !== ":@");
  if (name === undefined || name.startsWith("#") || name.startsWith("?")) return null;
  const inside = node[name] as readonly Node[];
  return {
    name,
    attributes: (node[":@"] ?? {}) as Record<string, string>,
    text: inside
      .map((part) => (typeof part["#text"] === "string" ? part["#text"] : ""))
      .join("")
      .trim(),
    children: inside.map(verbOf).filter((verb) => verb !== null),
  };
}

/** Seconds, counts and the like; what is no number is as good as absent. */
export function numberOf(verb: Verb, attribute: string, otherwise: number): number {
  const number = Number(verb.attributes[attribute] ?? Number.NaN);
  return Number.isFinite(number) ? number : otherwise;
}

export const methodOf = (verb: Verb, attribute = "method"): "GET" | "POST" =>
  verb.attributes[attribute]?.toUpperCase() === "GET" ? "GET" : "POST";

/** How long a voice takes to say it. */
export const speakingSeconds = (text: string): number =>
  Math.max(1, Math.round(text.split(/\s+/).filter(Boolean).length * 0.4));
