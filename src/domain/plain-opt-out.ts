/**
 * Plain words for "do not text me", told apart from the words of the trade ("can you stop by?", "it won't
 * stop leaking"). The law of the United States counts any reasonable words as an opt-out and names stop,
 * quit, end, revoke, opt out, cancel and unsubscribe (47 CFR 64.1200(a)(10)); the carrier acts on whole
 * keywords only. So: clear words are acted on, and whatever only may be an opt-out is shown to the owner.
 */

export type PlainOptOut =
  | { readonly kind: "stop" }
  | { readonly kind: "ambiguous"; readonly why: string }
  | { readonly kind: "none" };

/** A carrier takes no longer text (docs/api/errors/21617); what lies beyond was not typed by a caller. */
const MAX_READ_CHARACTERS = 1600;

// Reactions quote our own text back, its "reply STOP" included: Liked “…”, 👍 to “…”, Le gustó “…”.
const REACTION =
  /^\s*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? \S{1,12} from|le gust[oó]|le encant[oó])\s|\S{1,16} to )\s{0,3}["“«]/iu;

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stop: "stopp stpo sotp stp st0p stahp stap",
    stopping: "stoping",
    please: "pls plz plse pleas plese plase pease pleeze porfa porfavor",
    texting: "txting textin txtin texing textng texitng texteing",
    text: "txt texr tex",
    texts: "txts",
    messaging: "msging mesaging messging messeging messagin",
    message: "msg mesage messge messsage",
    messages: "msgs mesages messges",
    unsubscribe: "unsuscribe unsubcribe unsubscibe unsubscrib unsub unsubscribed usubscribe unsubsribe",
    dont: "dnt donot",
    anymore: "anymor",
    you: "u",
    your: "ur yr",
  }).flatMap(([word, typos]) => typos.split(" ").map((typo) => [typo, word] as const)),
);

// Between any two words, but "fuck off" is a sentence of its own.
const SWEARING = /\b(?:the )?(?:fucking|fuckin|fing|fuck|damned|damn|goddamn|hell)\b(?! off\b) ?/g;

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

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words that change nothing about what is asked, wherever they stand. */
const FILLERS =
  words(`please thanks thank thx ty kindly hi hello hey sir maam mam now right immediately asap already
  just again anymore ever forever the i said told you to sorry
  por favor ya gracias mas hola nunca bye good day all lol`);

/** Fillers that may also mean something else: "ok stop" can end anything. */
const HEDGES = words(
  "ok okay alright no nope yes yeah yea well so but and then hmm wait can could would will do",
);

const without = (clause: string, ...lists: readonly ReadonlySet<string>[]): string =>
  clause
    .split(" ")
    .filter((word) => !lists.some((list) => list.has(word)))
    .join(" ");

/** Whole clauses that say it, fillers aside. */
const WHOLE = words(`stop quit unsubscribe optout stopall revoke alto parar pare paren basta baja`);
const WHOLE_PHRASES = new Set([
  ...[
    "stop it",
    "stop this",
    "stop that",
    "stop stop",
    "stop stop stop",
    "quit it",
    "no texts",
    "no texting",
  ],
  ...["no messages", "end texts", "cancel texts", "end messages", "cancel messages", "stop everything"],
  ...[
    "no textear",
    "no molestar",
    "no molesten",
    "no mensajes",
    "dar de baja",
    "darme de baja",
    "deme de baja",
  ],
]);

interface Phrase {
  readonly pattern: RegExp;
  /** Said of this occasion only, unless it stands alone: "don't text me, I'm driving". */
  readonly passing?: boolean;
  /** The sender's own doing, so that "I want to …" asks for it, where "I had to stop texting" does not. */
  readonly own?: boolean;
  /** A wish about texts that may be less than an opt-out: "call, don't text". Never acted on. */
  readonly wish?: boolean;
}

const OBJECT =
  "(?: (?:me|us|here|this number|my number|my phone|my cell|to me|to my phone|this phone|at this number|on this number))?";
const THEM = "(?: (?:me|us))?(?: (?:any|all|all of|your|all your|these|the|those|more|spam|so many))*";
const NOUN = "(?:texts?|messages?|sms|texting|messaging|spam)";
const SENT = "(?:texts?|messages?|sms|spam|stuff|crap|shit|junk|this|these|them)";

// No repetition stands inside another, so each takes time linear in the clause.
const PHRASES: readonly Phrase[] = [
  {
    pattern: new RegExp(
      `\\b(?:stop|quit|cease)(?: with)?(?: the)? (?:texting|messaging|contacting|spamming|bothering|harassing|bugging)${OBJECT}`,
    ),
  },
  {
    pattern: new RegExp(
      `\\b(?:stop|quit|cease|end|cancel) (?:sending|with)${THEM}(?: this| these)? ${SENT}\\b`,
    ),
  },
  {
    pattern: new RegExp(`\\b(?:stop|quit) (?:getting|receiving)${THEM}(?: this| these)? ${SENT}\\b`),
    own: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:stop|end|cancel|quit)(?: (?:all|all of|all your|all the|these|the|those|your|this))? ${NOUN}\\b${OBJECT}`,
    ),
  },
  { pattern: new RegExp(`\\bno more(?: of)?(?: (?:these|the|those|your))? ${NOUN}${OBJECT}`) },
  {
    pattern: new RegExp(
      `\\b(?:dont|never|not to) (?:ever )?(?:text|message|contact|sms|texting)${OBJECT} (?:ever again|again|anymore|ever)\\b`,
    ),
  },
  {
    pattern:
      /\b(?:dont|never|not to) (?:ever )?(?:text|message|contact|sms|texting)(?: (?:me|us|this number|my number|my phone|here))/,
    passing: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:dont|no longer) (?:want|wish|like)(?: to)?(?: (?:get|receive|have))?(?: (?:any|anymore|more|your|these|the))* ${NOUN}`,
    ),
  },
  { pattern: new RegExp(`\\bdont send${THEM} (?:${NOUN})(?: (?:anymore|again))?`), passing: true },
  {
    pattern:
      /\b(?:take|remove|delete|get|drop) (?:me|us|my number|this number|my name|my phone number|my phone|my info)(?: off| from| out)(?: (?:of|your|the|this|all|any))* (?:list|lists|contacts|contact list|mailing list|text list|texting list|database|system|texts)\b/,
  },
  { pattern: /\b(?:lose|delete|remove|forget) my (?:phone )?number\b/ },
  {
    pattern:
      /\b(?:remove|unsubscribe) (?:me|us|this number|my number)\b(?! an? | from (?:the|your|this) (?:schedule|calendar|appointment|job|quote|waitlist|waiting))/,
  },
  { pattern: /\bleave (?:me|us) alone\b/ },
  {
    pattern: /\bunsubscribe\b|\boptout\b|\bopt (?:me|us) out\b|\brevoke (?:my )?(?:consent|permission)\b/,
    own: true,
  },
  {
    pattern:
      /\b(?:dont|never|no) (?:text|texting|send (?:me )?(?:a |any )?(?:text|texts|message|messages))\b(?! (?:the|my|him|her|them)\b)|\binstead of (?:text|texting|a text)\b/,
    wish: true,
  },
  { pattern: /\bno (?:enviar|mandar|envien|manden|escribir)(?:me)?(?: mas)? (?:mensajes|textos|sms)\b/ },
  {
    pattern:
      /\bno me (?:vuelvan? a )?(?:escrib|mand|envi|text|molest|contact)[a-z]{1,5}(?: (?:mas|nunca))?(?: (?:mensajes|textos|sms))?/,
  },
  { pattern: /\bno (?:mas|quiero|deseo)(?: (?:mas|recibir|sus|estos))* (?:mensajes|textos|sms)\b/ },
  {
    pattern:
      /\b(?:deje|dejen|deja|dejar|pare|paren|para) de (?:escribir|mandar|enviar|molestar|textear|contactar)(?:me|nos)?(?: (?:mensajes|textos|sms))?\b/,
  },
  { pattern: /\b(?:quit|sac|borr|elimin|remuev)[a-z]{1,3}(?:me|nos) de (?:su|la|esta|tu) lista\b/ },
  { pattern: /\bdeje?n?me en paz\b/ },
];

/** In front of a phrase these turn it round: "don't stop texting me", "why did you stop texting me?". */
const DENIED =
  /\b(?:dont|didnt|doesnt|wont|never|not|why|did|no|cant|cannot)(?: (?:you|ever|we|they|he|she|it|want to|have to|need to))?$/;
/** These make it somebody else's doing: "I'll stop texting you", "I had to stop texting". */
const OTHERS_DOING =
  /\b(?:(?:i|we|he|she|they) (?:will|have to|had to|need to|must|should|can|cant|could|wanted to|want to|wont|would)|ill)$/;
/** … but a threat is no denial: "if you don't stop texting me I'll call the police". */
const THREAT = /\b(?:if you (?:dont|cant|wont)|why (?:wont|cant|dont) you)$/;

/** What may follow a phrase without narrowing it. "At night", "today" or "the address" do narrow it. */
const TAIL =
  words(`me us and from you your this that number company service list texts messages texting messaging anything
  for or calling call contacting emailing email any more period wrong person people ok okay stop unsubscribe in future the my phone a at on to
  por favor esta este numero su sus lista mensajes textos bro dude guys man it cell off of`);

const NARROWING =
  "The text asks for fewer or other texts, and may not mean all of them. Read it, and opt the caller out if it does.";
const BARE_STOP =
  'The text says "stop" among other words, so it may ask for no more texts. Read it, and opt the caller out if it does.';
const MAYBE_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /\bwrong (?:number|person|phone)\b|\bnumero equivocado\b/,
    "The text says that it reached the wrong number.",
  ],
  [/\bnot interested\b(?! in )|\bno me interesa\b/, "The text says that the caller is not interested."],
  [
    /^(?:go away|fuck off|piss off|get lost|bug off|f off|no molestes|(?:this is )?spam|report(?:ed|ing)?(?: as| you for)? spam|(?:im )?block(?:ed|ing)(?: you)?|dont disturb)$/,
    "The text is angry, and may ask for no more texts.",
  ],
  [
    /^(?:stop|quit) (?:calling|contacting|phoning)(?: (?:me|us))?$|\bno me llamen?\b/,
    "The text asks for no more calls, and may mean texts too.",
  ],
  [
    /^(?:cancel|cancelar|cancelen|end|end this|cancel this|cancel it)$/,
    'The text says "cancel" or "end", which may mean the texts or the work.',
  ],
];

/** After "stop" these are of the trade: stop by, stop the leak, stop leaking. */
const TRADE_AFTER =
  words(`by in over at off along past through round around out up here there when where if until till the a an
  my our his her their your it this that them working work water gas leak leaks service job payment payments order
  appointment appointments valve valves sign cock light lights loss short from for on before after today tomorrow tonight
  tmrw monday tuesday wednesday thursday friday saturday sunday next every somewhere making doing being getting having going`);
/** Before a final "stop" these make it the trade's: "make it stop", "the leak won't stop", "bus stop". */
const TRADE_BEFORE =
  words(`make makes made it water leak leaks leaking dripping drip noise toilet will wont does doesnt did didnt
  cant cannot not never dont when until unless where bus truck last first next full non one pit door gas shut furnace fan ac
  pump alarm angle curb to before would wouldnt couldnt isnt`);
const INSTRUCTION =
  /\b(?:reply|text|send|type|respond|responda|envie|reply with|respond with|txt) (?:stop|end|quit|cancel|unsubscribe|alto)(?: (?:to|2|para) (?:stop|end|quit|cancel|unsubscribe|optout|opt ?out|cancelar|salir)(?: \w+)?)?/g;

type Finding = "stop" | "passing" | "narrowed" | "maybe_stop" | "none" | { readonly why: string };

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

/** "STOP END", "stop to end". */
const KEYWORDS = words("stop end cancel quit unsubscribe optout revoke 2");
const isKeywordsOnly = (core: string): boolean =>
  core.startsWith("stop ") && core.split(" ").every((word) => KEYWORDS.has(word));

function readClause(raw: string): Finding {
  const clause = withoutInstructions(raw);
  const core = without(clause, FILLERS);
  if (WHOLE.has(core) || isKeywordsOnly(core) || WHOLE_PHRASES.has(core) || WHOLE_PHRASES.has(clause))
    return "stop";
  const found = PHRASES.map((phrase) => readPhrase(clause, phrase));
  for (const finding of ["stop", "passing", "narrowed"] as const) if (found.includes(finding)) return finding;
  for (const [pattern, why] of MAYBE_WORDS)
    if (pattern.test(core) || pattern.test(clause)) return { why: `${why} Nothing was changed.` };
  return readBareStop(clause);
}

/** A clause that asks for or says nothing beside: only fillers, or a wrong number. */
const isBeside = (clause: string): boolean =>
  without(clause, FILLERS) === "" || MAYBE_WORDS.some(([pattern]) => pattern.test(without(clause, FILLERS)));

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
  const others = (than: Finding) =>
    findings.some(({ clause, finding }) => finding !== than && !isBeside(clause));

  // "STOP. Wrong number." asks for it; "stop, call me instead" may.
  const whole = findings.filter(({ clause, finding }) => finding === "stop" && !clause.includes(" "));
  const spelled = findings.some(({ clause, finding }) => finding === "stop" && clause.includes(" "));
  if (spelled || (whole.length > 0 && !others("stop"))) return { kind: "stop" };
  if (findings.some(({ finding }) => finding === "passing"))
    return others("passing") ? { kind: "ambiguous", why: NARROWING } : { kind: "stop" };
  if (whole.length > 0 || findings.some(({ finding }) => finding === "maybe_stop"))
    return { kind: "ambiguous", why: BARE_STOP };
  if (findings.some(({ finding }) => finding === "narrowed")) return { kind: "ambiguous", why: NARROWING };
  for (const { finding } of findings)
    if (typeof finding === "object") return { kind: "ambiguous", ...finding };
  return { kind: "none" };
}
