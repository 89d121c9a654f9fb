import { speak } from "../speak.ts";

/** What is said on more than one page. */
export const english = {
  loading: "Loading",
  noConnection: "No connection",
  didNotWork: "This did not work",
  stumbled: "Something went wrong on this page. Reload it and try again.",
  unreachable: "The service cannot be reached. Check your connection and try again.",
  unreadable: "The service did not answer as expected. Try again in a moment.",
  tryAgain: "Try again",
  showMore: "Show more",
  save: "Save",
  saved: "Saved.",
  cancel: "Cancel",
  close: "Close",
  change: "Change",
  back: "Back",
  next: "Next",
  name: "Name",
  asTable: "The same as a table",
  ownersOnly: "Only an owner can change this",
  notWholePhone: "This does not look like a whole phone number.",
  nothingFound: "Nothing found",
  line: "Line",
} as const;

export const common = speak("common", english);
