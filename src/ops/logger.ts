import pino from "pino";
import { maskPhone } from "../domain/phone.ts";
import { requestFields } from "./request-context.ts";

const PHONE = /\+?\b\d{7,15}\b/g;
/** Fields that are never written, wherever they stand: secrets, and what people wrote to each other. */
const SECRET_FIELDS = [
  "authToken",
  "authorization",
  "secret",
  "apiKey",
  "password",
  "credentials",
  "body",
  "Body",
  "config",
  "request",
  "response",
];

const hide = (text: string): string => text.replace(PHONE, (digits) => maskPhone(digits));

/**
 * JSON lines. Phone numbers keep their last two digits wherever they occur, in messages of errors too. Of an
 * error only name, code, message and stack are written: an HTTP client's error carries credentials.
 */
export function createLogger(level: string): pino.Logger {
  return pino({
    level,
    mixin: requestFields,
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[hidden]" },
    serializers: {
      err: (error: unknown) => {
        if (!(error instanceof Error)) return hide(String(error));
        const { name, message, stack } = error;
        return {
          name,
          code: (error as { code?: unknown }).code,
          message: hide(message),
          stack: hide(stack ?? ""),
        };
      },
    },
    formatters: {
      log: (fields) =>
        Object.fromEntries(
          Object.entries(fields).map(([key, value]) => [
            key,
            typeof value === "string" ? hideIn(key, value) : value,
          ]),
        ),
    },
  });
}

/** Our own ids are long runs of hex digits, not phones. */
const hideIn = (key: string, value: string): string => (/id$|sid$/i.test(key) ? value : hide(value));
