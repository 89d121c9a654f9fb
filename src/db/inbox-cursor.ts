import { Refusal } from "../domain/errors.ts";
import { parseE164 } from "../domain/phone.ts";

/** Where a list of conversations goes on, and how it stood when it was begun. Opaque to clients. */
export interface InboxCursor {
  /** Microseconds: the list is read as it stood then. */
  readonly began: string;
  /** Shown at a place later than that. */
  readonly seen: readonly string[];
  /** The last one that was shown. */
  readonly place: string;
  readonly phone: string;
}

const MICROS = /^\d{1,18}$/;

export const writeInboxCursor = ({ began, seen, place, phone }: InboxCursor): string =>
  Buffer.from(JSON.stringify([began, place, phone, ...seen])).toString("base64url");

export function readInboxCursor(text: string): InboxCursor {
  const parsed = parse(text);
  if (Array.isArray(parsed) && parsed.every((part) => typeof part === "string")) {
    const [began = "", place = "", phone = "", ...seen] = parsed as string[];
    const phones = [phone, ...seen].every((each) => parseE164(each) !== null);
    if (MICROS.test(began) && MICROS.test(place) && phones) return { began, place, phone, seen };
  }
  throw new Refusal("invalid_input", "The cursor is not one that we gave out.", [
    { field: "after", message: "must be a `next` value from an earlier answer" },
  ]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    // What cannot be read was not ours: the caller refuses it.
    return null;
  }
}
