/** `<Dial>`: rings phones, one after another or all at once, and connects the first that takes the call. */
import { phonePresses, talksFor } from "../scripts.ts";
import { methodOf, numberOf, type Verb } from "../twiml.ts";
import type { CallStatus, CarrierCall, CarrierRecording } from "../types.ts";
import { detect, reportDetected } from "./detection.ts";
import { answerLeg, endLeg, hangUp, type Leg, newLeg, type Source } from "./leg.ts";
import { absolute, goTo, interruptions, type Next, ON } from "./next.ts";
import { keepRecording, recordingUrl, reportRecording } from "./recording.ts";
import { type Phone, pickUp } from "./ring.ts";
import type { Story } from "./story.ts";

/** Twilio rings about this much longer than `<Dial timeout>` asks (docs/voice/twiml/dial). */
const EXTRA_RING_SECONDS = 5;
const DEFAULT_TIMEOUT = 30;
const MOST_NOUNS = 10;

/** One phone that is called, and what its noun asks for. */
interface Attempt {
  readonly leg: Leg;
  readonly noun: Verb;
  readonly phone: Phone;
}

interface Outcome {
  readonly bridged: boolean;
  readonly leg: Leg | null;
  readonly recording: CarrierRecording | null;
}

/** Plays a document to a phone that has picked up. `true`: it came to its end without `<Hangup>`. */
type Whisper = (leg: Leg, source: Source) => Promise<boolean>;

export async function dial(
  story: Story,
  parent: Leg,
  verb: Verb,
  isFirst: boolean,
  whisper: Whisper,
): Promise<Next> {
  // answerOnBridge works only when nothing was said before (docs/voice/twiml/dial).
  if (!(verb.attributes.answerOnBridge === "true" && isFirst)) answerLeg(story, parent);
  const nouns = nounsOf(verb);
  const groups = verb.attributes.sequential === "true" ? nouns.map((noun) => [noun]) : [nouns];
  let outcome: Outcome = { bridged: false, leg: null, recording: null };
  for (const group of groups) {
    if (group.length === 0 || interruptions(parent).some(({ fired }) => fired)) break;
    outcome = await ringAll(story, parent, verb, group, whisper);
    if (outcome.bridged) break;
  }
  if (parent.redirectedTo !== null && !parent.over.fired) return ON;
  const { leg, bridged, recording } = outcome;
  return goTo(story, parent, verb, "action", {
    DialBridged: String(bridged),
    DialCallStatus: dialStatus(story, parent, outcome),
    ...(leg === null ? {} : { DialCallSid: leg.call.sid }),
    ...(leg === null || leg.call.answeredAt === null
      ? {}
      : { DialCallDuration: String(leg.call.durationSeconds ?? 0) }),
    ...(recording === null ? {} : { RecordingUrl: recordingUrl(story, recording) }),
  });
}

/** Several `<Number>` and `<Sip>`, or a number as plain text. */
function nounsOf(verb: Verb): readonly Verb[] {
  const nouns = verb.children.filter(({ name }) => name === "Number" || name === "Sip");
  if (nouns.length > 0) return nouns.slice(0, MOST_NOUNS);
  return verb.text === "" ? [] : [{ name: "Number", attributes: {}, text: verb.text, children: [] }];
}

function dialStatus(story: Story, parent: Leg, { bridged, leg }: Outcome): string {
  if (bridged) return "completed";
  if (leg === null) return "failed";
  if (parent.over.fired) return story.state.quirks.callerGone;
  if (leg.call.answeredAt !== null) return story.state.quirks.declinedWhisper;
  return leg.call.status;
}

async function ringAll(
  story: Story,
  parent: Leg,
  verb: Verb,
  nouns: readonly Verb[],
  whisper: Whisper,
): Promise<Outcome> {
  const attempts = nouns.map((noun) => attemptAt(story, parent, verb, noun));
  const stop = (but: Leg | null): void => {
    for (const { leg } of attempts) if (leg !== but) hangUp(story, leg, "canceled");
  };
  const forget = interruptions(parent).map((each) => each.once(() => stop(null)));
  const taken: { by: Leg | null; recording: CarrierRecording | null } = { by: null, recording: null };
  await Promise.all(
    attempts.map(async (attempt) => {
      const { leg } = attempt;
      if ((await takesCall(story, attempt, verb, whisper)) && taken.by === null && !leg.over.fired) {
        // Whoever takes the call first has it; for the others it is over.
        taken.by = leg;
        stop(leg);
        taken.recording = await connect(story, parent, leg, verb);
      }
      await leg.report("completed");
    }),
  );
  for (const each of forget) each();
  return { bridged: taken.by !== null, leg: taken.by ?? mostTelling(attempts), recording: taken.recording };
}

/** Of several that did not take the call: one that was answered, or rang out, says more than a busy one. */
function mostTelling(attempts: readonly Attempt[]): Leg | null {
  const order: readonly CallStatus[] = ["completed", "no-answer", "busy", "failed", "canceled"];
  const rank = ({ leg }: Attempt) => order.indexOf(leg.call.status);
  return attempts.toSorted((a, b) => rank(a) - rank(b))[0]?.leg ?? null;
}

function attemptAt(story: Story, parent: Leg, verb: Verb, noun: Verb): Attempt {
  const phone: Phone = { script: story.scriptFor(noun.text) };
  const call: CarrierCall = {
    sid: story.state.newSid("CA"),
    accountSid: story.accountSid,
    parentSid: parent.call.sid,
    direction: "outbound-dial",
    from: verb.attributes.callerId ?? parent.call.from,
    to: noun.text,
    callerName: null,
    forwardedFrom: null,
    startedAt: story.time.now(),
    answeredAt: null,
    endedAt: null,
    status: "queued",
    durationSeconds: null,
    answeredBy: null,
  };
  const { statusCallback, statusCallbackEvent = "completed" } = noun.attributes;
  const leg = newLeg(story, call, {
    presses: (asked, sinceAnswer) => phonePresses(phone.script, asked, sinceAnswer),
    talksFor: () => talksFor(phone.script),
    report: {
      url: statusCallback === undefined ? undefined : absolute(story, statusCallback),
      events: new Set(statusCallbackEvent.split(/\s+/)),
      method: methodOf(noun, "statusCallbackMethod"),
      kind: "leg",
    },
  });
  return { leg, noun, phone };
}

/** Rings, and plays the whisper to whoever picks up. `true`: may be connected. */
async function takesCall(
  story: Story,
  { leg, noun, phone }: Attempt,
  verb: Verb,
  whisper: Whisper,
): Promise<boolean> {
  const ringSeconds = numberOf(verb, "timeout", DEFAULT_TIMEOUT) + EXTRA_RING_SECONDS;
  if (!(await pickUp(story, leg, phone, ringSeconds))) return false;
  const { machineDetection, amdStatusCallback, url } = noun.attributes;
  if (machineDetection !== undefined) {
    const timeout = numberOf(noun, "machineDetectionTimeout", 30);
    const report = amdStatusCallback === undefined ? undefined : absolute(story, amdStatusCallback);
    story.beside(
      detect(story, leg, phone.script, machineDetection, timeout).then((detected) =>
        report === undefined
          ? undefined
          : reportDetected(story, leg, detected, report, methodOf(noun, "amdStatusCallbackMethod")),
      ),
    );
  }
  if (url === undefined) return true;
  const source = { url: absolute(story, url), method: methodOf(noun) };
  const accepted = await whisper(leg, source);
  if (!accepted && !leg.over.fired) {
    await story.step(leg.call.sid, "declined", `${leg.call.to} does not take the call`);
    endLeg(story, leg, "completed");
  }
  return accepted && !leg.over.fired;
}

/** The two talk until one of them hangs up. */
async function connect(story: Story, parent: Leg, leg: Leg, verb: Verb): Promise<CarrierRecording | null> {
  answerLeg(story, parent);
  await story.step(leg.call.sid, "connected", `${parent.call.from} and ${leg.call.to} are connected`);
  const started = story.time.seconds;
  // Twilio would end it after 4 h; here who talks until told does.
  const limit = numberOf(verb, "timeLimit", Number.POSITIVE_INFINITY);
  // Who is here first in a tie hangs up: the caller.
  const callerTalks = parent.talksFor();
  const seconds = Math.min(callerTalks, leg.talksFor(), limit);
  if (await story.time.wait(seconds, ...interruptions(parent), leg.over)) {
    const callerEnds = seconds === callerTalks;
    await story.step(
      parent.call.sid,
      "hung_up",
      callerEnds ? `${parent.call.from} hangs up` : `${leg.call.to} hangs up`,
    );
    if (callerEnds) endLeg(story, parent, "completed");
  }
  endLeg(story, leg, "completed");
  const record = verb.attributes.record ?? "do-not-record";
  const talked = story.time.seconds - started;
  if (record === "do-not-record" || record === "false" || talked === 0) return null;
  const recording = keepRecording(story, parent, {
    seconds: talked,
    channels: record.endsWith("-dual") ? 2 : 1,
    source: "DialVerb",
  });
  reportRecording(story, recording, verb);
  return recording;
}
