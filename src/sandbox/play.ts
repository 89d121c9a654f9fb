/**
 * A call that somebody plays by hand: what the owner's phone does is decided while it rings, and either end may hang
 * up at any time. One at a time.
 */
import type { Answer, Scene } from "./scene.ts";
import type { Carrier } from "./twilio/index.ts";
import type { PhoneScript } from "./twilio/scripts.ts";
import type { CarrierEvent } from "./twilio/types.ts";
import type { Ringing } from "./twilio/voice/story.ts";

/** Whoever does nothing lets it ring. */
export const DECIDES_WITHIN_MS = 12_000;
/** As long as two people may talk here; then the carrier's own limit would come. */
const TALKS_SECONDS = 4 * 3_600;
/** Before the shortest ring timeout that there is. */
const VOICEMAIL_AFTER_SECONDS = 9;
const KEPT_STEPS = 40;
const KEPT_TEXTS = 200;

export interface Stage {
  scene(): Scene;
  /** @returns false while another call is going on, or when there is no such line */
  call(from: string, line: string): boolean;
  /** What the phones that ring do. @returns false when none rings */
  answer(answer: Answer): boolean;
  /** Whichever end does it: it is the same for both. @returns false when nobody is calling */
  hangUp(): boolean;
  /** @returns false when there is no such line */
  text(from: string, line: string, body: string): Promise<boolean>;
  subscribe(listener: () => void): () => void;
}

const SCRIPTS: Readonly<Record<Answer, PhoneScript>> = {
  ring_out: { kind: "no_answer" },
  // Who picks up and is asked for a key presses it.
  answer: { kind: "human", answersAfter: 0, presses: "1", talks: TALKS_SECONDS },
  busy: { kind: "busy" },
  voicemail: { kind: "voicemail", answersAfter: VOICEMAIL_AFTER_SECONDS },
};

interface Played {
  readonly from: string;
  readonly line: string;
  callSid: string | null;
  stage: "calling" | "ringing" | "talking" | "ending";
  readonly ringing: Map<Ringing, (answer: Answer) => void>;
}

export function stageOver(carrier: Carrier): Stage {
  const listeners = new Set<() => void>();
  const steps: string[] = [];
  let played: Played | null = null;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  carrier.subscribe(({ kind, text }: CarrierEvent) => {
    if (kind === "call_placed" || kind === "text_sent_by_person") steps.length = 0;
    steps.push(text);
    steps.splice(0, steps.length - KEPT_STEPS);
    changed();
  });
  const hasLine = (line: string): boolean => carrier.numbers.some(({ phoneNumber }) => phoneNumber === line);

  const decided = (call: Played, ringing: Ringing): Promise<PhoneScript> =>
    new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(late);
        call.ringing.delete(ringing);
        if (call.ringing.size === 0 && call.stage === "ringing") call.stage = "ending";
        resolve(SCRIPTS[answer]);
        changed();
      };
      const late = setTimeout(settle, DECIDES_WITHIN_MS, "ring_out");
      late.unref();
      ringing.over.once(() => settle("ring_out"));
      call.ringing.set(ringing, settle);
      call.stage = "ringing";
      changed();
    });

  const play = async (call: Played): Promise<void> => {
    try {
      await carrier.call({
        from: call.from,
        to: call.line,
        caller: { leaves: { seconds: 12 } },
        onRing: (ringing) => decided(call, ringing),
        onStep: ({ kind, callSid }) => {
          if (kind === "call_placed") call.callSid = callSid;
          if (kind === "connected") call.stage = "talking";
        },
      });
    } catch (error) {
      steps.push(error instanceof Error ? error.message : String(error));
    } finally {
      played = null;
      changed();
    }
  };

  return {
    scene: () => ({
      lines: carrier.numbers.map(({ phoneNumber }) => phoneNumber),
      call:
        played === null
          ? null
          : {
              from: played.from,
              line: played.line,
              stage: played.stage,
              phones: [...played.ringing.keys()].map(({ to }) => to),
            },
      steps,
      texts: carrier.messages
        .filter(({ sentAt }) => sentAt !== null)
        .slice(-KEPT_TEXTS)
        .map(({ sid, from, to, body, createdAt }) => ({
          id: sid,
          from,
          to,
          body,
          at: createdAt.toISOString(),
        })),
    }),
    call(from, line) {
      if (played !== null || !hasLine(line)) return false;
      played = { from, line, callSid: null, stage: "calling", ringing: new Map() };
      void play(played);
      return true;
    },
    answer(answer) {
      const waiting = [...(played?.ringing.values() ?? [])];
      const [first, ...others] = waiting;
      if (first === undefined) return false;
      first(answer);
      // Of several that ring together one is picked up; busy or ringing on, they all are.
      for (const other of others) other(answer === "answer" || answer === "voicemail" ? "ring_out" : answer);
      return true;
    },
    hangUp() {
      const callSid = played?.callSid ?? null;
      if (callSid === null) return false;
      carrier.hangUp(callSid);
      return true;
    },
    async text(from, line, body) {
      if (!hasLine(line)) return false;
      await carrier.text({ from, to: line, body });
      return true;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
