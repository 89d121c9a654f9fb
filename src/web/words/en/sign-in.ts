import { speak } from "../speak.ts";

export const english = {
  title: "Sign in",
  language: "Language",
  signingIn: "Signing you in",
  linkOver: "This link no longer works",
  linkOverWords: "A sign-in link works once and for a short time. Get a code instead, or ask for a new link.",
  with: "Sign in with {crm}",
  withCode: "Sign in with a code",
  about: "We send you a code. No password needed.",
  contact: "Your cell phone or e-mail",
  sendCode: "Send me a code",
  enterCode: "Enter the code",
  onItsWay: "If {contact} belongs to a textback user, a code is on its way there.",
  code: "{digits, number}-digit code",
  other: "Use another phone or e-mail",
} as const;

export const signIn = speak("signIn", english);
