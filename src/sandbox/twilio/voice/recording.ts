/** Recordings of calls and of messages, and the reports about them (docs/voice/api/recording). */

import { twilioDate } from "../dates.ts";
import { methodOf, type Verb } from "../twiml.ts";
import type { CarrierRecording } from "../types.ts";
import type { Leg } from "./leg.ts";
import { absolute } from "./next.ts";
import type { Story } from "./story.ts";

export const recordingUrl = (story: Story, { accountSid, sid }: CarrierRecording): string =>
  `${story.state.baseUrl}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;

export function keepRecording(
  story: Story,
  leg: Leg,
  of: { seconds: number; channels: number; source: CarrierRecording["source"] },
): CarrierRecording {
  const recording: CarrierRecording = {
    sid: story.state.newSid("RE"),
    accountSid: leg.call.accountSid,
    callSid: leg.call.sid,
    startedAt: new Date(story.time.now().getTime() - of.seconds * 1_000),
    durationSeconds: Math.round(of.seconds),
    channels: of.channels,
    source: of.source,
  };
  story.recordings.push(recording);
  story.state.recordings.push(recording);
  return recording;
}

/** Told beside the call, when the file is ready. */
export function reportRecording(story: Story, recording: CarrierRecording, verb: Verb): void {
  const address = verb.attributes.recordingStatusCallback;
  const events = (verb.attributes.recordingStatusCallbackEvent ?? "completed").split(/\s+/);
  if (address === undefined || !events.includes("completed")) return;
  const url = absolute(story, address);
  const params = {
    AccountSid: recording.accountSid,
    CallSid: recording.callSid,
    ErrorCode: "0",
    RecordingChannels: String(recording.channels),
    RecordingDuration: String(recording.durationSeconds),
    RecordingSid: recording.sid,
    RecordingSource: recording.source,
    RecordingStartTime: twilioDate(recording.startedAt),
    RecordingStatus: "completed",
    RecordingTrack: "both",
    RecordingUrl: recordingUrl(story, recording),
  };
  story.beside(
    story.time
      .wait(1)
      .then(() => story.post("recording", url, params, methodOf(verb, "recordingStatusCallbackMethod"))),
  );
}
