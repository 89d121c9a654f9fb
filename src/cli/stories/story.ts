/** A story as data: what people, machines and the business do, and which settings it is about. */
import type { CallerScript, DeliveryScript, PhoneScript } from "../../sandbox/twilio/scripts.ts";
import type { Registrations, WebhookKind } from "../../sandbox/twilio/types.ts";

/** One thing that happens. */
export type Move =
  /** Somebody calls the demo line, … */
  | {
      readonly do: "call";
      readonly callee?: readonly PhoneScript[];
      readonly caller?: CallerScript;
      readonly callerName?: string;
      readonly stirVerstat?: string;
    }
  /** … or texts it. */
  | { readonly do: "text"; readonly body: string; readonly media?: readonly object[] }
  /** The business texts them, … */
  | { readonly do: "write"; readonly body: string }
  /** … or asks for a call to them, through the API. */
  | { readonly do: "ask_for_call" }
  /** Time passes; only in a sandbox of its own. */
  | { readonly do: "wait"; readonly minutes: number; readonly words: string }
  /** The business hands out or erases what it has about them. */
  | { readonly do: "export" | "erase" };

/** Webhooks that do not arrive, or arrive late, or more than once. */
export interface LostOrLate {
  readonly kinds?: readonly WebhookKind[];
  readonly fault: { readonly lose: true } | { readonly times: number } | { readonly delaySeconds: number };
}

export interface Story {
  readonly about: string;
  readonly moves: readonly Move[];
  /** Who calls or texts; each story has somebody of its own, so that one does not spoil another. */
  readonly from: string;
  /** For as long as the story lasts. */
  readonly line?: object;
  readonly business?: object;
  readonly delivery?: DeliveryScript;
  readonly lineType?: string;
  readonly blocked?: boolean;
  /** What phones do when the business calls them; `them` is whom the story is about. */
  readonly phones?: { readonly owner?: PhoneScript; readonly them?: PhoneScript };
  readonly webhooks?: LostOrLate;
  readonly registrations?: Partial<Registrations>;
  /** How the owner wants to be told. */
  readonly alerts?: "webhook" | "text";
  /** Plays in a sandbox made for it, whose clock jumps, and which is thrown away afterwards. */
  readonly ownSandbox?: { readonly credits: number };
}

export const nobody: Move = { do: "call", callee: [{ kind: "no_answer" }] };
export const person = { kind: "human", answersAfter: 4, talks: 30 } as const;
export const mailbox = { kind: "voicemail", answersAfter: 18 } as const;
/** @param n 100 to 999 */
export const somebody = (n: number): string => `+15125550${n}`;
