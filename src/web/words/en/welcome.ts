import { speak } from "../speak.ts";

/** Setting up a line, one question at a time. */
export const english = {
  title: "Set up",
  steps: "Steps",
  step: {
    business: "Business",
    number: "Number",
    forwarding: "Forwarding",
    message: "Message",
    crm: "CRM",
    test: "Test",
  },
  count: "Step {step, number} of {steps, number}: {title}",
  business: {
    title: "Your business",
    about: "Callers read this name in the text they get.",
    timeZone: "Time zone",
  },
  line: {
    title: "The number your customers call",
    about:
      "It stays theirs to call and text: calls to it are forwarded to you, and missed callers are texted from it.",
    number: "Number",
    buy: { title: "Buy a new number", about: "In your own Twilio account; yours within a minute" },
    own: { title: "A number of our Twilio account", about: "We set its webhooks and verify them" },
    keep: { title: "The number we have now", about: "Forward it, move it, or host its texts" },
    assigned: { title: "A number that our provider assigned", about: "You were told which" },
  },
  assigned: {
    notYours:
      "This number is not yours here yet. Ask your provider to assign it to you; then it appears in this list.",
    use: "Use this number",
  },
  buying: {
    areaCode: "Area code",
    areaCodeAbout: "Three digits; empty for any.",
    search: "Search",
    none: "No number is free there",
    noneWords: "Try another area code.",
    sure: "Buy it? Twilio bills it monthly",
    choose: "Choose",
  },
  carrier: {
    words:
      "You need a Twilio account of your own for this. Both values stand on the first page of Twilio's console. If you have none, ask your provider to assign you a number.",
    accountSid: "Account SID",
    authToken: "Auth token",
    connect: "Connect the Twilio account",
  },
  own: {
    none: "There is no number in your Twilio account",
    noneWords: "Buy a new one instead.",
    label: "Number of your Twilio account",
    connect: "Connect this number",
    notBoth: "It cannot do both calls and texts.",
    overridden: "At Twilio it is handled by {by}.",
    connected: "Connected.",
    here: "Its calls and texts come here already.",
    unused: "Not used yet.",
    elsewhere: "Used elsewhere: connecting it brings its calls and texts here instead.",
  },
  keep: {
    forward: "Forward it (minutes)",
    forwardWords:
      "Take a new number here, then have your present provider forward all calls to it: on many phones with *72 and the new number. Customers go on calling the number they know.",
    move: "Move it to Twilio (days to weeks)",
    moveWords:
      "Twilio's console, Phone Numbers, Port and Host. Do not end your present contract before it is done. Calls and texts then both use it.",
    host: "Host only its texts at Twilio (days)",
    hostWords:
      "For a landline: calls stay where they are, and you forward them here; Twilio sends and receives its texts. Also under Port and Host.",
    note: "If you forward it, texts come from the other number",
    noteWords:
      "Callers who dial your old number get their text from the new one, and answer to it. Say your name in the message, so that they know who writes. Only a number that was moved or hosted texts as itself.",
    after:
      "When you have moved or hosted it, come back and choose “A number of our Twilio account”. To forward it, choose “Buy a new number” now.",
  },
  forward: {
    title: "Where should calls ring?",
    about: "It rings here first. Only when nobody picks up does the caller get a text.",
    what: "What rings",
    cell: {
      title: "A cell phone",
      about: "Yours, or that of whoever answers",
      field: "Cell phone number",
      hint: "(512) 555-0142",
    },
    system: {
      title: "A phone system",
      about: "A hunting group, a desk phone or a VoIP service",
      field: "Number or SIP address",
      hint: "(512) 555-0142 or sip:desk@example.com",
    },
  },
  voicemail: {
    carrier: "Carrier of this cell phone",
    other: "Another, or I do not know",
    title: "Voicemail answers too",
    taken: "{starts} A call that it takes counts as answered.",
    starts: {
      general: "Most voicemail starts after 20 to 30 seconds, that of some carriers after 10 to 15.",
      tMobile: "Customers report that it starts after only 10 to 15 seconds.",
    },
    ask: "Ask your carrier to let the phone ring for 30 seconds before voicemail, or to switch voicemail off.",
    shorter: "Or ring for a shorter time here.",
    note: "On that phone dial *#61# and note the number that calls are forwarded to.",
    dial: "Dial **61*, that number, then **30# and press call: it now rings for 30 seconds, which is the most.",
  },
  probe: {
    title: "Does its voicemail answer?",
    about:
      "A call that your phone's own voicemail takes would count as answered, and nobody is texted. Find out with two calls to {number}, or go on without.",
    ring: {
      title: "Let it ring",
      words: "Call from another phone, and do not touch yours until it stops ringing.",
    },
    decline: { title: "Decline", words: "Call again, and this time decline the call on your phone." },
    missed: "Nobody answered: it counts as missed.",
    voicemail: "Voicemail answered.",
    running: "A call is under way.",
    itAnswered: "Voicemail answered",
    me: "It was me",
    found: "Its voicemail answers",
    foundWords: "So a key press is chosen below. You can also make voicemail start later, as said before.",
    clear: "Both calls counted as missed",
    pickedUp: "When your phone is picked up",
    press_key: {
      title: "Press a key to take a call",
      about: "You hear who calls and press 1. Voicemail cannot, so its calls count as missed.",
    },
    off: { title: "Just pick up", about: "Whatever answers counts, voicemail too." },
  },
  message: {
    title: "What should missed callers read?",
    about:
      "It lands on their phone within seconds of hanging up. Say who you are, and that they can just reply.",
    again: "Text the same caller again after",
    againAbout: "Minutes. Who tries again sooner has your text already; 0 texts every missed call.",
  },
  crm: {
    title: "Where do you keep your leads?",
    about: "You can change this at any time.",
  },
  test: {
    title: "Try it",
    about: "All is set. See it work once before you rely on it.",
    toInbox: "Go to the inbox",
    later: "Test later",
  },
} as const;

export const welcome = speak("welcome", english);
