import { speak } from "../speak.ts";

export const english = {
  title: "People",
  about: "Owners change settings, connections and people. Members work the inbox.",
  ownersOnly: "Only an owner can see and change this",
  nobody: "Nobody has signed in to this business yet. Invite its first owner below.",
  roles: { owner: "Owner", member: "Member" },
  role: "Role",
  roleOf: "Role of {name}",
  you: "You",
  noContact: "No e-mail or phone yet: without one they cannot get a code to sign in.",
  email: "E-mail",
  phone: "Cell phone",
  remove: "Remove",
  removeSure: "Remove {name}?",
  invite: {
    title: "Invite somebody",
    about: "They get a link that works once, for seven days.",
    contact: "E-mail or cell phone",
    contactWrong: "Write an e-mail address or a whole phone number.",
    send: "Invite",
    done: "{name} is invited",
    link: "The link is sent where that is possible. You can also hand it over yourself; it is shown this once: <link>{url}</link>",
    copy: "Copy the link",
    copied: "Copied",
  },
  invited: {
    title: "Invited",
    byHand: "Link handed over by hand",
    until: "{contact} · until {moment}",
    withdraw: "Withdraw",
    sure: "Withdraw?",
  },
  everywhere: {
    about: "A phone was lost, or somebody saw your screen? End every session of yours at once.",
    signOut: "Sign me out everywhere",
  },
} as const;

export const people = speak("people", english);
