import { speak } from "../speak.ts";

/** Writing to a caller, or why one cannot. */
export const english = {
  optedOut:
    "This caller asked not to be texted (STOP). You can call them; they can text START to hear from you again.",
  blocked:
    "You blocked this number: it is not texted, and its calls make no lead. <unblock>Unblock</unblock>",
  noLine: "There is no line yet from which to text.",
  noCredits: "There are no credits left, so no text can be sent. <see>See credits</see>",
  field: "Your text",
  hint: "Write a text",
  send: "Send",
  tooLong: "{over, number} characters too long (at most {most, number})",
  from: "From {number}",
  fromWith: "From {number} · {credits, number} credits left",
  facts:
    "{credits, number} credit · {characters, number} characters · {segments, plural, one {# segment} other {# segments}}",
  plain: "Use plain characters",
} as const;

export const reply = speak("reply", english);
