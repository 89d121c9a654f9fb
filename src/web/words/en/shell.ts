import { speak } from "../speak.ts";

export const english = {
  place: {
    inbox: "Inbox",
    leads: "Leads",
    textBack: "Text-back",
    reports: "Reports",
    credits: "Credits",
    crm: "CRM",
    businesses: "Businesses",
    more: "More",
  },
  pages: "Pages",
  skip: "Skip to the page",
  offline: "You are offline. What you see may be out of date.",
  reconnecting: "Reconnecting. New calls and texts appear with a short delay.",
  tryIt: "Try it: call as a customer",
  notices: "{count, plural, one {# notice} other {# notices}}",
  changeBusiness: "Change",
  broken: {
    newer: "There is a newer version of this page",
    newerWords: "Or the connection is gone. Reloading brings the newest.",
    stumbled: "This page stumbled",
    stumbledWords: "Nothing is lost: calls are answered and texts are sent without this page.",
    reload: "Reload",
  },
  frameOver: {
    title: "Open this page again in {crm}",
    words: "For your safety it closes after twelve hours, and when {crm} is disconnected. Reload it there.",
    inTab: "Open it in a tab of its own",
  },
  notFound: {
    title: "There is no such page",
    words: "The address may be old, or mistyped.",
    toInbox: "Go to the inbox",
  },
} as const;

export const shell = speak("shell", english);
