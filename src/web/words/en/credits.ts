import { speak } from "../speak.ts";

export const english = {
  title: "Credits",
  about: "One credit pays for one text, however long. Calls, forwarding and texts you receive are free.",
  left: "Left",
  setAside: "Set aside",
  setAsideNote: "For texts on their way",
  spent: "Spent so far",
  spentNote: "Texts sent",
  owed: "Owed",
  owedNote: "Of a payment taken back",
  forecast: {
    none: "No texts sent lately",
    today: "Less than a day left at this rate",
    long: "More than a year at this rate",
    days: "About {days, plural, one {# day} other {# days}} left at this rate",
  },
  low: {
    owed: "{count, plural, one {# credit is} other {# credits are}} owed",
    owedWords:
      "A payment was taken back after these credits were spent. What you buy next pays them first; until then missed callers are not texted. {howToBuy}",
    none: "There are no credits left",
    noneWords: "Calls still reach you and are logged, but missed callers are not texted. {howToBuy}",
    few: "Only {count, plural, one {# credit} other {# credits}} left",
    fewWords: "When they are gone, missed callers are no longer texted. {howToBuy}",
    buyBelow: "Buy more below.",
  },
  seller: {
    ask: "Ask {whom} for more.",
    askWith: "Ask {whom} ({email}) for more.",
    somebody: "whoever runs this service for you",
    price: "{price} buys {credits, number}.",
  },
  buy: {
    more: "More credits",
    ownersOnly: "Only an owner can buy credits. {price}",
    title: "Buy credits",
    about: "One price whatever the pack. Nothing is ever bought by itself.",
    pack: "{credits, number} for {price}",
    noPage: "The payment page could not be opened. Try again in a moment.",
  },
  bought: {
    thanks: "Thank you. {credits, number} credits were added.",
    open: "Your payment is being confirmed",
    openWords:
      "This takes a few seconds with a card, and some days with a bank debit. The credits come by themselves.",
    failed: "This purchase was not paid",
    failedWords: "The payment page has expired. Nothing was charged.",
  },
  movements: {
    title: "Movements",
    none: "No movements yet",
    noneWords: "Each credit that comes or goes stands here, with the text it paid for.",
    save: "Save all as a spreadsheet (CSV)",
    to: "To {number}",
    grant: "Credits added",
    hold: "Set aside for a text",
    post: "Text sent",
    void: "Text not sent, its credit came back",
    refund: "Given back, the text never left the carrier",
    revoke: "Taken back",
    owe: "Spent already, so owed",
    repay: "Paid what was owed",
  },
  usage: {
    title: "The last {days, number} days",
    about: "{count, plural, one {# credit} other {# credits}} spent.",
    highest: "highest: {most, number}",
    table: "Credits spent as a table",
    day: "Day",
    credits: "Credits",
    ofDay: "{day}: {spent, number}",
  },
} as const;

export const credits = speak("credits", english);
