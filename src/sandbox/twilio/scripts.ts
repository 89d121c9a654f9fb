/** What the people and machines at the other ends do, as data: it can be written in a test or sent as JSON. */

/** How the forward phone and the caller behave during one simulated call: the short form. */
export type Behaviour =
  | { readonly kind: "no_answer" }
  | { readonly kind: "busy" }
  | { readonly kind: "failed" }
  | { readonly kind: "answered"; readonly talkSeconds: number }
  | { readonly kind: "caller_hangs_up"; readonly afterSeconds: number };

/** Twilio's words for who picked up (docs/voice/answering-machine-detection). */
export type AnsweredBy =
  | "human"
  | "machine_start"
  | "machine_end_beep"
  | "machine_end_silence"
  | "machine_end_other"
  | "fax"
  | "unknown";

/** Seconds; `until_told`: until the other end, or the API, ends the call. */
export type TalkSeconds = number | "until_told";

interface Answering {
  /** Seconds of ringing before it is picked up. */
  readonly answersAfter: number;
  /** Machine detection is right some 85 to 90 % of the time: what it says here, when it errs. */
  readonly takenFor?: AnsweredBy;
  /** Seconds from the answer until this end hangs up, whatever is going on. */
  readonly hangsUpAfter?: number;
}

/** What a phone does when it is called. All times are seconds. */
export type PhoneScript =
  | (Answering & {
      readonly kind: "human";
      /** Keys pressed when asked: the same each time, or one entry for each time. Absent: none. */
      readonly presses?: string | readonly string[];
      /** From being asked to the first key. 2 when absent. */
      readonly pressesAfter?: number;
      /** Once connected; then this end hangs up. 30 when absent. */
      readonly talks?: TalkSeconds;
    })
  /** A mailbox that picks up by itself, greets, beeps, and records until it is full. */
  | (Answering & { readonly kind: "voicemail"; readonly greets?: number })
  /** An assistant that answers, asks who is calling, and then passes the call on to a person, or does not. */
  | (Answering & {
      readonly kind: "screener";
      readonly passesOnAfter: number | null;
      readonly presses?: string | readonly string[];
      readonly pressesAfter?: number;
      readonly talks?: TalkSeconds;
    })
  | (Answering & { readonly kind: "fax" })
  | { readonly kind: "busy"; readonly after?: number }
  | { readonly kind: "failed"; readonly after?: number }
  | { readonly kind: "no_answer" };

/** What the caller does. All times are seconds. */
export interface CallerScript {
  /** From the first ring, whatever is going on. */
  readonly hangsUpAfter?: number;
  /** Once connected to a person or a machine; then the caller hangs up. Absent: the other end does. */
  readonly talks?: TalkSeconds;
  readonly presses?: string | readonly string[];
  readonly pressesAfter?: number;
  /** What is spoken into `<Record>`, and how it ends: hanging up unless told. Absent: silence. */
  readonly leaves?: { readonly seconds: number; readonly endsWith?: "hang_up" | "silence" | "press_#" };
}

/** What becomes of a text on its way to a number. */
export type DeliveryScript =
  | { readonly outcome: "delivered"; readonly afterSeconds?: number }
  /** `sent` is reported and nothing comes after it; `silent`: not even that. */
  | { readonly outcome: "sent" | "silent" }
  | {
      readonly outcome: "undelivered" | "failed";
      readonly errorCode: number;
      readonly afterSeconds?: number;
    }
  /** The create itself is refused. */
  | { readonly outcome: "refused"; readonly code: number; readonly message?: string };

/** Spellings under which a withheld number arrives: in words, and as words typed on a keypad. */
export const WITHHELD = [
  "anonymous",
  "restricted",
  "unknown",
  "+266696687",
  "+7378742833",
  "+17378742833",
  "+2562533",
  "+8656696",
  "+86282452253",
] as const;

export const talkSeconds = (talks: TalkSeconds | undefined, otherwise: number): number =>
  talks === "until_told" ? Number.POSITIVE_INFINITY : (talks ?? otherwise);

const HUMAN_TALKS = 30;
const GREETING = 8;
/** A mailbox takes about a minute of message, an assistant asks for half a minute, and then the line goes dead. */
const MAILBOX_IS_FULL_AFTER = 68;
const SCREENER_GIVES_UP_AFTER = 30;
const FAX_GIVES_UP_AFTER = 40;
const PRESSES_AFTER = 2;

/** How long this end stays when nobody else hangs up. */
export function staysFor(script: PhoneScript): number {
  if ("hangsUpAfter" in script && script.hangsUpAfter !== undefined) return script.hangsUpAfter;
  switch (script.kind) {
    case "voicemail":
      return MAILBOX_IS_FULL_AFTER;
    case "screener":
      return script.passesOnAfter === null ? SCREENER_GIVES_UP_AFTER : Number.POSITIVE_INFINITY;
    case "fax":
      return FAX_GIVES_UP_AFTER;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** How long this end talks once connected. */
export function talksFor(script: PhoneScript): number {
  switch (script.kind) {
    case "human":
      return talkSeconds(script.talks, HUMAN_TALKS);
    case "screener":
      return script.passesOnAfter === null
        ? Number.POSITIVE_INFINITY
        : script.passesOnAfter + talkSeconds(script.talks, HUMAN_TALKS);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

export interface KeyPress {
  readonly keys: string;
  readonly afterSeconds: number;
}

type Presser = { readonly presses?: string | readonly string[]; readonly pressesAfter?: number };

const keysOf = ({ presses, pressesAfter }: Presser, asked: number): KeyPress | null => {
  const keys = typeof presses === "string" ? presses : (presses?.[asked] ?? "");
  return keys === "" ? null : { keys, afterSeconds: pressesAfter ?? PRESSES_AFTER };
};

/** What is pressed when asked for the nth time (from 0), so many seconds after the answer. `null`: nothing. */
export function phonePresses(script: PhoneScript, asked: number, sinceAnswer: number): KeyPress | null {
  if (script.kind === "human") return keysOf(script, asked);
  if (script.kind !== "screener" || script.passesOnAfter === null) return null;
  const press = keysOf(script, asked);
  if (press === null) return null;
  const personComesIn = Math.max(0, script.passesOnAfter - sinceAnswer);
  return { keys: press.keys, afterSeconds: personComesIn + press.afterSeconds };
}

export const callerPresses = (script: CallerScript, asked: number): KeyPress | null => keysOf(script, asked);

/** What machine detection says about this end, and how many seconds after the answer. */
export function detection(script: PhoneScript, mode: string): { by: AnsweredBy; afterSeconds: number } {
  const taken = "takenFor" in script ? script.takenFor : undefined;
  const waitsForBeep = mode === "DetectMessageEnd";
  switch (script.kind) {
    case "voicemail": {
      const greeting = script.greets ?? GREETING;
      return waitsForBeep
        ? { by: taken ?? "machine_end_beep", afterSeconds: greeting }
        : { by: taken ?? "machine_start", afterSeconds: Math.min(greeting, 3.6) };
    }
    case "screener":
      return { by: taken ?? "unknown", afterSeconds: 5 };
    case "fax":
      return { by: taken ?? "fax", afterSeconds: 2 };
    default:
      return { by: taken ?? "human", afterSeconds: 2.1 };
  }
}

/** The short form, spelled out. The caller of an answered call is who hangs up. */
export function fromBehaviour(behaviour: Behaviour): {
  callee: readonly PhoneScript[];
  caller: CallerScript;
} {
  switch (behaviour.kind) {
    case "answered":
      return {
        callee: [{ kind: "human", answersAfter: 2, talks: "until_told" }],
        caller: { talks: behaviour.talkSeconds },
      };
    case "caller_hangs_up":
      return { callee: [{ kind: "no_answer" }], caller: { hangsUpAfter: behaviour.afterSeconds } };
    default:
      return { callee: [behaviour], caller: {} };
  }
}
