/** Why a missed call got no text, and what the owner can do about it now. */
import type { SkipReason } from "../../domain/text-back.ts";

export interface SkipWords {
  readonly title: string;
  /** Where the cause can be mended. */
  readonly help: { readonly to: string; readonly label: string } | null;
  /** Whether it may be sent all the same: the server has the last word, the caller's own wish the first. */
  readonly anyway: boolean;
}

const CREDITS = { to: "/credits", label: "See credits" };
const SETTINGS = { to: "/text-back", label: "Text-back settings" };
const TEST = { to: "/test", label: "Try the line out" };

const WORDS: Readonly<Record<SkipReason, SkipWords>> = {
  line_disabled: { title: "No text: the text-back was switched off.", help: SETTINGS, anyway: true },
  caller_withheld: { title: "No text: their number was withheld.", help: null, anyway: false },
  caller_malformed: { title: "No text: their number takes none.", help: null, anyway: false },
  caller_is_own_line: {
    title: "No text: the call came from one of your own lines.",
    help: null,
    anyway: false,
  },
  caller_is_forward_number: {
    title: "No text: the call came from your own phone.",
    help: TEST,
    anyway: false,
  },
  forwarded_back: { title: "No text: your phone sent the call back to us.", help: null, anyway: false },
  caller_blocked: { title: "No text: you blocked this number.", help: null, anyway: false },
  caller_spoofed: { title: "No text: their number looked forged.", help: SETTINGS, anyway: false },
  too_many_calls: { title: "No text: they called very often within an hour.", help: SETTINGS, anyway: true },
  premium_number: { title: "No text: this is a number that costs extra.", help: null, anyway: false },
  satellite_number: { title: "No text: this is a satellite phone.", help: null, anyway: false },
  caller_is_landline: { title: "No text: their phone is a landline.", help: null, anyway: false },
  other_country: { title: "No text: their number is from abroad.", help: SETTINGS, anyway: false },
  caller_opted_out: { title: "No text: they asked not to be texted (STOP).", help: null, anyway: false },
  line_cannot_text: { title: "No text: the carriers held this line's texts.", help: SETTINGS, anyway: true },
  texted_recently: { title: "No text: they had one from you already.", help: null, anyway: true },
  too_late: { title: "No text: we heard of the call too late.", help: null, anyway: true },
  no_credits: { title: "No text: there were no credits left.", help: CREDITS, anyway: true },
  call_answered: { title: "No text: the call was answered after all.", help: null, anyway: false },
};

export const skipWords = (reason: SkipReason): SkipWords => WORDS[reason];
