/** `<Say>` and `<Play>`. */
import { numberOf, speakingSeconds, type Verb } from "../twiml.ts";
import type { Leg } from "./leg.ts";
import { interruptions } from "./next.ts";
import type { Story } from "./story.ts";

export async function say(story: Story, leg: Leg, text: string): Promise<void> {
  if (leg.call.parentSid === null) story.spoken.push(text);
  leg.heard.push(text);
  const who = leg.call.direction === "inbound" ? "the caller" : leg.call.to;
  await story.step(leg.call.sid, "spoken", `${who} hears: "${text}"`);
  await story.time.wait(speakingSeconds(text), ...interruptions(leg));
}

const SOUND_SECONDS = 3;

export async function play(story: Story, leg: Leg, verb: Verb): Promise<void> {
  const what = verb.attributes.digits ?? verb.text;
  leg.heard.push(what);
  await story.step(leg.call.sid, "played", `plays ${what}`);
  await story.time.wait(SOUND_SECONDS, ...interruptions(leg));
}

export async function pause(story: Story, leg: Leg, verb: Verb): Promise<void> {
  await story.time.wait(numberOf(verb, "length", 1), ...interruptions(leg));
}
