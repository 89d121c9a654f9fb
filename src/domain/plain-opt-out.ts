/**
 * Plain words for "do not text me", told apart from the words of the trade ("can you stop by?", "it won't
 * stop leaking"). The law of the United States counts any reasonable words as an opt-out and names stop,
 * quit, end, revoke, opt out, cancel and unsubscribe (47 CFR 64.1200(a)(10)); the carrier acts on whole
 * keywords only. So: clear words are acted on, and whatever only may be an opt-out is shown to the owner.
 */

import {
  BARE,
  BESIDE,
  FILLERS,
  HEDGES,
  INSTRUCTION,
  KEYWORDS,
  MAYBE_WORDS,
  PHRASES,
  type Phrase,
  SPELLINGS,
  SWEARING,
  TAIL,
  TRADE_AFTER,
  TRADE_BEFORE,
  WHOLE,
} from "./opt-out-words.ts";

export type PlainOptOut =
  | { readonly kind: "stop" }
  | { readonly kind: "ambiguous"; readonly why: string }
  | { readonly kind: "none" };

/** A carrier takes no longer text (docs/api/errors/21617); what lies beyond was not typed by a caller. */
const MAX_READ_CHARACTERS = 1600;

// Reactions quote our own text back, its "reply STOP" included: Liked “…”, 👍 to “…”, Le gustó “…”.
const REACTION =
  /^\s*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? \S{1,12} from|le gust[oó]|le encant[oó])\s|\S{1,16} to )\s{0,3}["“«]/iu;

/** Clauses of plain lower-case words: no accents, no emoji, no apostrophes, usual typos mended. */
function clausesOf(body: string): string[] {
  const text = body
    .slice(0, MAX_READ_CHARACTERS)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’`´]/g, "")
    .replace(/\bopt[ -]out\b/g, "optout")
    .replace(/\bun[ -]subscribe\b/g, "unsubscribe")
    .replace(/[-_/]/g, " ");
  return text
    .split(/[^\p{L}\p{N} ]+/u)
    .map((clause) => {
      const words = clause.split(" ").filter((word) => word !== "");
      const joined = words.length > 1 && words.every((word) => word.length === 1) ? [words.join("")] : words;
      return joined
        .map((word) => word.replace(/(\p{L})\1{2,}/gu, "$1"))
        .map((word) => SPELLINGS.get(word) ?? word)
        .join(" ")
        .replace(/\bdo not\b/g, "dont")
        .replace(/\bany more\b/g, "anymore")
        .replace(/\bnomore\b/g, "no more")
        .replace(SWEARING, "");
    })
    .filter((clause) => clause !== "");
}

const without = (clause: string, ...lists: readonly ReadonlySet<string>[]): string =>
  clause
    .split(" ")
    .filter((word) => !lists.some((list) => list.has(word)))
    .join(" ");

/** In front of a phrase these turn it round: "don't stop texting me", "why did you stop texting me?". */
const DENIED =
  /\b(?:dont|didnt|doesnt|wont|never|not|why|did|no|cant|cannot)(?: (?:you|ever|we|they|he|she|it|want to|have to|need to))?$/;
/** These make it somebody else's doing: "I'll stop texting you", "I had to stop texting". */
const OTHERS_DOING =
  /\b(?:(?:i|we|he|she|they) (?:will|have to|had to|need to|must|should|can|cant|could|wanted to|want to|wont|would)|ill)$/;
/** … but a threat is no denial: "if you don't stop texting me I'll call the police". */
const THREAT = /\b(?:if you (?:dont|cant|wont)|why (?:wont|cant|dont) you)$/;

const NARROWING =
  "The text asks for fewer or other texts, and may not mean all of them. Read it, and opt the caller out if it does.";
const BARE_STOP =
  'The text says "stop" among other words, so it may ask for no more texts. Read it, and opt the caller out if it does.';
/**
 * What one clause says. `bare` stop and no more · `passing` an opt-out unless more is said · `narrowed` an
 * opt-out for a time or a purpose · `maybe_stop` "stop" among other words.
 */
type Finding = "stop" | "bare" | "passing" | "narrowed" | "maybe_stop" | "none" | { readonly why: string };

/** Removes a footer such as "Reply STOP to opt out", which tells others how and asks nothing. */
const withoutInstructions = (clause: string): string =>
  clause.replace(INSTRUCTION, " ").replace(/ +/g, " ").trim();

function readPhrase(clause: string, phrase: Phrase): Finding {
  const match = phrase.pattern.exec(clause);
  if (match === null) return "none";
  const head = clause.slice(0, match.index).trim();
  if (THREAT.test(head)) return "stop";
  if (DENIED.test(head) || (phrase.own !== true && OTHERS_DOING.test(head))) return "none";
  const tail = clause.slice(match.index + match[0].length).trim();
  if (/^(?:you|him|her|them)\b/.test(tail)) return "none";
  if (phrase.wish === true || without(tail, FILLERS, TAIL) !== "") return "narrowed";
  return phrase.passing === true ? "passing" : "stop";
}

function readBareStop(clause: string): Finding {
  const said = clause.split(" ");
  const at = said.indexOf("stop");
  if (at === -1) return "none";
  if (without(clause, FILLERS, HEDGES) === "stop") return "maybe_stop";
  const next = said[at + 1];
  const opens = without(said.slice(0, at).join(" "), FILLERS, HEDGES) === "";
  if (opens && next !== undefined && !TRADE_AFTER.has(next) && !next.endsWith("ing")) return "maybe_stop";
  const last = said.lastIndexOf("stop");
  return last === said.length - 1 && !said.slice(0, last).some((word) => TRADE_BEFORE.has(word))
    ? "maybe_stop"
    : "none";
}

const isKeywordsOnly = (core: string): boolean =>
  core.startsWith("stop ") && core.split(" ").every((word) => KEYWORDS.has(word));

function readClause(raw: string): Finding {
  const clause = withoutInstructions(raw);
  const core = without(clause, FILLERS);
  if (WHOLE.has(core) || WHOLE.has(clause) || isKeywordsOnly(core)) return "stop";
  if (BARE.has(core)) return "bare";
  const found = PHRASES.map((phrase) => readPhrase(clause, phrase));
  for (const finding of ["stop", "passing", "narrowed"] as const) if (found.includes(finding)) return finding;
  for (const [pattern, why] of MAYBE_WORDS)
    if (pattern.test(core) || pattern.test(clause)) return { why: `${why} Nothing was changed.` };
  return readBareStop(clause);
}

/** A clause that asks for or says nothing beside: only fillers, a no, or a wrong number. */
const isBeside = (clause: string): boolean => {
  const core = without(clause, FILLERS);
  return (
    core === "" ||
    BESIDE.test(core) ||
    BESIDE.test(clause) ||
    MAYBE_WORDS.some(([pattern]) => pattern.test(core))
  );
};

/**
 * Reads an inbound text that is no keyword. Linear in its length; reads at most its first 1,600 characters.
 *
 * `stop`: no more texts is asked for, in plain words · `ambiguous`: it may be; for the owner to read ·
 * `none`: it says nothing about it.
 */
export function readPlainOptOut(body: string): PlainOptOut {
  if (REACTION.test(body.slice(0, 60))) return { kind: "none" };
  if (body.length < 16 && body.includes("🛑") && !/\p{L}/u.test(body))
    return { kind: "ambiguous", why: BARE_STOP };
  const clauses = clausesOf(body);
  const findings = clauses.map((clause) => ({ clause, finding: readClause(clause) }));
  const has = (wanted: Finding) => findings.some(({ finding }) => finding === wanted);
  const onlyThat = (wanted: Finding) =>
    findings.every(({ clause, finding }) => finding === wanted || isBeside(clause));

  if (has("stop")) return { kind: "stop" };
  // "Stop. Wrong number." asks for it; "stop, call me instead" may.
  if (has("bare")) return onlyThat("bare") ? { kind: "stop" } : { kind: "ambiguous", why: BARE_STOP };
  if (has("passing")) return onlyThat("passing") ? { kind: "stop" } : { kind: "ambiguous", why: NARROWING };
  if (has("maybe_stop")) return { kind: "ambiguous", why: BARE_STOP };
  if (has("narrowed")) return { kind: "ambiguous", why: NARROWING };
  for (const { finding } of findings)
    if (typeof finding === "object") return { kind: "ambiguous", ...finding };
  return { kind: "none" };
}
