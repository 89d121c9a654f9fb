/** A call that the API asked for: rings a phone, and then does what our TwiML says. */
import { phonePresses, talksFor } from "../scripts.ts";
import type { CarrierState } from "../state.ts";
import type { CarrierCall } from "../types.ts";
import { detect, detectedParams, reportDetected } from "./detection.ts";
import { follow } from "./interpreter.ts";
import { endLeg, type Leg, newLeg, type Source } from "./leg.ts";
import { type Phone, pickUp } from "./ring.ts";
import { newStory } from "./story.ts";

export interface OutboundRequest {
  readonly from: string;
  readonly to: string;
  readonly source: Source;
  readonly timeoutSeconds: number;
  readonly statusCallback?: string;
  readonly statusCallbackEvents: readonly string[];
  readonly statusCallbackMethod: "GET" | "POST";
  readonly machineDetection?: string;
  readonly asyncAmd: boolean;
  readonly asyncAmdStatusCallback?: string;
}

/** Starts the call and goes on beside the answer, as Twilio does; `idle` waits for its end. */
export function startOutbound(
  state: CarrierState,
  accountSid: string,
  request: OutboundRequest,
): CarrierCall {
  const startedAt = state.now();
  const story = newStory(state, { accountSid, startedAt, caller: {} });
  const call: CarrierCall = {
    sid: state.newSid("CA"),
    accountSid,
    parentSid: null,
    direction: "outbound-api",
    from: request.from,
    to: request.to,
    callerName: null,
    forwardedFrom: null,
    startedAt,
    answeredAt: null,
    endedAt: null,
    status: "queued",
    durationSeconds: null,
    answeredBy: null,
  };
  const phone: Phone = { script: story.scriptFor(request.to) };
  const leg = newLeg(story, call, {
    presses: (asked, sinceAnswer) => phonePresses(phone.script, asked, sinceAnswer),
    talksFor: () => talksFor(phone.script),
    report: {
      url: request.statusCallback,
      events: new Set(request.statusCallbackEvents),
      method: request.statusCallbackMethod,
      kind: "status",
    },
  });

  /** In the foreground the document waits for the result, else it is told of beside the call. */
  const listen = async (answered: Leg): Promise<Record<string, string>> => {
    if (request.machineDetection === undefined) return {};
    const detecting = detect(story, answered, phone.script, request.machineDetection);
    if (!request.asyncAmd) return detectedParams(await detecting);
    const url = request.asyncAmdStatusCallback;
    story.beside(
      url === undefined
        ? detecting
        : detecting.then((detected) => reportDetected(story, answered, detected, url, "POST")),
    );
    return {};
  };
  const play = async (): Promise<void> => {
    // The answer to the create leaves first.
    await new Promise((resolve) => setImmediate(resolve));
    if (await pickUp(story, leg, phone, request.timeoutSeconds)) {
      const params = await listen(leg);
      await follow(story, leg, { source: request.source, kind: "voice", params }, "all");
      endLeg(story, leg, "completed");
    }
    await leg.report("completed");
    await story.besidesOver();
  };
  state.track(play());
  return call;
}
