import { speak } from "../speak.ts";

export const english = {
  title: "Import leads",
  about:
    "From a spreadsheet, your phone’s contacts or another CRM, saved as CSV. You see what happens before anything does.",
  leads: "Leads",
  choose: "Choose a CSV file",
  chooseOther: "Choose another file",
  drop: "Or drop it here. The first line names the columns; one of them holds phone numbers. At most 5,000 rows.",
  done: "Imported",
  see: "See the leads",
  notStored: "{counts}. Nothing has been stored yet.",
  stored: "{counts}.",
  failed: "Nothing was imported",
  import: "Import",
  importOthers: "Import the other {count, number} rows",
  column: "Column {number, number}",
  rowByRow: "Row by row",
  onlyBad: "Only rows that are left out",
  rows: "Rows",
  line: "Line {number, number}",
  use: { name: "Name", phone: "Phone number", stage: "Stage", notes: "Note", ignore: "Left out" },
  newLead: "New lead",
  leftOut: "Left out. {problems}",
  problem: "{field} {rule}.",
  theRow: "The row",
  same: "Already there, nothing new",
  sameAs: "Same number as line {line, number}, nothing new",
  change: "Already there: {what}",
  changeAs: "Same number as line {line, number}: that lead {what}",
  changes: { name: "gets this name", stage: "moves to this stage", note: "gets the note" },
  counts: {
    create: "{count, plural, one {# new lead} other {# new leads}}",
    change: "{count, plural, one {# row changes a lead} other {# rows change leads}}",
    same: "{count, plural, one {# row says nothing new} other {# rows say nothing new}}",
    refuse: "{count, plural, one {# row is left out} other {# rows are left out}}",
    nothing: "Nothing",
  },
} as const;

export const leadImport = speak("leadImport", english);
