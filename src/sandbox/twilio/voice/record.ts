/** `<Record>`: the caller leaves a message (docs/voice/twiml/record). */
import { numberOf, type Verb } from "../twiml.ts";
import { hangUp, type Leg } from "./leg.ts";
import { goTo, interruptions, type Next, ON } from "./next.ts";
import { keepRecording, recordingUrl, reportRecording } from "./recording.ts";
import type { Story } from "./story.ts";

const DEFAULT_SILENCE = 5;
const DEFAULT_MOST = 3_600;

export async function record(story: Story, leg: Leg, verb: Verb): Promise<Next> {
  const leaves = leg.call.direction === "inbound" ? story.caller.leaves : undefined;
  const silence = numberOf(verb, "timeout", DEFAULT_SILENCE);
  const most = numberOf(verb, "maxLength", DEFAULT_MOST);
  await story.step(leg.call.sid, "recording", "a message is being recorded");
  if (leaves === undefined) {
    // Nothing was said: no recording, no request, on to the next verb.
    await story.time.wait(Math.min(silence, most), ...interruptions(leg));
    return ON;
  }
  const started = story.time.seconds;
  const spokenOut = await story.time.wait(Math.min(leaves.seconds, most), ...interruptions(leg));
  const seconds = story.time.seconds - started;
  let digits: string | null = spokenOut ? null : "hangup";
  if (spokenOut && leaves.seconds <= most) {
    switch (leaves.endsWith ?? "hang_up") {
      case "hang_up":
        await story.step(leg.call.sid, "hung_up", "the caller hangs up");
        hangUp(story, leg, story.state.quirks.callerGone);
        digits = "hangup";
        break;
      case "press_#":
        digits = "#";
        break;
      case "silence":
        await story.time.wait(silence, ...interruptions(leg));
        break;
    }
  }
  if (leg.redirectedTo !== null || seconds === 0) return ON;
  const recording = keepRecording(story, leg, { seconds, channels: 1, source: "RecordVerb" });
  reportRecording(story, recording, verb);
  return goTo(story, leg, verb, "record", {
    RecordingDuration: String(recording.durationSeconds),
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(story, recording),
    ...(digits === null ? {} : { Digits: digits }),
  });
}
