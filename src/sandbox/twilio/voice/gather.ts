/** `<Gather>`: waits for keys, while its prompts play (docs/voice/twiml/gather). */

import { type Signal, signal } from "../timeline.ts";
import { numberOf, type Verb } from "../twiml.ts";
import { type Leg, sinceAnswer } from "./leg.ts";
import { goTo, interruptions, type Next, ON } from "./next.ts";
import { pause, play, say } from "./speak.ts";
import type { Story } from "./story.ts";

const DEFAULT_TIMEOUT = 5;

export async function gather(story: Story, leg: Leg, verb: Verb): Promise<Next> {
  const press = leg.presses(leg.asked++, sinceAnswer(story, leg));
  const timeout = numberOf(verb, "timeout", DEFAULT_TIMEOUT);
  const pressed = signal();
  const over = signal();
  const typing =
    press === null
      ? Promise.resolve()
      : story.time.wait(press.afterSeconds, over, ...interruptions(leg)).then((inTime) => {
          if (inTime) pressed.fire();
        });
  await prompt(story, leg, verb, pressed);
  const inTime = pressed.fired || !(await story.time.wait(timeout, pressed, ...interruptions(leg)));
  over.fire();
  await typing;
  if (leg.over.fired || leg.redirectedTo !== null) return ON;
  if (press === null || !pressed.fired || !inTime) {
    return verb.attributes.actionOnEmptyResult === "true"
      ? goTo(story, leg, verb, "gather", { Digits: "" })
      : ON;
  }
  const { digits, complete } = typed(verb, press.keys);
  await story.step(leg.call.sid, "pressed", `${press.keys} is pressed`);
  // Without a last key there is the wait for one that does not come.
  if (!complete) await story.time.wait(timeout, ...interruptions(leg));
  return leg.over.fired ? ON : goTo(story, leg, verb, "gather", { Digits: digits, FinishedOnKey: "" });
}

/** A key cuts the prompts short. */
async function prompt(story: Story, leg: Leg, verb: Verb, pressed: Signal): Promise<void> {
  const stopped = { ...leg, over: eitherOf(leg.over, pressed) };
  for (const child of verb.children) {
    if (stopped.over.fired || leg.interrupted.fired) return;
    if (child.name === "Say") await say(story, stopped, child.text);
    else if (child.name === "Play") await play(story, stopped, child);
    else if (child.name === "Pause") await pause(story, stopped, child);
  }
}

function eitherOf(...signals: readonly Signal[]): Signal {
  const either = signal();
  for (const each of signals) each.once(either.fire);
  return either;
}

function typed(verb: Verb, keys: string): { digits: string; complete: boolean } {
  const most = numberOf(verb, "numDigits", Number.POSITIVE_INFINITY);
  const finish = verb.attributes.finishOnKey ?? "#";
  const end = finish === "" ? -1 : keys.indexOf(finish);
  const digits = (end === -1 ? keys : keys.slice(0, end)).slice(0, most);
  return { digits, complete: end !== -1 || digits.length >= most };
}
