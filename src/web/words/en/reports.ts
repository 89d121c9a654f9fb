import { speak } from "../speak.ts";

export const english = {
  title: "Reports",
  time: "Time",
  days: "{days, number} days",
  none: "No calls in this time",
  noneWords: "As soon as somebody calls, the numbers appear here.",
  many: "There were very many calls",
  manyWords: "Only the newest are counted here. Choose a shorter time for exact numbers.",
  headline:
    "You won back <b>{won, number}</b> of <b>{missed, number}</b> {missed, plural, one {caller} other {callers}} you missed.",
  headlineWorth:
    "You won back <b>{won, number}</b> of <b>{missed, number}</b> {missed, plural, one {caller} other {callers}} you missed, about <b>{worth}</b>.",
  job: "What one job is worth to you",
  definition:
    "Won back: they wrote, or you spoke with them, within 7 days of the missed call. The value is an estimate: won-back callers times your figure. Not each of them becomes a job.",
  calls: "Calls",
  callsNote: "That came in",
  missed: "Missed",
  missedNote: "Nobody picked up in time",
  texted: "Texted",
  textedNote: "Missed, and a text went out",
  delivered: "Delivered",
  deliveredNote: "The phone confirmed it",
  replied: "Replied",
  repliedNote: "Wrote back within 7 days",
  byDay: "By day",
  byWeek: "By week",
  chart: { answered: "Answered", texted: "Missed and texted", untexted: "Missed, no text" },
  table: "Numbers as a table",
  day: "Day",
  weekFrom: "Week from",
  heat: {
    title: "When calls are missed",
    about: "Darker: more missed calls in that hour.",
    cell: "{day}, {hour}: {count, number} missed",
    none: "No call was missed in this time.",
    most: "Most were missed on {day}s between {from} and {to}: {count, number}.",
  },
} as const;

export const reports = speak("reports", english);
