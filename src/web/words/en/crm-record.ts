import { speak } from "../speak.ts";

/** On which record of the CRM a caller stands, and why there. */
export const english = {
  title: "In {crm}",
  open: "Open in {crm}",
  nobody: "Not on a record yet.",
  nameless: "Record {id}",
  found: {
    field: "Found by its field “{field}”.",
    made: "Made by us: nobody had this number.",
    chosen: "Chosen by hand.",
  },
  others: "{count, plural, one {Another record has} other {# other records have}} this number too:",
  choose: "Move here",
  wrong: "Wrong record?",
  where: "Id or address of the right record",
  whereWords: "Open the right record in {crm}, and copy its address here.",
  move: "Move",
  question: {
    title: "Move to {record}?",
    words:
      "All calls and texts with {number} that stand on {from} move to {record}, and later ones go there too. You can move them back.",
    wordsNew:
      "All calls and texts with {number} move to {record}, and later ones go there too. You can move them later.",
    sure: "Move all",
  },
  moving: "On its way to the record.",
  cannotMove: "{crm} does not let us move what stands there.",
  standing: {
    done: "Logged in {crm}",
    pending: "Not yet in {crm}",
    waiting: "Not in {crm}: no record has this number",
    parked: "{crm} refused this",
    discarded: "Left out of {crm}",
    on: "It stands on {record}.",
    otherRecords: "{count, plural, one {One other record has} other {# other records have}} this number.",
    movesTo: "It is on its way to another record.",
    goesByItself: "It goes there by itself.",
    noRecord: "A caller who was answered gets no record. It is logged when one has the number.",
    reason: "Left out because: {reason}",
    noReason: "Somebody left it out, and gave no reason.",
    see: "See what was refused",
  },
} as const;

export const crmRecord = speak("crmRecord", english);
