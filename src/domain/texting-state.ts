/**
 * Whether a line may text at all. Carriers refuse texts of lines whose registration is missing, pending or
 * used up; a line that met such a refusal waits, so that no credit is spent on texts that cannot arrive.
 */
import { explainDeliveryError } from "./delivery-errors.ts";
import { assertNever } from "./errors.ts";
import { addDays, instantOf, wallClock } from "./zoned-time.ts";

/** `registering`: waiting for the carriers, nothing to do · `blocked`: somebody has to do something, or a limit is used up. */
export type TextingStatus = "ready" | "registering" | "blocked";

/**
 * What is registered. `brand` is the business and `campaign` its use of texts (A2P 10DLC, for local numbers
 * in the US); a toll-free number has a verification of its own instead.
 */
export type RegistrationProgram = "brand" | "campaign" | "toll_free";

/** The latest status of each, in the carrier's spelling; `null`: never heard of. */
export type Registration = Readonly<Record<RegistrationProgram, string | null>>;

export interface TextingState {
  readonly status: TextingStatus;
  readonly since: Date;
  /** The carrier's error code that paused the line, when one did. */
  readonly code: number | null;
  /** When texts are tried again by themselves; `null`: not before news or clearing. */
  readonly resumesAt: Date | null;
  readonly registration: Registration;
}

export type TextingEvent =
  /** A text was refused or not delivered. `attemptedAt`: when that text was handed to the carrier. */
  | { readonly kind: "delivery_error"; readonly code: number; readonly attemptedAt: Date; readonly at: Date }
  /** The carrier was asked how the registration stands. Told again and again, it changes nothing. */
  | {
      readonly kind: "registration_news";
      readonly program: RegistrationProgram;
      readonly status: string;
      readonly at: Date;
    }
  /** The operator has seen to it. */
  | { readonly kind: "cleared"; readonly at: Date }
  /** Time passes. */
  | { readonly kind: "tick"; readonly at: Date };

/** What registration says about texting. */
type Standing = "unknown" | "approved" | "waiting" | "refused";

/**
 * The statuses as twilio 6.2.0's types spell them (BrandRegistrationStatus, TollfreeVerificationStatus). A
 * campaign's is a plain string there ("Examples: IN_PROGRESS, VERIFIED, FAILED"; docs name PENDING and
 * SUSPENDED too). A status that is not here says nothing.
 */
const STANDINGS: Readonly<Record<RegistrationProgram, Readonly<Record<string, Standing>>>> = {
  brand: {
    PENDING: "waiting",
    IN_REVIEW: "waiting",
    APPROVED: "approved",
    FAILED: "refused",
    SUSPENDED: "refused",
    DELETION_PENDING: "refused",
    DELETION_FAILED: "refused",
  },
  campaign: {
    PENDING: "waiting",
    IN_PROGRESS: "waiting",
    VERIFIED: "approved",
    FAILED: "refused",
    SUSPENDED: "refused",
    EXPIRED: "refused",
  },
  toll_free: {
    PENDING_REVIEW: "waiting",
    IN_REVIEW: "waiting",
    TWILIO_APPROVED: "approved",
    TWILIO_REJECTED: "refused",
  },
};

function standingOf(registration: Registration, program: RegistrationProgram): Standing {
  const status = registration[program];
  const standings = STANDINGS[program];
  return status !== null && Object.hasOwn(standings, status) ? (standings[status] ?? "unknown") : "unknown";
}

/**
 * A toll-free number needs its verification alone. A local one needs its campaign: an approved brand
 * without one still waits, and a brand in review does not take away a campaign that is verified.
 */
function overallStanding(registration: Registration): Standing {
  const tollFree = standingOf(registration, "toll_free");
  if (tollFree !== "unknown") return tollFree;
  const brand = standingOf(registration, "brand");
  const campaign = standingOf(registration, "campaign");
  if (brand === "refused" || campaign === "refused") return "refused";
  if (campaign !== "unknown") return campaign;
  return brand === "unknown" ? "unknown" : "waiting";
}

const statusOf = (standing: Standing): TextingStatus =>
  standing === "waiting" ? "registering" : standing === "refused" ? "blocked" : "ready";

const MINUTE_MS = 60_000;
/** Docs give no time for these; a try too early costs nothing, since what is refused is refunded. */
const SLOW_DOWN_MINUTES = 10;
const SETTING_UP_MINUTES = 240;
/** The day of the US carriers' daily limits ends at midnight Pacific time. */
const LIMITS_TIME_ZONE = "America/Los_Angeles";

/** When a pause ends by itself; `null` when somebody must act or approve first. */
function resumeTime(code: number, at: Date): Date | null {
  switch (code) {
    case 30022:
      return new Date(at.getTime() + SLOW_DOWN_MINUTES * MINUTE_MS);
    case 30035:
      return new Date(at.getTime() + SETTING_UP_MINUTES * MINUTE_MS);
    case 30023:
    case 30027:
      return instantOf(addDays(wallClock(at, LIMITS_TIME_ZONE).date, 1), 0, LIMITS_TIME_ZONE);
    default:
      return null;
  }
}

/** A line as it begins: nobody has refused its texts, so it may try. */
export const newTextingState = (at: Date): TextingState => ({
  status: "ready",
  since: at,
  code: null,
  resumesAt: null,
  registration: { brand: null, campaign: null, toll_free: null },
});

/**
 * The state after one event; the same object when the event changes nothing. Errors that do not pause a
 * line, and errors of texts that were attempted before the line last became ready, change nothing.
 */
export function nextTextingState(state: TextingState, event: TextingEvent): TextingState {
  switch (event.kind) {
    case "delivery_error": {
      // A pause that has run out is over, even if nobody has looked since: the error begins another.
      const current = afterTime(state, event.at);
      const next = afterError(current, event.code, event.attemptedAt, event.at);
      return next === current ? state : next;
    }
    case "registration_news":
      return afterNews(state, event.program, event.status, event.at);
    case "cleared":
      return state.status === "ready"
        ? state
        : { ...state, status: "ready", since: event.at, code: null, resumesAt: null };
    case "tick":
      return afterTime(state, event.at);
    default:
      return assertNever(event);
  }
}

/** Ready from the end of the pause on, whenever that is noticed. */
const afterTime = (state: TextingState, at: Date): TextingState =>
  state.resumesAt === null || at < state.resumesAt
    ? state
    : {
        ...state,
        status: statusOf(overallStanding(state.registration)),
        since: state.resumesAt,
        code: null,
        resumesAt: null,
      };

function afterError(state: TextingState, code: number, attemptedAt: Date, at: Date): TextingState {
  if (!explainDeliveryError(code).pausesLine) return state;
  if (state.status === "ready" && attemptedAt < state.since) return state;
  const resumesAt = resumeTime(code, at);
  // A stop for good is not shortened by a limit that was reached on the way to it.
  if (state.status !== "ready" && state.resumesAt === null && resumesAt !== null) return state;
  if (state.code === code && (resumesAt === null) === (state.resumesAt === null)) return state;
  const waits = code === 30035 || (resumesAt === null && overallStanding(state.registration) === "waiting");
  return { ...state, status: waits ? "registering" : "blocked", since: at, code, resumesAt };
}

function afterNews(
  state: TextingState,
  program: RegistrationProgram,
  status: string,
  at: Date,
): TextingState {
  if (state.registration[program] === status) return state;
  const registration = { ...state.registration, [program]: status };
  const before = overallStanding(state.registration);
  const standing = overallStanding(registration);
  // Approval does not refill a daily limit: such a pause runs out by itself.
  const overLimit = state.resumesAt !== null && state.code !== 30035 && standing === "approved";
  if (standing === before || standing === "unknown" || overLimit) return { ...state, registration };
  return { status: statusOf(standing), since: at, code: null, resumesAt: null, registration };
}

export interface TextingWords {
  /** What is the matter. */
  readonly headline: string;
  /** What to do about it. */
  readonly whatToDo: string;
}

const refusedWords: Readonly<Record<RegistrationProgram, TextingWords>> = {
  brand: {
    headline: "The carriers did not accept your business's registration, or suspended it.",
    whatToDo:
      "Check that name, address and tax number are exactly those of your tax papers, and register again.",
  },
  campaign: {
    headline: "The carriers did not accept the description of what you text, or suspended it.",
    whatToDo:
      "Correct what the rejection names (often the website, or how customers agree to texts), and send it in again.",
  },
  toll_free: {
    headline: "The verification of your toll-free number was rejected.",
    whatToDo: "Correct what the rejection names, and send it in again.",
  },
};

/** The state in words for the owner. */
export function textingWords(state: TextingState): TextingWords {
  if (state.status === "ready") return { headline: "This line can text.", whatToDo: "Nothing to do." };
  if (state.code !== null) {
    const { forOwner, whatToDo } = explainDeliveryError(state.code);
    if (state.status === "registering" && state.code !== 30035)
      return { headline: `${forOwner} The registration is under way.`, whatToDo: WAIT };
    return { headline: forOwner, whatToDo };
  }
  if (state.status === "registering")
    return {
      headline:
        standingOf(state.registration, "brand") === "approved" && state.registration.campaign === null
          ? "Your business is registered; what it texts still has to be."
          : "The carriers are checking your registration.",
      whatToDo: WAIT,
    };
  const refused = (["toll_free", "brand", "campaign"] as const).find(
    (program) => standingOf(state.registration, program) === "refused",
  );
  return refusedWords[refused ?? "campaign"];
}

const WAIT =
  "Nothing to do: missed calls are logged meanwhile, and texting starts when the carriers approve. It can take two to three weeks.";
