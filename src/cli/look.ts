/** What the owner sees of one caller: read from the API before and after a story, and told in a few lines. */
import { out } from "./output.ts";
import type { SandboxClient } from "./sandbox-client.ts";

interface SeenCall {
  readonly id: string;
  readonly direction: "in" | "out";
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly durationSeconds: number | null;
  readonly receipt: { readonly summary: string } | null;
  readonly answeredBy: { readonly verdict: string; readonly why: string } | null;
  readonly recordings: readonly { readonly durationSeconds: number }[];
}
interface SeenText {
  readonly direction: "in" | "out";
  readonly state: string;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly problem: { readonly forOwner: string; readonly whatToDo: string } | null;
  readonly media: readonly { readonly contentType: string }[];
}
interface SeenNotice {
  readonly id: string;
  readonly headline: string;
  readonly whatToDo: string;
  readonly resolvedAt: string | null;
}

export interface Look {
  readonly credits: { readonly available: number; readonly spent: number };
  readonly calls: readonly SeenCall[];
  readonly texts: readonly SeenText[];
  readonly alerts: readonly {
    id: string;
    channel: string;
    about: string;
    state: string;
    problem: string | null;
  }[];
  readonly notices: readonly SeenNotice[];
  readonly consent: { readonly consent: string; readonly consentQuestion: string | null } | null;
  readonly advice: string | null;
  readonly lead: string | null;
  /** How much stands on the lead's timeline. */
  readonly entries: number;
  readonly pending: number;
}

/** More than any story has. */
const PAGE = "limit=50";

export async function look(client: SandboxClient, line: string, phone: string): Promise<Look> {
  const isKnown = phone.startsWith("+");
  const query = isKnown ? `phone=${encodeURIComponent(phone)}&` : "";
  const get = (path: string) => client.api("GET", path);
  const items = async (path: string) => (await get(path)).items;
  const [credits, calls, { pending }, notices, alerts, leads, conversations, texts, seenLine] =
    await Promise.all([
      get("/credits"),
      items(`/calls?${query}${PAGE}`),
      get("/connection"),
      items(`/notices?${PAGE}`),
      items(`/alerts/sent?${PAGE}`),
      isKnown ? items(`/leads?${query}`) : [],
      isKnown ? items(`/conversations?q=${encodeURIComponent(phone)}`) : [],
      isKnown ? items(`/texts?${PAGE}`) : [],
      get(`/lines/${encodeURIComponent(line)}`),
    ]);
  const [lead] = leads;
  const timeline = lead === undefined ? [] : (await get(`/leads/${lead.id}`)).timeline;
  const [conversation] = conversations;
  return {
    credits,
    calls,
    pending,
    notices,
    alerts: alerts.filter((alert: { phone: string }) => alert.phone === phone),
    texts: texts.filter((text: { phone: string }) => text.phone === phone),
    consent: conversation ?? null,
    advice: seenLine.ringTimeoutAdvice?.words ?? null,
    entries: timeline.length,
    lead:
      lead === undefined
        ? null
        : `${lead.name ?? phone}, stage "${lead.stage}", ${timeline.length} on the timeline, ${leads.length} lead with this number`,
  };
}

const ON_THE_WAY = new Set(["queued", "sending"]);

/** The timeline is written just after the text: a moment's patience, at most 2 s. */
export async function settled(
  client: SandboxClient,
  line: string,
  phone: string,
  before: Look,
): Promise<Look> {
  for (let tries = 0; ; tries++) {
    const now = await look(client, line, phone);
    const isOver =
      now.pending === 0 &&
      now.alerts.every(({ state }) => state !== "pending" && state !== "sending") &&
      now.texts.every(({ state }) => !ON_THE_WAY.has(state));
    if ((isOver && (now.entries > before.entries || tries >= 5)) || tries >= 20) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const say = (label: string, words: string | null): void => {
  if (words !== null && words !== "") out(`${`${label}:`.padEnd(11)}${words}`);
};

export function tell(before: Look, after: Look): void {
  const isNew = <T extends { id: string }>(earlier: readonly T[]) => {
    const known = new Set(earlier.map(({ id }) => id));
    return ({ id }: T): boolean => !known.has(id);
  };
  const calls = after.calls.filter(isNew(before.calls));
  const [call] = calls;
  say("Decision", calls.find(({ receipt }) => receipt !== null)?.receipt?.summary ?? null);
  if (call !== undefined) say("Call", callWords(call));
  if (call?.answeredBy != null) say("Answered", `${call.answeredBy.verdict}: ${call.answeredBy.why}`);
  if (after.advice !== before.advice) say("Advice", after.advice);
  const sent = after.texts.find(({ direction }) => direction === "out");
  if (sent !== undefined && after.texts.length > before.texts.length) say("Text", textWords(sent));
  const media = after.texts.slice(0, after.texts.length - before.texts.length).flatMap((text) => text.media);
  say("Picture", media.map(({ contentType }) => contentType).join(", "));
  for (const { channel, about, state, problem } of after.alerts.filter(isNew(before.alerts)))
    say("Alert", `${about} by ${channel}: ${state}${problem === null ? "" : `, ${problem}`}`);
  for (const { headline, whatToDo } of after.notices.filter(isNew(before.notices)))
    say("Notice", `${headline} ${whatToDo}`);
  if (after.consent !== null && after.consent.consent !== "unknown") say("Consent", after.consent.consent);
  say("Question", after.consent?.consentQuestion ?? null);
  const { available, spent } = after.credits;
  say("Credits", `${available} left (${before.credits.available} before), ${spent} spent`);
  say("Lead", after.lead ?? "none");
}

function callWords({ direction, outcome, reason, durationSeconds, recordings }: SeenCall): string {
  return [
    direction === "in" ? "incoming" : "outgoing",
    outcome ?? "open",
    // Of an outgoing call it is the owner who hung up, or never took it.
    ...(reason === null || (direction === "out" && reason === "caller_hung_up")
      ? []
      : [reason.replaceAll("_", " ")]),
    ...(durationSeconds === null ? [] : [`${durationSeconds} s`]),
    ...recordings.map((recording) => `a message of ${recording.durationSeconds} s`),
  ].join(", ");
}

const textWords = ({ state, problem, errorCode, errorMessage }: SeenText): string =>
  problem !== null
    ? `${state} (${errorCode}): ${problem.forOwner} ${problem.whatToDo}`
    : errorMessage === null
      ? state
      : `${state}: ${errorMessage}`;
