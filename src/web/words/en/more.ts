import { speak } from "../speak.ts";

export const english = {
  title: "More",
  you: "You",
  alerts: "Alerts",
  people: "People",
  privacy: "Privacy",
  blocked: "Blocked numbers",
  tryLine: "Try a line out",
  setUpLine: "Set up a line",
  business: "Business",
  language: "Language",
  look: "Look",
  looks: { auto: "As the device", light: "Light", dark: "Dark" },
  signOut: "Sign out",
  signedInAs: "Signed in as {who}",
  signOutEverywhere: "Sign out everywhere",
  everywhereWords: "On each phone and computer; for when one is lost",
  notices: "Notices",
  needYou: "{count, plural, one {# needs you} other {# need you}}",
} as const;

export const more = speak("more", english);
