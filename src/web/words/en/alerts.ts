import { speak } from "../speak.ts";

export const english = {
  title: "Alerts",
  about:
    "How you hear of missed calls and replies while this page is closed. Of one caller at most once in ten minutes.",
  missedCall: "When we miss a call",
  reply: "When somebody writes",
  email: {
    label: "By e-mail to",
    about: "Up to five addresses, with commas between them. Notices, such as low credits, come here too.",
  },
  text: {
    label: "By text to",
    about: "Your own phone. Each alert costs {credits, number} credit.",
  },
  webhook: {
    label: "By webhook to",
    about: "For a program of yours: an https address that gets each alert as JSON, signed.",
    silent: "The webhook does not answer",
    silentWords: "Nothing has got through since {moment}. After three days it is switched off.",
    secret: "The webhook's secret, shown this once",
    newSecret: "New webhook secret",
    newSecretSure: "The earlier one ends. Sure?",
  },
  sent: {
    title: "What was sent",
    none: "Nothing yet",
    noneWords: "Each alert appears here, with how far it got.",
    line: "{moment} · {channel}",
    lineWith: "{moment} · {channel} · {problem}",
  },
  kinds: {
    missed_call: "Missed call",
    reply: "Reply",
    notice: "Notice",
    line_ready: "A line texts again",
  },
  channels: { email: "by e-mail", webhook: "by webhook", text: "by text" },
  states: {
    pending: "Waiting",
    sending: "Sending",
    sent: "Sent",
    failed: "Not sent",
    unclear: "Perhaps sent",
    cancelled: "No longer needed",
  },
} as const;

export const alerts = speak("alerts", english);
