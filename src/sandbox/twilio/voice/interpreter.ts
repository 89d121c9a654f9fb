/** Does what the TwiML says, on one leg. */
import { signal } from "../timeline.ts";
import { type Document, methodOf, parseTwiml, type Verb } from "../twiml.ts";
import type { Webhook, WebhookKind } from "../types.ts";
import { dial } from "./dial.ts";
import { gather } from "./gather.ts";
import { answerLeg, endLeg, type Leg, type Source } from "./leg.ts";
import { absolute, END, type Next, ON } from "./next.ts";
import { record } from "./record.ts";
import { pause, play, say } from "./speak.ts";
import { callParams, type Story } from "./story.ts";

/** All verbs for a caller; for a called party who is not connected yet only what docs/voice/twiml/number allows. */
export type Allowed = "all" | "whisper";
const WHISPER = new Set(["Say", "Play", "Gather", "Hangup", "Pause", "Redirect"]);

/** A document that redirects to itself would never end. */
const MOST_DOCUMENTS = 50;
const APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye.";

/** Follows a document and all that it leads to. `false`: it ended in `<Hangup>`, or the leg is over. */
export async function follow(
  story: Story,
  leg: Leg,
  first: { source: Source; kind: WebhookKind; params?: Readonly<Record<string, string>> },
  allowed: Allowed,
): Promise<boolean> {
  let next: Next = { go: "fetch", ...first };
  for (let documents = 0; documents < MOST_DOCUMENTS; documents++) {
    if (leg.over.fired) return false;
    if (leg.redirectedTo !== null) {
      next = { go: "fetch", source: leg.redirectedTo, kind: "redirect" };
      leg.redirectedTo = null;
      leg.interrupted = signal();
    }
    if (next.go === "end") return false;
    if (next.go === "on") return !leg.over.fired;
    next = await perform(story, leg, await load(story, leg, next), allowed);
  }
  await story.step(leg.call.sid, "error", "the documents lead in circles");
  return false;
}

async function perform(story: Story, leg: Leg, document: Document, allowed: Allowed): Promise<Next> {
  if (document.kind === "unreadable") {
    await story.step(leg.call.sid, "error", `${document.code}: ${document.why}`);
    answerLeg(story, leg);
    await say(story, leg, APPLICATION_ERROR);
    return END;
  }
  for (const [i, verb] of document.verbs.entries()) {
    const next = await performVerb(story, leg, verb, allowed, i === 0);
    if (leg.over.fired || leg.redirectedTo !== null || next.go !== "on") return next;
  }
  return ON;
}

async function performVerb(
  story: Story,
  leg: Leg,
  verb: Verb,
  allowed: Allowed,
  isFirst: boolean,
): Promise<Next> {
  if (allowed === "whisper" && !WHISPER.has(verb.name)) {
    await story.step(leg.call.sid, "warning", `<${verb.name}> does nothing before the calls are connected`);
    return ON;
  }
  switch (verb.name) {
    case "Say":
      answerLeg(story, leg);
      await say(story, leg, verb.text);
      return ON;
    case "Play":
      answerLeg(story, leg);
      await play(story, leg, verb);
      return ON;
    case "Pause":
      answerLeg(story, leg);
      await pause(story, leg, verb);
      return ON;
    case "Gather":
      answerLeg(story, leg);
      return gather(story, leg, verb);
    case "Record":
      answerLeg(story, leg);
      return record(story, leg, verb);
    case "Dial":
      return dial(story, leg, verb, isFirst, (called, source) =>
        follow(story, called, { source, kind: "whisper" }, "whisper"),
      );
    case "Redirect":
      return {
        go: "fetch",
        source: { url: absolute(story, verb.text), method: methodOf(verb) },
        kind: "redirect",
      };
    case "Hangup":
      return END;
    case "Reject":
      // Without an answer nothing is charged; afterwards it is a hang-up (docs/voice/twiml/reject).
      if (leg.call.answeredAt === null)
        endLeg(story, leg, verb.attributes.reason === "busy" ? "busy" : "no-answer");
      return END;
    default:
      await story.step(leg.call.sid, "warning", `12200: <${verb.name}> is not known`);
      return ON;
  }
}

/** Asks us what to do: a document given with the call, or one to be fetched, with the fallback when that fails. */
async function load(story: Story, leg: Leg, next: Extract<Next, { go: "fetch" }>): Promise<Document> {
  const { source } = next;
  if ("twiml" in source) return parseTwiml(source.twiml, "text/xml");
  const params = { ...callParams(leg.call), ...leg.extra, ...next.params };
  const webhook = await story.post(next.kind, source.url, params, source.method);
  if (worked(webhook)) return parseTwiml(webhook.body, webhook.contentType);
  const code = webhook.status === null ? 11205 : 11200;
  if (source.fallbackUrl !== undefined && source.fallbackUrl !== "") {
    const again = await story.post(
      next.kind,
      source.fallbackUrl,
      { ...params, ErrorCode: String(code), ErrorUrl: source.url },
      source.method,
    );
    if (worked(again)) return parseTwiml(again.body, again.contentType);
  }
  return { kind: "unreadable", code, why: `${source.url} answered ${webhook.status ?? "nothing"}` };
}

const worked = ({ status }: Webhook): boolean => status !== null && status < 400;
