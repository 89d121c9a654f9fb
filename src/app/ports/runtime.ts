/** What every use case may need: the time, ids, a log, and somebody to tell what happened. */
import type { Call } from "./calls.ts";
import type { Text } from "./texts.ts";

/** Things that a host application, metrics or alerts may want to know, told after the commit. */
export type TextbackEvent =
  | { readonly kind: "call_missed"; readonly call: Call }
  | { readonly kind: "call_answered"; readonly call: Call }
  | { readonly kind: "text_settled"; readonly text: Text }
  | { readonly kind: "text_received"; readonly text: Text }
  | { readonly kind: "credits_low"; readonly businessId: string; readonly available: number }
  | { readonly kind: "owner_notice"; readonly businessId: string; readonly message: string };

/** Time, ids and chance arrive as arguments, so that no test sleeps or guesses. */
export interface Clock {
  now(): Date;
}

export type IdPrefix =
  | "biz"
  | "key"
  | "line"
  | "call"
  | "text"
  | "act"
  | "lead"
  | "tr"
  | "con"
  | "note"
  | "rec"
  | "alert"
  | "dev"
  | "test"
  | "user"
  | "ses"
  | "inv"
  | "era"
  | "move"
  | "end"
  | "pur"
  | "evt";

export type NewId = (prefix: IdPrefix) => string;

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
