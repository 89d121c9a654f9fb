/** Answering machine detection: listens beside the call, and says what it heard (docs/voice/answering-machine-detection). */
import { type AnsweredBy, detection, type PhoneScript } from "../scripts.ts";
import type { Leg } from "./leg.ts";
import type { Story } from "./story.ts";

const TIMEOUT_SECONDS = 30;

export interface Detected {
  readonly by: AnsweredBy;
  readonly ms: number;
}

/** A call that ends before there is a result was answered by nobody knows whom. */
export async function detect(
  story: Story,
  leg: Leg,
  script: PhoneScript,
  mode: string,
  timeoutSeconds = TIMEOUT_SECONDS,
): Promise<Detected> {
  const result = detection(script, mode);
  const started = story.time.seconds;
  const heard = await story.time.wait(Math.min(result.afterSeconds, timeoutSeconds), leg.over);
  const by = heard && result.afterSeconds <= timeoutSeconds ? result.by : "unknown";
  leg.call.answeredBy = by;
  await story.step(leg.call.sid, "answered_by", `machine detection says: ${by}`);
  return { by, ms: Math.round((story.time.seconds - started) * 1_000) };
}

export const detectedParams = ({ by, ms }: Detected): Record<string, string> => ({
  AnsweredBy: by,
  MachineDetectionDuration: String(ms),
});

export const reportDetected = (
  story: Story,
  leg: Leg,
  detected: Detected,
  url: string,
  method: "GET" | "POST",
): Promise<unknown> =>
  story.post(
    "amd",
    url,
    { AccountSid: leg.call.accountSid, CallSid: leg.call.sid, ...detectedParams(detected) },
    method,
  );
