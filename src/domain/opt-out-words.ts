/**
 * The words by which plain-opt-out.ts tells an opt-out from the words of the trade. All are looked for in
 * plain lower-case clauses: no accents, no apostrophes, usual typos mended, "do not" written "dont".
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));
const clauses = (list: string): ReadonlySet<string> => new Set(list.split(/,\s+/));

/** Usual typos and short forms. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map(
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
export const SWEARING = /\b(?:the )?(?:fucking|fuckin|fing|fuck|damned|damn|goddamn|hell)\b(?! off\b) ?/g;

/** Words that change nothing about what is asked, wherever they stand. */
export const FILLERS =
  words(`please thanks thank thx ty kindly hi hello hey sir maam mam now right immediately asap already
  just again anymore ever forever the i said told you to sorry
  por favor ya gracias mas hola nunca svp bye good day all lol`);

/** Fillers that may also mean something else: "ok stop" can end anything. */
export const HEDGES = words(
  "ok okay alright no nope yes yeah yea well so but and then hmm wait can could would will do",
);

/** Whole clauses that say "stop", fillers aside, and may mean something else beside other clauses. */
export const BARE = clauses(
  "stop, stop stop, stop stop stop, stop it, stop this, stop that, quit, quit it, alto, parar, pare, paren, basta, arret, arretez",
);

/** Whole clauses that can mean nothing else. */
export const WHOLE =
  clauses(`unsubscribe, optout, stopall, revoke, baja, stop everything, no texts, no texting, no messages, no mas,
  end texts, end messages, cancel texts, cancel messages, no textear, no molestar, no molesten, no mensajes, dar de baja,
  darme de baja, deme de baja`);

export interface Phrase {
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
const THEM =
  "(?: (?:me|us))?(?: (?:any|anymore|all|all of|your|all your|these|the|those|more|spam|so many))*";
const NOUN = "(?:texts?|messages?|sms|texting|messaging|spam)";
const SENT = "(?:texts?|messages?|sms|spam|stuff|crap|shit|junk|this|these|them)";

// No repetition stands inside another, so each takes time linear in the clause.
export const PHRASES: readonly Phrase[] = [
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
      `\\b(?:dont|never|not to) (?:ever )?(?:text|message|contact|sms|texting)${OBJECT} (?:ever again|again|anymore|ever|no more)\\b`,
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
  { pattern: /\b(?:(?:lose|delete|remove|forget) my|lose this) (?:phone )?number\b/ },
  {
    pattern:
      /\b(?:remove|delete|unsubscribe) (?:me|us|this number|my number)\b(?! an? | from (?:the|your|this) (?:schedule|calendar|appointment|job|quote|waitlist|waiting))/,
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

/** What may follow a phrase without narrowing it. "At night", "today" or "the address" do narrow it. */
export const TAIL =
  words(`me us and from you your this that number company service list texts messages texting messaging anything
  for or calling call contacting emailing email any more period wrong person people ok okay stop unsubscribe in future the my phone a at on to
  por favor esta este numero su sus lista mensajes textos bro dude guys man it cell off of`);

export const MAYBE_WORDS: readonly (readonly [RegExp, string])[] = [
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
    /^(?:no more|enough|remove|delete|take me off|block me|(?:delete|remove|erase) my (?:info|data|details|name))$/,
    "The text may ask for no more texts, or to be forgotten.",
  ],
  [
    /^(?:cancel|cancelar|cancelen|end|end this|cancel this|cancel it)$/,
    'The text says "cancel" or "end", which may mean the texts or the work.',
  ],
];

/** Clauses that ask for nothing beside a bare "stop": a polite no, and what a mail program adds. */
export const BESIDE = /^(?:no|nope|nah|(?:sent|get) from my [a-z0-9 ]{1,30})$/;

/** After "stop" these are of the trade: stop by, stop the leak, stop leaking. */
export const TRADE_AFTER =
  words(`by in over at off along past through round around out up here there when where if until till the a an
  my our his her their your it this that them working work water gas leak leaks service job payment payments order
  appointment appointments valve valves sign cock light lights loss short from for on before after today tomorrow tonight
  tmrw monday tuesday wednesday thursday friday saturday sunday next every somewhere making doing being getting having going`);
/** Before a final "stop" these make it the trade's: "make it stop", "the leak won't stop", "bus stop". */
export const TRADE_BEFORE =
  words(`make makes made it water leak leaks leaking dripping drip noise toilet will wont does doesnt did didnt
  cant cannot not never dont when until unless where bus truck last first next full non one pit door gas shut furnace fan ac
  pump alarm angle curb to before would wouldnt couldnt isnt`);
export const INSTRUCTION =
  /\b(?:reply|text|send|type|respond|responda|envie|reply with|respond with|txt) (?:stop|end|quit|cancel|unsubscribe|alto)(?: (?:to|2|para) (?:stop|end|quit|cancel|unsubscribe|optout|opt ?out|cancelar|salir)(?: \w+)?)?/g;

/** "STOP END", "stop to end": nothing but keywords. */
export const KEYWORDS = words("stop end cancel quit unsubscribe optout revoke 2");
