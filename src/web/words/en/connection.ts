import { speak } from "../speak.ts";

/** The link to the CRM. */
export const english = {
  title: "CRM",
  about: "Each call and text is logged on the caller's record, and nobody gets a second record.",
  ownLeads: "textback's own list of leads",
  health: {
    refused: "Connected, but some things were refused",
    refusedWords: "Calls and texts are logged. Those below need a look from you.",
    ok: "Connected",
    okWords: "Calls and texts are logged in {crm}.",
    slow: "{crm} is slow or partly away",
    slowWords: "Nothing is lost: what waits is logged when it is back. Missed callers are texted as always.",
    reconnect: "{crm} no longer lets us in",
    reconnectWords:
      "Connect again below. Missed callers are texted as always, and all that waits is logged afterwards.",
    other: "State: {state}",
    otherWords: "Reload the page to see more.",
    said: "It said: “{words}”",
  },
  waiting: "Waiting to be logged",
  allLogged: "All is logged",
  byItself: "Goes by itself",
  onceConnected: "Goes once it is connected again",
  refused: "Refused",
  nothingToDo: "Nothing to do",
  listedBelow: "Listed below",
  where: "Where leads are kept",
  now: "Now: {crm}.",
  connect: "Connect {crm}",
  connectAgain: "Connect again",
  newTab: "Opens in a new tab. You say yes in {crm}; nothing is typed here.",
  sayYes: "You say yes in {crm}; nothing is typed here.",
  notSetUp: "This service is not set up to connect to {crm} yet. Ask whoever runs it.",
  connected: "Connected to {crm}.",
  keepHere: "Keep leads here",
  ownToken: "Connect with a token of your own instead",
  parked: {
    about: "{crm} did not take these. Mend the cause there, then try again.",
    call: "<b>Call</b> with <who>{number}</who>",
    text: "<b>Text</b> with <who>{number}</who>",
    noReason: "No reason was given.",
    recordId: "Id of the right record",
    move: "Move",
    otherRecord: "Other record",
    leaveOut: "Leave out",
  },
} as const;

export const connection = speak("connection", english);
