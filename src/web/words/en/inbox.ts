import { speak } from "../speak.ts";

export const english = {
  title: "Inbox",
  conversations: "Conversations",
  conversation: "Conversation",
  search: "Search by name, number or text",
  searchHint: "Name, number or words",
  show: "Show",
  filter: { all: "All", missed: "Missed", waiting: "Waiting", replied: "Replied" },
  nothing: {
    all: { title: "Nothing here yet", words: "Each caller appears here with their calls and texts." },
    missed: { title: "No missed calls", words: "Whoever you miss appears here, with the text they got." },
    waiting: {
      title: "Nobody is waiting",
      words: "Callers who wrote or rang and got no word from you yet appear here.",
    },
    replied: { title: "No replies yet", words: "Callers who answered your text appear here." },
  },
  nothingWith: "No name, number or text has “{words}” in it.",
  setUp: { title: "Finish setting up", words: "Your calls do not come through textback yet." },
  loading: "Loading conversations",
  blocked: "Blocked",
  optedOut: "Opted out",
  unread: "Unread",
  choose: {
    title: "Choose a conversation",
    words: "Calls and texts of one caller stand here together, oldest first.",
  },
  backToInbox: "Back to the inbox",
  details: "Details",
  handled: "Handled",
  notSaved: "This was not saved",
  question: {
    label: "Question",
    ask: "{why} Do they want no more texts?",
    yes: "Yes, no more texts",
    no: "No, they may be texted",
    sure: "Sure? Only they can undo it",
  },
  message: {
    failed: "This message could not be played.",
    left: "They left a message",
    leftLong: "They left a message · {length}",
  },
} as const;

export const inbox = speak("inbox", english);
