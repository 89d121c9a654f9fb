/** A phone rings, and what its script says happens. */
import { type PhoneScript, staysFor } from "../scripts.ts";
import { answerLeg, endLeg, type Leg } from "./leg.ts";
import type { Story } from "./story.ts";

/** A busy line or a number that does not exist is known after about a second. */
const KNOWN_AFTER = 1;

/** A phone that is called; what it does may be decided only when it rings. */
export interface Phone {
  script: PhoneScript;
}

/** `true`: somebody, or something, picked up. Else the leg has ended, and why is its status. */
export async function pickUp(story: Story, leg: Leg, phone: Phone, ringSeconds: number): Promise<boolean> {
  const { call } = leg;
  if (leg.over.fired) return false;
  await leg.report("initiated");
  if (phone.script.kind !== "failed") {
    call.status = leg.over.fired ? call.status : "ringing";
    await story.step(call.sid, "ringing", `${call.to} rings`);
    await leg.report("ringing");
    const ringing = { callSid: call.sid, to: call.to, over: leg.over };
    phone.script = await story.decidedFor(ringing, phone.script);
  }
  const { script } = phone;
  switch (script.kind) {
    case "busy":
    case "failed": {
      const words = script.kind === "busy" ? "the line is busy" : "the call cannot be routed";
      if (await story.time.wait(script.after ?? KNOWN_AFTER, leg.over)) {
        await story.step(call.sid, script.kind, words);
        endLeg(story, leg, script.kind);
      }
      return false;
    }
    case "no_answer":
      if (await story.time.wait(ringSeconds, leg.over)) await rangOut(story, leg);
      return false;
    default: {
      const passed = await story.time.wait(Math.min(script.answersAfter, ringSeconds), leg.over);
      if (!passed) return false;
      if (script.answersAfter > ringSeconds) {
        await rangOut(story, leg);
        return false;
      }
      answerLeg(story, leg);
      story.beside(leavesByItself(story, leg, script));
      await story.step(call.sid, "answered", `${call.to} ${PICKS_UP[script.kind]}`);
      await leg.report("answered");
      return !leg.over.fired;
    }
  }
}

const PICKS_UP = {
  human: "picks up",
  voicemail: "is answered by its mailbox",
  screener: "is answered by a call screener",
  fax: "is answered by a fax machine",
} as const;

async function rangOut(story: Story, leg: Leg): Promise<void> {
  await story.step(leg.call.sid, "no_answer", "nobody picks up");
  endLeg(story, leg, "no-answer");
}

async function leavesByItself(story: Story, leg: Leg, script: PhoneScript): Promise<void> {
  if (await story.time.wait(staysFor(script), leg.over)) {
    await story.step(leg.call.sid, "hung_up", `${leg.call.to} hangs up`);
    endLeg(story, leg, "completed");
  }
}
