import { speak } from "../speak.ts";

/** Notices, privacy and blocked numbers. */
export const english = {
  notices: {
    title: "Notices",
    about: "What needs a look from you. Most settle by themselves when their cause is gone.",
    none: "Nothing to do",
    noneWords: "When something needs you, it appears here.",
    settled: "Settled",
    settledAt: "Settled {moment}",
    times: "{count, number} times",
    done: "Done",
    place: {
      consent: "Read their text",
      credits: "See credits",
      texting: "See the line",
      alerts: "See alerts",
      connection: "See the CRM",
    },
  },
  privacy: {
    title: "Privacy",
    about: "What is kept of your callers, and for how long.",
    oneCaller: "One caller",
    oneCallerWords:
      "To hand somebody all that is kept about them, or to erase it, open their conversation and tap their name. Numbers that you do not want to hear of stand under <blocked>blocked numbers</blocked>.",
    howLong: "How long it is kept",
    bodies: {
      label: "Erase the words of old texts",
      about: "That there was a text, whether it arrived and what it cost stays. Pictures go with the words.",
      days: "Days until texts are erased",
    },
    recordings: {
      label: "Erase old messages that callers left",
      about: "Here and at the carrier.",
      days: "Days until messages are erased",
    },
    saved: "Saved. Erasing runs every hour.",
    sure: "Erase what is older, for good?",
    links: "Links in your CRM",
    linksWords:
      "Recordings and pictures stand on your CRM's timelines as links. Whoever has such a link can open it.",
    voidLinks: "Void the links so far",
    voidSure: "Void all of them?",
    voided: "All earlier links are void.",
  },
  blocked: {
    title: "Blocked numbers",
    about: "Their calls still ring and are logged. They are never texted, and make no lead.",
    none: "Nobody is blocked",
    noneWords: "You can also block a caller from their conversation.",
    unblock: "Unblock",
    unblockWho: "Unblock {who}",
    field: "Block a number",
    block: "Block",
  },
} as const;

export const settings = speak("settings", english);
